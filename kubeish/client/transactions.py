"""The words in which a transaction is written: ``transactions.mod(key) == 5``, ``transactions.put(key, value)``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, NoReturn

from kubeish.client.wire import to_bytes, to_lease_id
from kubeish.store.requests import Compare, DeleteRange, Operator, Put, Range, Request, Target, Txn

Text = str | bytes


class BaseCompare:
    """One condition in the making. Comparing it with ``==``, ``!=``, ``<`` or ``>`` completes it and gives it back."""

    target: ClassVar[Target]

    def __init__(self, key: Text, range_end: Text | None = None) -> None:
        self.key, self.range_end = key, range_end
        self.op: Operator | None = None
        self.value: Any = None

    def _with(self, op: Operator, value: Any) -> BaseCompare:
        self.op, self.value = op, value
        return self

    def __eq__(self, other: object) -> BaseCompare:  # type: ignore[override]
        return self._with("==", other)

    def __ne__(self, other: object) -> BaseCompare:  # type: ignore[override]
        return self._with("!=", other)

    def __lt__(self, other: Any) -> BaseCompare:
        return self._with("<", other)

    def __gt__(self, other: Any) -> BaseCompare:
        return self._with(">", other)

    def __le__(self, other: Any) -> NoReturn:
        raise TypeError("etcd compares by ==, !=, < and > only; write <= n as < n + 1.")

    def __ge__(self, other: Any) -> NoReturn:
        raise TypeError("etcd compares by ==, !=, < and > only; write >= n as > n - 1.")

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        keys = self.key if self.range_end is None else f"[{self.key!r}, {self.range_end!r})"
        return f"{type(self).__name__}: {keys!r} {self.op} {self.value!r}"

    def request(self) -> Compare:
        """The condition as the store reads it. Raises ValueError where nothing was compared."""
        if self.op is None:
            raise ValueError("A compare needs one of ==, !=, < or >, such as transactions.mod(key) == 5.")
        end = b"" if self.range_end is None else to_bytes(self.range_end)
        return Compare(self.target, self.op, to_bytes(self.key), self._operand(), end)

    def _operand(self) -> bytes | int:
        # An index of the explorer's goes as it is: it can be handed back and is no number (kubeish.explore.opaque).
        return self.value if getattr(self.value, "opaque", False) else int(self.value)


class Value(BaseCompare):
    """Compares what a key holds. A missing key fails it."""

    target = "value"

    def _operand(self) -> bytes | int:
        return to_bytes(self.value)


class Version(BaseCompare):
    """Compares how often a key was written since it was created: 0 where it is missing."""

    target = "version"


class Create(BaseCompare):
    """Compares the revision that created a key: 0 where it is missing."""

    target = "create"


class Mod(BaseCompare):
    """Compares the revision that last wrote a key: 0 where it is missing."""

    target = "mod"


class PutOp:
    """Writes a key."""

    def __init__(self, key: Text, value: Text, lease: Any = None, prev_kv: bool = False) -> None:
        self.key, self.value, self.lease, self.prev_kv = key, value, lease, prev_kv

    def request(self) -> Put:
        """The operation as the store reads it."""
        return Put(to_bytes(self.key), to_bytes(self.value), to_lease_id(self.lease), self.prev_kv)


class GetOp:
    """Reads a key or a range."""

    def __init__(self, key: Text, range_end: Text | None = None) -> None:
        self.key, self.range_end = key, range_end

    def request(self) -> Range:
        """The operation as the store reads it."""
        return Range(to_bytes(self.key), b"" if self.range_end is None else to_bytes(self.range_end))


class DeleteOp:
    """Deletes a key or a range."""

    def __init__(self, key: Text, range_end: Text | None = None, prev_kv: bool = False) -> None:
        self.key, self.range_end, self.prev_kv = key, range_end, prev_kv

    def request(self) -> DeleteRange:
        """The operation as the store reads it."""
        end = b"" if self.range_end is None else to_bytes(self.range_end)
        return DeleteRange(to_bytes(self.key), end, self.prev_kv)


class TxnOp:
    """A transaction inside a transaction. Its compares see the store as it was before either has written."""

    def __init__(self, compare: Any, success: Any = None, failure: Any = None) -> None:
        self.compare, self.success, self.failure = compare, success, failure

    def request(self) -> Txn:
        """The operation as the store reads it."""
        return txn(self.compare, self.success, self.failure)


def txn(compare: Iterable[BaseCompare], success: Any = None, failure: Any = None) -> Txn:
    """The transaction as the store reads it; a branch may be None."""
    return Txn(tuple([_condition(c) for c in compare]), _operations(success), _operations(failure))


def _condition(compare: Any) -> Compare:
    if not isinstance(compare, BaseCompare):
        raise TypeError(f"A compare is such as client.transactions.mod(key) == 5, not {compare!r}.")
    return compare.request()


def _operations(branch: Iterable[Any] | None) -> tuple[Request, ...]:
    return tuple([_operation(op) for op in branch]) if branch else ()


def _operation(op: Any) -> Request:
    if not isinstance(op, (PutOp, GetOp, DeleteOp, TxnOp)):
        raise TypeError(f"A transaction runs transactions.put, get, delete and txn, not {type(op).__name__}.")
    return op.request()


class Transactions:
    """The namespace that ``client.transactions`` is."""

    value, version, create, mod = Value, Version, Create, Mod
    put, get, delete, txn = PutOp, GetOp, DeleteOp, TxnOp
