"""Plain values that every room shares: the API objects of summer 2014, their JSON, and TODO.

The JSON has the field names of that summer's API (``containerPort``) and leaves out empty fields,
so the stored manifest of a bare pod is ``{"id": "web"}``.
"""

from __future__ import annotations

import dataclasses
import functools
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from kubeish.errors import KubeishError

T = TypeVar("T")

_PLAIN = frozenset({str, int, float, bool})


class Todo:
    """What an untouched stub returns, so that a check can tell "not attempted" from "wrong".

    What it is compared with by ``<`` and the like is not known yet: that is TODO as well.
    """

    def __repr__(self) -> str:
        return "TODO"

    def __bool__(self) -> bool:
        return False

    def __reduce__(self) -> str:
        return "TODO"  # unpickled and copied by its name, so that ``is TODO`` stays true

    def __lt__(self, other: object) -> Todo:
        return self

    __le__ = __gt__ = __ge__ = __lt__


TODO = Todo()


class BadObject(KubeishError):
    """A JSON value does not describe the wanted API object."""


@dataclass(frozen=True)
class Port:
    """A port of a container. ``host_port`` 0 asks for no port of the machine."""

    container_port: int = 0
    host_port: int = 0
    name: str = ""


@dataclass(frozen=True)
class EnvVar:
    """An environment variable of a container."""

    name: str = ""
    value: str = ""


@dataclass(frozen=True)
class Container:
    """A container: its image, ports and environment."""

    name: str = ""
    image: str = ""
    ports: tuple[Port, ...] = ()
    env: tuple[EnvVar, ...] = ()


@dataclass(frozen=True)
class ContainerManifest:
    """What a kubelet runs: the containers of one pod, under the pod's id."""

    id: str = ""
    containers: tuple[Container, ...] = ()


@dataclass(frozen=True)
class Pod:
    """A pod: its id, labels and containers, and the machine that runs it (empty: not assigned)."""

    id: str
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    containers: tuple[Container, ...] = ()
    host: str = ""

    @property
    def host_ports(self) -> set[int]:
        """The ports that the pod needs on its machine."""
        return {p.host_port for c in self.containers for p in c.ports if p.host_port}


def list_machine_names(machines: Iterable[str]) -> list[str]:
    """``machines`` as a list. Raises TypeError for a single name, which is iterable too."""
    if isinstance(machines, str):
        raise TypeError(f"machines are a list of names, and {machines!r} is a text: write [{machines!r}].")
    return list(machines)


def to_json(value: object) -> object:
    """``value``, an API object or a list of them, as dicts and lists without the empty fields."""
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    fields = _list_names(type(value))  # type: ignore[arg-type]  # mypy doubts that classes are hashable
    if not fields:
        return dict(value) if isinstance(value, Mapping) else value
    given = {}
    for key, name in fields:
        if plain := getattr(value, name):
            # Most fields are texts or numbers: a call for each would take most of the time.
            given[key] = plain if type(plain) in _PLAIN else to_json(plain)
    return given


def from_json(kind: type[T], value: object) -> T:
    """The object of ``kind`` that ``value``, a dict from JSON, describes. Raises BadObject."""
    if not isinstance(value, dict):
        raise BadObject(f"a {kind.__name__} was wanted and {value!r} found: it must be a JSON object.")
    fields = _read_fields(kind)  # type: ignore[arg-type]
    given: dict[str, object] = {}
    try:
        for key, plain in value.items():
            if key not in fields:
                raise _explain_unknown(kind, value)
            name, item = fields[key]
            given[name] = tuple([from_json(item, each) for each in plain]) if item else plain
        return kind(**given)
    except TypeError as error:
        raise BadObject(f"{value!r} is not a {kind.__name__}: {error}.") from None


def _explain_unknown(kind: type, value: dict[str, object]) -> BadObject:
    fields = _read_fields(kind)
    unknown = sorted(value.keys() - fields.keys())
    return BadObject(f"a {kind.__name__} has no field {unknown[0]!r}: it has {', '.join(fields)}.")


@functools.cache
def _read_fields(kind: type) -> dict[str, tuple[str, type | None]]:
    """By a field's name in JSON: its name in Python, and the class of its items if a tuple.

    Empty for a class that is no dataclass.
    """
    if not dataclasses.is_dataclass(kind):
        return {}
    items = {
        name: typing.get_args(hint)[0] if typing.get_origin(hint) is tuple else None
        for name, hint in typing.get_type_hints(kind).items()
    }
    return {_to_camel_case(name): (name, item) for name, item in items.items()}


@functools.cache
def _list_names(kind: type) -> tuple[tuple[str, str], ...]:
    """The names of the fields of a class, in JSON and in Python."""
    return tuple((key, name) for key, (name, _) in _read_fields(kind).items())


def _to_camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
