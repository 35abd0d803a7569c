"""Types and sizes of the fields of a request, as protobuf checks them from version 7 on.

A request of another type would fail in the middle of its work, after it has changed something.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Hashable
from itertools import product
from typing import Any, SupportsIndex, cast, get_args, get_type_hints

from kubeish.etcd.store.messages import Compare, DeleteRange, Operator, Put, Range, Target, Txn
from kubeish.etcd.store.service_messages import Uint64

_HIGHEST = 2**63 - 1  # of a signed number of 64 bits
OPERATIONS = frozenset({Put, Range, DeleteRange, Txn})
"""What a branch of a transaction may hold."""
_COMPARISONS = frozenset(product(get_args(Target), get_args(Operator))) - {("value", by) for by in get_args(Operator)}


def to_int64(name: str, value: object) -> int:
    """``value`` as an integer. Raises TypeError, or ValueError if it does not fit into 64 bits."""
    return _to_integer(name, value, -_HIGHEST - 1, _HIGHEST)


def _to_integer(name: str, value: object, lowest: int, highest: int) -> int:
    try:
        if isinstance(value, bool):
            raise TypeError
        number = operator.index(cast(SupportsIndex, value))
    except TypeError:
        raise TypeError(f"{name} must be an integer, not {value!r}.") from None
    if not lowest <= number <= highest:
        raise ValueError(f"{name} must be from {lowest} to {highest}, but is {number}.")
    return number


def to_uint64(name: str, value: object) -> Uint64:
    """``value`` as the id of a member. Raises TypeError, or ValueError where it does not fit."""
    return Uint64(_to_integer(name, value, 0, 2 * _HIGHEST + 1))


def to_bool(name: str, value: object) -> bool:
    """``value`` as True or False; protobuf takes integers of 64 bits too. Raises TypeError or ValueError."""
    if isinstance(value, bool):
        return value
    try:
        number = operator.index(cast(SupportsIndex, value))
    except TypeError:
        raise TypeError(f"{name} must be True or False, not {value!r}.") from None
    return to_int64(name, number) != 0


def check_types(request: Any) -> None:
    """Raise TypeError or ValueError for a field that protobuf would not take.

    What is no request at all passes; the store refuses it.
    """
    kind = type(request)
    if kind is Put:  # the most frequent write: the table below takes five times as long
        key, value, lease, prev_kv = request
        if type(key) is type(value) is bytes and lease == 0 and type(lease) is int and type(prev_kv) is bool:
            return
    elif kind is Txn:
        _check_txn(*request)
        return
    for name, check in _checks.get(kind) or _list_checks(kind):
        check(f"{kind.__name__}.{name}", getattr(request, name))


def _check_txn(compare: Any, success: Any, failure: Any) -> None:
    if not (type(compare) is type(success) is type(failure) is tuple):
        raise TypeError(f"A Txn holds three tuples, not {compare!r}, {success!r} and {failure!r}.")
    for condition in compare:
        if type(condition) is not Compare:
            raise TypeError(f"A Txn compares by Compare, not by {condition!r}.")
        target, by, key, operand, range_end = condition
        is_plain = type(operand) is int and type(key) is bytes and range_end == b"" and -(2**63) <= operand < 2**63
        if not is_plain or (target, by) not in _COMPARISONS:
            _check_compare(condition)
    for part in success + failure if failure else success:
        if type(part) not in OPERATIONS:
            raise TypeError(f"A Txn runs Put, Range, DeleteRange and Txn, not {part!r}.")
        check_types(part)


def _check_compare(compare: Compare) -> None:
    for name, check in _checks.get(Compare) or _list_checks(Compare):
        check(f"Compare.{name}", getattr(compare, name))
    check = _check_bytes if compare.target == "value" else to_int64
    check("Compare.operand", compare.operand)


def _check_bytes(name: str, value: object) -> None:
    if not isinstance(value, bytes):
        raise TypeError(f"{name} must be bytes, not {value!r}.")


def _check_seconds(name: str, value: object) -> None:
    if value is not None and not isinstance(value, (int, float)):
        raise TypeError(f"{name} must be a number of seconds or None, not {value!r}.")


def _check_callable(name: str, value: object) -> None:
    if not (value is None or callable(value)):
        raise TypeError(f"{name} must be a function or None, not {value!r}.")


def _check_numbers(name: str, value: object) -> None:
    for number in value if isinstance(value, tuple) else [value]:
        to_int64(name, number)


_CHECKS: dict[object, Callable[[str, object], object]] = {
    bytes: _check_bytes,
    int: to_int64,
    Uint64: to_uint64,
    bool: to_bool,
    float | None: _check_seconds,
    tuple[int, ...]: _check_numbers,
    Callable[[], object] | None: _check_callable,
    Hashable: lambda name, value: hash(value),
}


_Checks = list[tuple[str, Callable[[str, object], object]]]
_checks: dict[type, _Checks] = {}


def _list_checks(kind: type) -> _Checks:
    """The fields of this kind of request, each with the check of its type."""
    hints = get_type_hints(kind)
    found = {name: _CHECKS.get(hint) or _make_choice(get_args(hint)) for name, hint in hints.items()}
    return _checks.setdefault(kind, [(name, check) for name, check in found.items() if check])


def _make_choice(choices: tuple[object, ...]) -> Callable[[str, object], None] | None:
    """The check of a field that is one of some texts; None for one without a rule."""
    if not choices or not all(isinstance(choice, str) for choice in choices):
        return None

    def check(name: str, value: object) -> None:
        if value not in choices:
            raise ValueError(f"{name} must be one of {', '.join(map(repr, choices))}, not {value!r}.")

    return check
