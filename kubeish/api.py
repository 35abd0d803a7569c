"""The nouns of 2014: Pod, ContainerManifest, Container, Port, EnvVar, to and from JSON. They know nothing of the store.

JSON has the field names of that summer's API (``containerPort``), and leaves out what is empty, so that a stored
manifest of one bare pod reads ``{"id": "web"}``.
"""

from __future__ import annotations

import dataclasses
import functools
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from kubeish.errors import KubeishError

T = TypeVar("T")


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
    given = ((name, getattr(value, field)) for name, field in _fields(typing.cast("Any", type(value)))[1].items())
    return {name: to_json(plain) for name, plain in given if plain}


def from_json(kind: type[T], value: Any) -> T:
    """The object of ``kind`` that ``value``, a dict from JSON, describes. Raises BadObject if it describes none."""
    if not isinstance(value, dict):
        raise BadObject(f"a {kind.__name__} was wanted and {value!r} found: it must be a JSON object.")
    hints, names = _fields(typing.cast("Any", kind))
    unknown = sorted(set(value) - set(names))
    if unknown:
        raise BadObject(f"a {kind.__name__} has no field {unknown[0]!r}: it has {', '.join(names)}.")
    try:
        return kind(**{names[n]: _field(hints[names[n]], plain) for n, plain in value.items()})
    except TypeError as error:
        raise BadObject(f"{value!r} is no {kind.__name__}: {error}.") from None


@functools.cache
def _fields(kind: type) -> tuple[dict[str, Any], dict[str, str]]:
    """The annotations of a noun's fields, and their names by those that JSON has for them."""
    hints = typing.get_type_hints(kind)
    return hints, {_camel(name): name for name in hints}


def _field(hint: Any, plain: Any) -> Any:
    """One field by its annotation: a tuple of nouns, or something that JSON knows."""
    inner = typing.get_args(hint)
    if typing.get_origin(hint) is tuple and dataclasses.is_dataclass(inner[0]):
        return tuple(from_json(typing.cast("type[Any]", inner[0]), item) for item in plain)
    return plain


@functools.cache
def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
