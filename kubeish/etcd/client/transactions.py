"""The parts of a transaction: ``transactions.mod(key) == 5``, ``transactions.put(key, value)``.

Each part is the request that the store reads (kubeish.etcd.store.messages), so there is no
translation later.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any, NoReturn

from kubeish.etcd.client.encoding import LeaseRef, Text, to_bool, to_bytes, to_int64, to_lease_id
from kubeish.etcd.store.field_types import OPERATIONS
from kubeish.etcd.store.messages import Compare, DeleteRange, Operator, Put, Range, Request, Target, Txn, make


class Condition:
    """One side of a condition. Comparing it with ``==``, ``!=``, ``<`` or ``>`` gives the Compare.

    ``target``: what of the key is compared. Where the key is missing, its version, create and mod
    are 0, and every compare of its value fails.
    """

    def __init__(self, target: Target, key: Text, range_end: Text | None = None) -> None:
        self.target, self.key, self.range_end = target, key, range_end

    def _compare(self, operator: Operator, operand: Any) -> Compare:
        end = b"" if self.range_end is None else to_bytes(self.range_end)
        if self.target == "value":
            operand = to_bytes(operand)
        elif type(operand) is not int or not -(2**63) <= operand < 2**63:
            # The explorer's opaque index stays as it is: it can be compared, but it is not a number.
            operand = operand if getattr(operand, "opaque", False) else to_int64(self.target, int(operand))
        return make(Compare, (self.target, operator, to_bytes(self.key), operand, end))

    def __eq__(self, other: object) -> Compare:  # type: ignore[override]  # etcd3's notation
        return self._compare("==", other)

    def __ne__(self, other: object) -> Compare:  # type: ignore[override]  # etcd3's notation
        return self._compare("!=", other)

    def __lt__(self, other: object) -> Compare:
        return self._compare("<", other)

    def __gt__(self, other: object) -> Compare:
        return self._compare(">", other)

    def __le__(self, other: object) -> NoReturn:
        raise TypeError("etcd compares by ==, !=, < and > only; write <= n as < n + 1.")

    def __ge__(self, other: object) -> NoReturn:
        raise TypeError("etcd compares by ==, !=, < and > only; write >= n as > n - 1.")

    __hash__ = None  # type: ignore[assignment]  # conditions are not equal to each other

    def __repr__(self) -> str:
        return f"transactions.{self.target}({self.key!r})"


def put(key: Text, value: Text, lease: LeaseRef = None, prev_kv: bool = False) -> Put:
    """Write a key."""
    lease_id = 0 if lease is None else to_lease_id(lease)
    return make(Put, (to_bytes(key), to_bytes(value), lease_id, prev_kv is not False and to_bool("prev_kv", prev_kv)))


def get(key: Text, range_end: Text | None = None) -> Range:
    """Read a key, or all in ``[key, range_end)``."""
    return Range(to_bytes(key), b"" if range_end is None else to_bytes(range_end))


def delete(key: Text, range_end: Text | None = None, prev_kv: bool = False) -> DeleteRange:
    """Delete a key, or all in ``[key, range_end)``."""
    return DeleteRange(to_bytes(key), b"" if range_end is None else to_bytes(range_end), to_bool("prev_kv", prev_kv))


def txn(
    compare: Iterable[Compare], success: Iterable[Request] | None = None, failure: Iterable[Request] | None = None
) -> Txn:
    """A transaction. Inside another one, its compares see the store before either has written."""
    return make(Txn, (_check_compares(compare), _check_operations(success), _check_operations(failure)))


def _check_compares(compare: Iterable[Any]) -> tuple[Compare, ...]:
    compares = tuple(compare)
    for condition in compares:
        if type(condition) is Compare:
            continue
        if isinstance(condition, Condition):
            raise ValueError("A compare needs one of ==, !=, < or >, such as transactions.mod(key) == 5.")
        raise TypeError(f"A compare is such as client.transactions.mod(key) == 5, not {condition!r}.")
    return compares


def _check_operations(branch: Iterable[Any] | None) -> tuple[Request, ...]:
    if branch is None:
        return ()
    operations = tuple(branch)
    for operation in operations:
        if type(operation) not in OPERATIONS:
            raise TypeError(f"A transaction runs transactions.put, get, delete and txn, not {operation!r}.")
    return operations


class Transactions:
    """The namespace ``client.transactions``.

    ``value``, ``version`` (its writes since its creation), ``create`` and ``mod`` (the revisions of
    its creation and its last write) take a key, and a ``range_end`` for a range.
    """

    value, version = staticmethod(partial(Condition, "value")), staticmethod(partial(Condition, "version"))
    create, mod = staticmethod(partial(Condition, "create")), staticmethod(partial(Condition, "mod"))
    put, get, delete, txn = staticmethod(put), staticmethod(get), staticmethod(delete), staticmethod(txn)
