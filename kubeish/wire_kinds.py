"""The kinds of values that may cross the wire, and the check that each field is of the type that it is declared as."""

from __future__ import annotations

import dataclasses
import functools
import inspect
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any

from kubeish import api
from kubeish.checks.answer import Do, Function, Make, New, Ref, Result, Strange
from kubeish.explorer.opaque import Index
from kubeish.explorer.steps import Asks, Crashed, Raised, Returned, Where
from kubeish.race import Direction
from kubeish.store import requests

_NOUNS = (api.Port, api.EnvVar, api.Container, api.ContainerManifest, api.Pod)
_QUESTIONS = (Make, Ref, New, Do, Function, Result, Strange, Direction)
_STEPS = (Asks, Returned, Raised, Crashed, Where)
_REQUESTS = (requests.Range, requests.Put, requests.DeleteRange, requests.Compare, requests.Txn)
_ANSWERS = (
    requests.KeyValue,
    requests.RangeAnswer,
    requests.PutAnswer,
    requests.DeleteAnswer,
    requests.TxnAnswer,
    requests.Refused,
)

KINDS: dict[Any, type] = {kind.__name__: kind for kind in (*_NOUNS, *_QUESTIONS, *_STEPS, *_REQUESTS, *_ANSWERS)}
"""Every kind by its name. Who adds one here has to make sure that its fields are plain too."""


def fields_of(value: Any) -> tuple[Any, ...]:
    """The values of the fields of one of KINDS, in their order, without those at the end that have their defaults."""
    shape = _shape(type(value))  # type: ignore[arg-type]
    found = value if isinstance(value, tuple) else tuple([getattr(value, name) for name in shape.names])
    last = len(found)
    while last > shape.needed and _same(found[last - 1], shape.defaults[last - 1]):
        last -= 1
    return found[:last]


def _same(value: Any, default: Any) -> bool:
    return type(value) is type(default) and type(value) is not Index and bool(value == default)


def arguments(kind: type, values: list[Any], opaque: bool) -> Any:
    """A ``kind`` of these values. ValueError unless there are as many as it wants, each of its declared type.

    ``opaque``: an answer of the store may hold one of the explorer's indexes where an int is declared.
    """
    shape = _shape(kind)
    if not shape.needed <= len(values) <= len(shape.names):
        raise ValueError(f"a {kind.__name__} has {len(shape.names)} fields, and {len(values)} came")
    for name, hint, value in zip(shape.names, shape.hints, values):
        if not (type(value) is hint or checker(hint)(value) or (opaque and kind in _ANSWERS and type(value) is Index)):
            raise ValueError(f"{name} of a {kind.__name__} cannot be a {type(value).__name__}")
    return kind(*values)


@functools.cache
def checker(hint: Any) -> Callable[[Any], bool]:
    """Says whether a value is of the declared type, through and through. True is no int here."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any:
        return lambda value: True
    if hint is BaseException:
        return lambda value: isinstance(value, BaseException)
    if origin in (typing.Union, types.UnionType):
        return lambda value: any(checker(one)(value) for one in inner)
    if origin is typing.Literal:
        return lambda value: type(value) is str and value in inner
    if origin is tuple and inner[-1] is ...:
        return lambda value: type(value) is tuple and all(map(checker(inner[0]), value))
    if origin is tuple:
        return lambda value: type(value) is tuple and len(value) == len(inner) and _each(inner, value)
    if origin is Mapping:
        return lambda value: type(value) is dict and all(_each(inner, pair) for pair in value.items())
    plain = type(None) if hint is None else hint
    return lambda value: type(value) is plain


def _each(hints: tuple[Any, ...], values: tuple[Any, ...]) -> bool:
    return all(checker(hint)(value) for hint, value in zip(hints, values))


@dataclasses.dataclass(frozen=True)
class _Shape:
    """The fields of a kind: their names, declared types and defaults; ``needed``: so many have none."""

    names: tuple[str, ...]
    hints: tuple[Any, ...]
    defaults: tuple[Any, ...]
    needed: int


@functools.cache
def _shape(kind: type) -> _Shape:
    parameters = inspect.signature(kind).parameters.values()
    hints = typing.get_type_hints(kind)
    defaults = tuple(_default(kind, parameter) for parameter in parameters)
    needed = sum(default is inspect.Parameter.empty for default in defaults)
    return _Shape(tuple(p.name for p in parameters), tuple(hints[p.name] for p in parameters), defaults, needed)


def _default(kind: type, parameter: inspect.Parameter) -> Any:
    """The default of a field; of one that is made anew each time, a sample."""
    factories = {field.name: field.default_factory for field in getattr(kind, "__dataclass_fields__", {}).values()}
    factory = factories.get(parameter.name, dataclasses.MISSING)
    return parameter.default if factory is dataclasses.MISSING else factory()
