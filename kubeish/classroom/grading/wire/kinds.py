"""The kinds of values that may cross the wire, and the check of their fields' types."""

from __future__ import annotations

import functools
import types
import typing
from collections.abc import Callable, Mapping

from kubeish import api
from kubeish.checks.answer import Call, Construct, Create, FailingMethod, Function, Ref, Result, Strange
from kubeish.etcd.store import messages, service_messages
from kubeish.explorer.directed_race import Direction
from kubeish.explorer.opaque_index import Index
from kubeish.explorer.steps import Asks, Crashed, Location, Raised, Returned

_ANSWERS = (
    *(messages.KeyValue, messages.RangeAnswer, messages.PutAnswer),
    *(messages.DeleteAnswer, messages.TxnAnswer, messages.Refused),
)
_OTHERS = (
    *(api.Port, api.EnvVar, api.Container, api.ContainerManifest, api.Pod),
    *(Create, Ref, Construct, Call, FailingMethod, Function, Result, Strange, Direction),
    *(Asks, Returned, Raised, Crashed, Location),
    *(messages.Range, messages.Put, messages.DeleteRange, messages.Compare, messages.Txn),
    service_messages.LeaseGrant,  # asked by an answer that takes a lock, which the check refuses in words
)

KINDS: dict[object, type] = {kind.__name__: kind for kind in (*_ANSWERS, *_OTHERS)}
"""Every kind by its name. The fields of a kind must be of kinds, or plain, too."""


def list_fields(value: object) -> list[object]:
    """The values of the fields of one of KINDS, in order."""
    fields = _find_fields(type(value))  # type: ignore[arg-type]  # mypy doubts that classes are hashable
    return [getattr(value, name) for name, _ in fields]


def construct(kind: type, values: list[object], opaque: bool) -> object:
    """A ``kind`` of these values. ValueError unless each field has one of its declared type.

    ``opaque``: an answer of the store may hold one of the explorer's indexes in place of an int.
    """
    fields = _find_fields(kind)
    if len(values) != len(fields):
        raise ValueError(f"a {kind.__name__} has {len(fields)} fields, not {len(values)}")
    for (name, is_valid), value in zip(fields, values):
        if not (is_valid(value) or (opaque and kind in _ANSWERS and type(value) is Index)):
            raise ValueError(f"{name} of a {kind.__name__} cannot be a {type(value).__name__}")
    return kind(*values)


@functools.cache
def _find_fields(kind: type) -> list[tuple[str, Callable[[object], bool]]]:
    """The names of a kind's fields, in the order of its arguments, with checkers of their types."""
    return [(name, make_checker(hint)) for name, hint in typing.get_type_hints(kind).items()]


def make_checker(hint: object) -> Callable[[object], bool]:
    """A predicate: whether a value is of the declared type, all through. True is not an int."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint is typing.Any:
        return lambda value: True
    if hint is BaseException:
        return lambda value: isinstance(value, BaseException)
    if origin is typing.Literal:
        return lambda value: type(value) is str and value in inner
    checks = [make_checker(one) for one in inner if one is not ...]
    if origin in (typing.Union, types.UnionType):
        return lambda value: any(check(value) for check in checks)
    if origin is tuple and inner[-1] is ...:
        return lambda value: type(value) is tuple and all(map(checks[0], value))
    if origin is tuple:
        return lambda value: type(value) is tuple and _is_each(checks, value)
    if origin is Mapping:
        return lambda value: type(value) is dict and all(_is_each(checks, pair) for pair in value.items())
    plain = type(None) if hint is None else hint
    return lambda value: type(value) is plain


def _is_each(checks: list[Callable[[object], bool]], values: tuple[object, ...]) -> bool:
    return len(values) == len(checks) and all(check(value) for check, value in zip(checks, values))
