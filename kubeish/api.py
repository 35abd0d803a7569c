"""The nouns of 2014: Pod, ContainerManifest, Container, Port, EnvVar, to and from JSON. They know nothing of the store.

JSON has the field names of that summer's API (``containerPort``), and leaves out what is empty, so that a stored
manifest of one bare pod reads ``{"id": "web"}``.
"""

from __future__ import annotations

import dataclasses
import functools
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from kubeish.errors import KubeishError

T = TypeVar("T")


def machine_names(machines: Iterable[str]) -> list[str]:
    """``machines`` as a list. Raises TypeError for one name by itself, whose letters would be taken for machines."""
    if isinstance(machines, str):
        raise TypeError(f"machines are a list of names, and {machines!r} is a text: write [{machines!r}].")
    return list(machines)


class BadObject(KubeishError):
    """A piece of JSON that is not the object it was read as."""


@dataclass(frozen=True)
class Port:
    """A port of a container; ``host_port`` 0 asks for none on the machine."""

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
    """One container: its image, ports and environment."""

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
    """A pod: an id, labels, the containers that are wanted, and the machine that it runs on (empty: none yet)."""

    id: str
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    containers: tuple[Container, ...] = ()
    host: str = ""

    def host_ports(self) -> set[int]:
        """The ports that the pod needs on its machine."""
        return {p.host_port for c in self.containers for p in c.ports if p.host_port}


def to_json(value: Any) -> Any:
    """``value`` (one of the nouns, or a list of them) as dicts and lists; empty fields are left out."""
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (str, int)) or not dataclasses.is_dataclass(value):
        return value
    fields = _fields(typing.cast("Any", type(value)))
    given = ((name, getattr(value, field.name)) for name, field in fields.items())
    return {name: to_json(plain) for name, plain in given if plain}


def from_json(kind: type[T], value: Any) -> T:
    """The object of ``kind`` that ``value``, a dict from JSON, describes. Raises BadObject if it describes none."""
    if not isinstance(value, dict):
        raise BadObject(f"a {kind.__name__} was wanted and {value!r} found: it must be a JSON object.")
    fields = _fields(typing.cast("Any", kind))
    unknown = sorted(value.keys() - fields.keys())
    if unknown:
        raise BadObject(f"a {kind.__name__} has no field {unknown[0]!r}: it has {', '.join(fields)}.")
    try:
        return kind(**{fields[name].name: fields[name].read(plain) for name, plain in value.items()})
    except TypeError as error:
        raise BadObject(f"{value!r} is no {kind.__name__}: {error}.") from None


class _Field(NamedTuple):
    """A noun's field: its name in Python, and the noun that it holds a tuple of, if it does."""

    name: str
    noun: type[Any] | None

    def read(self, plain: Any) -> Any:
        return plain if self.noun is None else tuple([from_json(self.noun, item) for item in plain])


@functools.cache
def _fields(kind: type) -> dict[str, _Field]:
    """A noun's fields, by the names that JSON has for them."""
    return {_camel(name): _Field(name, _noun(hint)) for name, hint in typing.get_type_hints(kind).items()}


def _noun(hint: Any) -> type[Any] | None:
    inner = typing.get_args(hint)
    is_row = typing.get_origin(hint) is tuple and dataclasses.is_dataclass(inner[0])
    return typing.cast("type[Any]", inner[0]) if is_row else None


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
