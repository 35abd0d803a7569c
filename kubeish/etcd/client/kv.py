"""KVCalls: the calls that read and write keys. Each is one Range, Put, DeleteRange or Txn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypedDict, Unpack

from kubeish.etcd.client.base import ClientBase
from kubeish.etcd.client.encoding import LeaseRef, Text, to_bool, to_bytes, to_int64, to_prefix_end
from kubeish.etcd.client.responses import (
    DeleteRangeResponse,
    KVMetadata,
    PutResponse,
    RangeResponse,
    ResponseOp,
    build_metadata,
)
from kubeish.etcd.client.transactions import Transactions, delete, put, txn
from kubeish.etcd.store.messages import (
    Answer,
    Compare,
    DeleteAnswer,
    DeleteRange,
    PutAnswer,
    Range,
    RangeAnswer,
    Request,
    Txn,
    TxnAnswer,
    make,
)

Found = tuple[bytes, KVMetadata]


class RangeOptions(TypedDict, total=False):
    """Options of a call that reads many keys. None: not set."""

    sort_order: str | None
    sort_target: str | None
    limit: int | None
    revision: int | None
    min_mod_revision: int | None
    max_mod_revision: int | None
    min_create_revision: int | None
    max_create_revision: int | None
    serializable: bool
    keys_only: bool
    count_only: bool | None


class KVCalls(ClientBase):
    """The calls on keys."""

    transactions = Transactions()

    def get(self, key: Text, serializable: bool = False) -> Found | tuple[None, None]:
        """The value of ``key`` and its metadata, or ``(None, None)`` where there is no such key."""
        answer = self._answer(_build_single(key, serializable), RangeAnswer)
        if not answer.kvs:
            return None, None
        kv = answer.kvs[0]
        return kv[1], build_metadata(kv, answer[0])

    def get_response(self, key: Text, serializable: bool = False) -> RangeResponse:
        """What ``get`` finds, as the store's whole response."""
        return RangeResponse(self._answer(_build_single(key, serializable), RangeAnswer))

    def get_prefix_response(self, key_prefix: Text, **options: Unpack[RangeOptions]) -> RangeResponse:
        """What ``get_prefix`` finds, as the store's whole response."""
        return RangeResponse(self._read(key_prefix, to_prefix_end(key_prefix), options))

    def get_prefix(self, key_prefix: Text, **options: Unpack[RangeOptions]) -> Iterator[Found]:
        """The value and metadata of each key that starts with ``key_prefix``.

        Options: ``sort_order`` ("ascend", "descend"), ``sort_target`` ("key", "version", "create",
        "mod", "value"), ``keys_only``, ``count_only``, ``serializable``, ``limit``, ``revision``
        and ``min_``/``max_`` of ``mod_revision`` and ``create_revision``.
        """
        return _to_pairs(self._read(key_prefix, to_prefix_end(key_prefix), options))

    def get_range_response(
        self, range_start: Text, range_end: Text | None, **options: Unpack[RangeOptions]
    ) -> RangeResponse:
        """What ``get_range`` finds, as the store's whole response."""
        return RangeResponse(self._read(range_start, range_end, options))

    def get_range(self, range_start: Text, range_end: Text | None, **options: Unpack[RangeOptions]) -> Iterator[Found]:
        """The value and metadata of each key in ``[range_start, range_end)``; None: of the one key.

        Asks when the first is fetched, as etcd3 does. Options as for ``get_prefix``.
        """
        yield from _to_pairs(self._read(range_start, range_end, options))

    def get_all_response(
        self, sort_order: str | None = None, sort_target: str | None = "key", keys_only: bool = False
    ) -> RangeResponse:
        """What ``get_all`` finds, as the store's whole response."""
        return self.get_range_response(
            b"\0", b"\0", sort_order=sort_order, sort_target=sort_target, keys_only=keys_only
        )

    def get_all(
        self, sort_order: str | None = None, sort_target: str | None = "key", keys_only: bool = False
    ) -> Iterator[Found]:
        """The value and metadata of every key. Asks when the first is fetched, as etcd3 does."""
        return self.get_range(b"\0", b"\0", sort_order=sort_order, sort_target=sort_target, keys_only=keys_only)

    def put(self, key: Text, value: Text, lease: LeaseRef = None, prev_kv: bool = False) -> PutResponse:
        """Write ``key``, whatever it holds. The end of ``lease``, a Lease or its id, deletes it."""
        return PutResponse(self._answer(put(key, value, lease, prev_kv), PutAnswer))

    def put_if_not_exists(self, key: Text, value: Text, lease: LeaseRef = None) -> bool:
        """Write ``key`` only if it is missing, atomically. Returns whether it was missing."""
        missing = Compare("create", "==", to_bytes(key), 0)
        return self._answer(Txn((missing,), (put(key, value, lease),)), TxnAnswer).succeeded

    def replace(self, key: Text, initial_value: Text, new_value: Text) -> bool:
        """Write ``key`` only if it holds ``initial_value``, atomically. Returns whether it did."""
        unchanged = Compare("value", "==", to_bytes(key), to_bytes(initial_value))
        return self._answer(Txn((unchanged,), (put(key, new_value),)), TxnAnswer).succeeded

    def delete(self, key: Text, prev_kv: bool = False, return_response: bool = False) -> bool | DeleteRangeResponse:
        """Delete one key. Returns whether it was there, or the whole response."""
        answer = self._answer(delete(key, prev_kv=prev_kv), DeleteAnswer)
        return DeleteRangeResponse(answer) if return_response else answer.deleted >= 1

    def delete_prefix(self, prefix: Text) -> DeleteRangeResponse:
        """Delete each key that starts with ``prefix``, at one revision."""
        return DeleteRangeResponse(self._answer(DeleteRange(to_bytes(prefix), to_prefix_end(prefix)), DeleteAnswer))

    def transaction(
        self,
        compare: Iterable[Compare],
        success: Iterable[Request] | None = None,
        failure: Iterable[Request] | None = None,
    ) -> tuple[bool, list[Any]]:
        """Run ``success`` if every compare holds, else ``failure``: atomically, at one revision.

        Returns whether they held, and a result for each operation that ran: a list of (value,
        metadata) for a get, else a ResponseOp, such as ``response.response_put.header.revision``.
        """
        answer = self._answer(txn(compare, success, failure), TxnAnswer)
        return answer.succeeded, [_to_result(part, answer.revision) for part in answer.answers]

    def _read(self, key: Text, range_end: Text | None, options: RangeOptions) -> RangeAnswer:
        return self._answer(build_range(key, range_end, options), RangeAnswer)


def _to_pairs(answer: RangeAnswer) -> Iterator[Found]:
    return ((kv.value, build_metadata(kv, answer.revision)) for kv in answer.kvs)


_DEFAULTS = Range(b"")[1:]
_STRICT = frozenset({"serializable", "keys_only"})  # etcd3 takes no None for these
_FLAGS = _STRICT | {"count_only"}


def _build_single(key: Text, serializable: bool) -> Range:
    """The Range of one key: the most frequent request of the explorer's clients."""
    if serializable is not False:
        return Range(to_bytes(key), serializable=to_bool("serializable", serializable))
    return make(Range, (to_bytes(key), *_DEFAULTS))


def build_range(key: Text, range_end: Text | None, options: RangeOptions) -> Range:
    """The Range for these options. Raises ValueError or TypeError for one that etcd3 refuses."""
    end = b"" if range_end is None else to_bytes(range_end)
    if not options:
        return make(Range, (to_bytes(key), end, *_DEFAULTS[1:]))
    order, target = options.get("sort_order"), options.get("sort_target")
    if order not in (None, "ascend", "descend"):
        raise ValueError(f'unknown sort order: "{order}"; use "ascend", "descend" or None.')
    if target not in (None, "key", "version", "create", "mod", "value"):
        raise ValueError(f'unknown sort target: "{target}"; use "key", "version", "create", "mod" or "value".')
    known = list(RangeOptions.__annotations__)
    unknown = options.keys() - set(known)
    if unknown:
        raise TypeError(f"Don't use {min(unknown)!r} here; the options of a range are {', '.join(known)}.")
    given: dict[str, Any] = {name: value for name, value in options.items() if name in _STRICT or value is not None}
    for name in given.keys() - {"sort_order", "sort_target"}:
        given[name] = (to_bool if name in _FLAGS else to_int64)(name, given[name])
    return Range(to_bytes(key), end, **given)


def _to_result(answer: Answer, revision: int) -> list[Found] | ResponseOp:
    if type(answer) is RangeAnswer:
        return [(kv.value, build_metadata(kv, revision)) for kv in answer.kvs]
    return ResponseOp(answer)
