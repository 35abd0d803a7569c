"""The kinds of values that may cross the wire, and the check of their fields' types."""

from __future__ import annotations

import functools
import types
import typing
from collections.abc import Callable, Mapping

from kubeish import api
from kubeish.checks.answer import Call, Construct, Create, FailingMethod, Function, Ref, Result, Strange
from kubeish.etcd.store import messages, service_messages
from kubeish.etcd.store.state import GrantedLease, State
from kubeish.explorer.directed_race import Direction
from kubeish.explorer.opaque_index import Index
from kubeish.explorer.steps import Asks, Crashed, Location, Raised, Returned

_ANSWERS = (
    *(messages.KeyValue, messages.RangeAnswer, messages.PutAnswer),
    *(messages.DeleteAnswer, messages.TxnAnswer, messages.Refused),
)
_OF_SERVICES = (  # what a lease, a lock and a watch ask, and are told; the client itself ends a watch
    *(service_messages.LeaseGrant, service_messages.LeaseRevoke, service_messages.LeaseKeepAlive),
    *(service_messages.LeaseInfo, service_messages.LeaseAnswer, service_messages.Done),
    *(service_messages.Watch, service_messages.WatchCreated, service_messages.WatchNext),
    *(service_messages.WatchAnswer, service_messages.KeyEvent),
)
_OTHERS = (
    *(api.Port, api.EnvVar, api.Container, api.ContainerManifest, api.Pod),
    *(Create, Ref, Construct, Call, FailingMethod, Function, Result, Strange, Direction),
    *(Asks, Returned, Raised, Crashed, Location),
    *(State, GrantedLease),
    *(messages.Range, messages.Put, messages.DeleteRange, messages.Compare, messages.Txn),
)

KINDS: dict[object, type] = {kind.__name__: kind for kind in (*_ANSWERS, *_OF_SERVICES, *_OTHERS)}
"""Every kind by its name. The fields of a kind must be of kinds, or plain, too."""


_NOT_SENT = frozenset({(service_messages.Watch, "has_reader")})
"""Fields that mean nothing in another process: there they have their default."""


def list_fields(value: object) -> list[object]:
    """The values of the fields of one of KINDS, in order."""
    fields = _find_fields(type(value))  # type: ignore[arg-type]  # mypy doubts that classes are hashable
    return [getattr(value, name) for name, _ in fields]


def construct(kind: type, values: list[object], opaque: bool) -> object:
    """A ``kind`` of these values. ValueError unless each field has one of its declared type.

    ``opaque``: an answer of the store may hold one of the explorer's indexes in place of an int.
    """
    fields = _find_fields(kind)
    if [*map(type, values)] == _list_plain_types(kind):  # most values that cross: a call for each field takes longest
        return kind(*values)
    if len(values) != len(fields):
        raise ValueError(f"a {kind.__name__} has {len(fields)} fields, not {len(values)}")
    for (name, is_valid), value in zip(fields, values):
        if not (is_valid(value) or (opaque and kind in _ANSWERS and type(value) is Index)):
            raise ValueError(f"{name} of a {kind.__name__} cannot be a {type(value).__name__}")
    return kind(*values)


@functools.cache
def _list_plain_types(kind: type) -> list[type] | None:
    """The types of a kind's fields, or None if one of them is of more than one type."""
    hints = typing.get_type_hints(kind)
    types_of_fields = [hints[name] for name, _ in _find_fields(kind)]
    return types_of_fields if set(types_of_fields) <= {bool, int, str, bytes} else None


@functools.cache
def _find_fields(kind: type) -> list[tuple[str, Callable[[object], bool]]]:
    """The names of a kind's fields, in the order of its arguments, with checkers of their types."""
    hints = typing.get_type_hints(kind).items()
    return [(name, make_checker(hint)) for name, hint in hints if (kind, name) not in _NOT_SENT]


def make_checker(hint: object) -> Callable[[object], bool]:
    """A predicate: whether a value is of the declared type, all through. True is not an int.

    A float may be a whole number, as Python takes one, and must be a number.
    """
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
    if hint is float:
        return lambda value: type(value) in (int, float) and value == value
    plain = type(None) if hint is None else hint
    return lambda value: type(value) is plain


def _is_each(checks: list[Callable[[object], bool]], values: tuple[object, ...]) -> bool:
    return len(values) == len(checks) and all(check(value) for check, value in zip(checks, values))
