"""Requests on keys and their answers, as immutable values. ``apply`` says what each request does.

They are named tuples, because the explorer makes, hashes and compares millions of them: this takes
a third of the time of frozen dataclasses. Two kinds with the same fields are equal, so tell them
apart by their type. Leases, watches and compaction are in ``service_messages``.

Names and meaning follow etcd v3's rpc.proto. Keys and values are bytes. ``range_end`` is etcd's:
``b""`` asks for the one key, ``b"\\0"`` for every key from ``key`` on, and any other value for the
half-open interval ``[key, range_end)``.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Target = Literal["version", "create", "mod", "value"]
Operator = Literal["==", "!=", "<", ">"]
SortOrder = Literal["none", "ascend", "descend"]
SortTarget = Literal["key", "version", "create", "mod", "value"]

# ``make(Put, (key, value, 0, False))`` is ``Put(key, value)`` in a third of the time. It neither
# fills in defaults nor checks the fields, so only code that every request runs through uses it.
make = tuple.__new__


class KeyValue(NamedTuple):
    """One key. ``version`` counts its writes since its creation; ``lease``: 0 for none."""

    key: bytes
    value: bytes
    create_revision: int
    mod_revision: int
    version: int
    lease: int = 0


FIELDS: dict[SortTarget, int] = {"key": 0, "value": 1, "create": 2, "mod": 3, "version": 4}
"""The place of each target of a sort or a compare in a KeyValue."""


class Range(NamedTuple):
    """Read one key or a range. ``revision`` 0: the current one; a limit or bound of 0: none."""

    key: bytes
    range_end: bytes = b""
    limit: int = 0
    revision: int = 0
    sort_order: SortOrder = "none"
    sort_target: SortTarget = "key"
    serializable: bool = False
    keys_only: bool = False
    count_only: bool = False
    min_mod_revision: int = 0
    max_mod_revision: int = 0
    min_create_revision: int = 0
    max_create_revision: int = 0


class Put(NamedTuple):
    """Write one key, whatever it holds. ``prev_kv``: answer with what it held before."""

    key: bytes
    value: bytes
    lease: int = 0
    prev_kv: bool = False


class DeleteRange(NamedTuple):
    """Delete one key or a range. ``prev_kv``: answer with what the keys held."""

    key: bytes
    range_end: bytes = b""
    prev_kv: bool = False


class Compare(NamedTuple):
    """One condition. A missing key has version, create and mod 0; a compare of its value fails."""

    target: Target
    operator: Operator
    key: bytes
    operand: bytes | int
    range_end: bytes = b""


class Txn(NamedTuple):
    """Run ``success`` if every compare holds, else ``failure``: atomically, at one revision."""

    compare: tuple[Compare, ...] = ()
    success: tuple[Request, ...] = ()
    failure: tuple[Request, ...] = ()


Request = Range | Put | DeleteRange | Txn


class RangeAnswer(NamedTuple):
    """The keys found, at most ``limit``; ``count`` of all; ``more``: the limit left some out."""

    revision: int
    kvs: tuple[KeyValue, ...] = ()
    count: int = 0  # type: ignore[assignment]  # hides tuple.count, which has no use here
    more: bool = False


class PutAnswer(NamedTuple):
    """``revision``: of this write; ``prev``: what the key held, if the Put asked for it."""

    revision: int
    prev: KeyValue | None = None


class DeleteAnswer(NamedTuple):
    """How many keys were deleted; ``prev``: what they held, if the request asked for it."""

    revision: int
    deleted: int = 0
    prev: tuple[KeyValue, ...] = ()


class TxnAnswer(NamedTuple):
    """``succeeded``: every compare held; ``answers``: one for each request that ran."""

    revision: int
    succeeded: bool
    answers: tuple[Answer, ...] = ()


class Refused(NamedTuple):
    """A request that changed nothing: gRPC's name for the status and etcd's own message."""

    code: str
    message: str


Answer = RangeAnswer | PutAnswer | DeleteAnswer | TxnAnswer | Refused
