"""The words in which a transaction is written: ``transactions.mod(key) == 5``, ``transactions.put(key, value)``.

A word is at once the request that the store reads (kubeish.store.requests), so there is nothing to translate later.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, NoReturn

from kubeish.client.wire import to_bytes, to_lease_id
from kubeish.store.requests import Compare, DeleteRange, Operator, Put, Range, Request, Target, Txn, made

Text = str | bytes


class Condition:
    """One side of a condition. Comparing it with ``==``, ``!=``, ``<`` or ``>`` gives the Compare."""

    target: ClassVar[Target]

    def __init__(self, key: Text, range_end: Text | None = None) -> None:
        self.key, self.range_end = key, range_end

    def _compared(self, operator: Operator, operand: Any) -> Compare:
        end = b"" if self.range_end is None else to_bytes(self.range_end)
        return made(Compare, (self.target, operator, to_bytes(self.key), self._operand(operand), end))

    def _operand(self, operand: Any) -> bytes | int:
        # An index of the explorer's goes as it is: it can be handed back and is no number (kubeish.explorer.opaque).
        return operand if type(operand) is int or getattr(operand, "opaque", False) else int(operand)

    def __eq__(self, other: object) -> Compare:  # type: ignore[override]
        return self._compared("==", other)

    def __ne__(self, other: object) -> Compare:  # type: ignore[override]
        return self._compared("!=", other)

    def __lt__(self, other: Any) -> Compare:
        return self._compared("<", other)

    def __gt__(self, other: Any) -> Compare:
        return self._compared(">", other)

    def __le__(self, other: Any) -> NoReturn:
        raise TypeError("etcd compares by ==, !=, < and > only; write <= n as < n + 1.")

    def __ge__(self, other: Any) -> NoReturn:
        raise TypeError("etcd compares by ==, !=, < and > only; write >= n as > n - 1.")

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"transactions.{self.target}({self.key!r})"


class Value(Condition):
    """What a key holds. A missing key fails every compare of it."""

    target = "value"

    def _operand(self, operand: Any) -> bytes | int:
        return to_bytes(operand)


class Version(Condition):
    """How often a key was written since it was created: 0 where it is missing."""

    target = "version"


class Create(Condition):
    """The revision that created a key: 0 where it is missing."""

    target = "create"


class Mod(Condition):
    """The revision that last wrote a key: 0 where it is missing."""

    target = "mod"


def put(key: Text, value: Text, lease: Any = None, prev_kv: bool = False) -> Put:
    """Write a key."""
    return made(Put, (to_bytes(key), to_bytes(value), 0 if lease is None else to_lease_id(lease), prev_kv))


def get(key: Text, range_end: Text | None = None) -> Range:
    """Read a key, or all in ``[key, range_end)``."""
    return Range(to_bytes(key), b"" if range_end is None else to_bytes(range_end))


def delete(key: Text, range_end: Text | None = None, prev_kv: bool = False) -> DeleteRange:
    """Delete a key, or all in ``[key, range_end)``."""
    return DeleteRange(to_bytes(key), b"" if range_end is None else to_bytes(range_end), prev_kv)


def txn(
    compare: Iterable[Compare], success: Iterable[Request] | None = None, failure: Iterable[Request] | None = None
) -> Txn:
    """A transaction; inside another one its compares see the store as it was before either has written."""
    return made(Txn, (_conditions(compare), _operations(success), _operations(failure)))


def _conditions(compare: Iterable[Any]) -> tuple[Compare, ...]:
    conditions = tuple(compare)
    for condition in conditions:
        if type(condition) is Compare:
            continue
        if isinstance(condition, Condition):
            raise ValueError("A compare needs one of ==, !=, < or >, such as transactions.mod(key) == 5.")
        raise TypeError(f"A compare is such as client.transactions.mod(key) == 5, not {condition!r}.")
    return conditions


_OPERATIONS = frozenset({Put, Range, DeleteRange, Txn})


def _operations(branch: Iterable[Any] | None) -> tuple[Request, ...]:
    if not branch:
        return ()
    operations = tuple(branch)
    for operation in operations:
        if type(operation) not in _OPERATIONS:
            raise TypeError(f"A transaction runs transactions.put, get, delete and txn, not {operation!r}.")
    return operations


class Transactions:
    """The namespace that ``client.transactions`` is."""

    value, version, create, mod = Value, Version, Create, Mod
    put, get, delete, txn = staticmethod(put), staticmethod(get), staticmethod(delete), staticmethod(txn)
