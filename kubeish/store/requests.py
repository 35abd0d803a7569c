"""Requests to the store and its answers, as immutable values. Nothing here acts; ``rules`` says what each one does.

They are named tuples, since the explorer makes, hashes and compares millions of them: a third of the time of frozen
dataclasses. Tell them apart by their type, never by ``==`` alone. Leases, watches and compaction are in ``extras``.

Names and meaning follow etcd v3's rpc.proto (RangeRequest, PutRequest, DeleteRangeRequest, TxnRequest, Compare).
Keys and values are bytes. ``range_end`` is etcd's: ``b""`` asks for the one key, anything else for the half-open
interval ``[key, range_end)``, and ``b"\\0"`` for every key from ``key`` on.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Target = Literal["version", "create", "mod", "value"]
Operator = Literal["==", "!=", "<", ">"]
SortOrder = Literal["none", "ascend", "descend"]
SortTarget = Literal["key", "version", "create", "mod", "value"]

# ``made(Put, (key, value, 0, False))`` is ``Put(key, value)`` in a third of the time. It fills in nothing and checks
# nothing, so it stands only where every request comes by.
made = tuple.__new__


class KeyValue(NamedTuple):
    """One key as it stands. Revisions count the store's writes; ``version`` counts this key's since its creation."""

    key: bytes
    value: bytes
    create_revision: int
    mod_revision: int
    version: int
    lease: int = 0


class Range(NamedTuple):
    """Read one key, or all in ``[key, range_end)``. ``revision`` 0 means now; ``limit`` 0 means all."""

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
    """Write one key, whatever stood there."""

    key: bytes
    value: bytes
    lease: int = 0
    prev_kv: bool = False


class DeleteRange(NamedTuple):
    """Delete one key, or all in ``[key, range_end)``."""

    key: bytes
    range_end: bytes = b""
    prev_kv: bool = False


class Compare(NamedTuple):
    """One condition of a transaction. A missing key has version, create and mod 0, and fails each compare of value."""

    target: Target
    operator: Operator
    key: bytes
    operand: bytes | int
    range_end: bytes = b""


class Txn(NamedTuple):
    """If every compare holds then ``success``, else ``failure``: in one step, at one revision."""

    compare: tuple[Compare, ...] = ()
    success: tuple[Request, ...] = ()
    failure: tuple[Request, ...] = ()


Request = Range | Put | DeleteRange | Txn


class RangeAnswer(NamedTuple):
    """What a Range found: at most ``limit`` keys, ``count`` in all; ``more`` where the limit left some out."""

    revision: int
    kvs: tuple[KeyValue, ...] = ()
    count: int = 0  # type: ignore[assignment]  # hides tuple.count, which nobody misses
    more: bool = False


class PutAnswer(NamedTuple):
    """``revision`` is that of this write; ``prev`` what stood there before, if the Put asked for it."""

    revision: int
    prev: KeyValue | None = None


class DeleteAnswer(NamedTuple):
    """How many keys went; ``prev`` holds them, if the request asked for it."""

    revision: int
    deleted: int = 0
    prev: tuple[KeyValue, ...] = ()


class TxnAnswer(NamedTuple):
    """``succeeded``: every compare held. ``answers``: one for each request of the branch that ran."""

    revision: int
    succeeded: bool
    answers: tuple[Answer, ...] = ()


class Refused(NamedTuple):
    """The store says no and changed nothing: gRPC's name of the status, and etcd's own words."""

    code: str
    message: str


Answer = RangeAnswer | PutAnswer | DeleteAnswer | TxnAnswer | Refused
