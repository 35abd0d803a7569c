"""From gRPC's messages, as they went to a real etcd and came back, to the requests and answers of kubeish.store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

from kubeish.real.importing import etcd3
from kubeish.store.requests import (
    Answer,
    Compare,
    DeleteAnswer,
    DeleteRange,
    KeyValue,
    Operator,
    Put,
    PutAnswer,
    Range,
    RangeAnswer,
    Request,
    SortOrder,
    SortTarget,
    Target,
    Txn,
    TxnAnswer,
)

# The numbers of rpc.proto's enums, as places in these.
_OPERATORS: tuple[Operator, ...] = ("==", ">", "<", "!=")
_TARGETS: tuple[Target, ...] = ("version", "create", "mod", "value")
_OPERANDS = ("version", "create_revision", "mod_revision", "value")
_ORDERS: tuple[SortOrder, ...] = get_args(SortOrder)
_SORTED_BY: tuple[SortTarget, ...] = get_args(SortTarget)


def messages(call: str) -> tuple[Any, Any] | None:
    """The classes of request and response of a call on keys, such as ``Put``; None for any other call."""
    if call not in _CALLS:
        return None
    return getattr(etcd3.etcdrpc, f"{call}Request"), getattr(etcd3.etcdrpc, f"{call}Response")


def request_of(call: str, message: Any) -> Request:
    """The request that a message of this call stands for."""
    return _PARTS[_CALLS[call]][0](message)


def answer_of(call: str, message: Any) -> Answer:
    """The answer that a response to this call stands for."""
    return _PARTS[_CALLS[call]][1](message)


def _range(m: Any) -> Range:
    return Range(
        m.key,
        m.range_end,
        m.limit,
        m.revision,
        _ORDERS[m.sort_order],
        _SORTED_BY[m.sort_target],
        m.serializable,
        m.keys_only,
        m.count_only,
        m.min_mod_revision,
        m.max_mod_revision,
        m.min_create_revision,
        m.max_create_revision,
    )


def _put(m: Any) -> Put:
    return Put(m.key, m.value, m.lease, m.prev_kv)


def _delete(m: Any) -> DeleteRange:
    return DeleteRange(m.key, m.range_end, m.prev_kv)


def _compare(m: Any) -> Compare:
    return Compare(_TARGETS[m.target], _OPERATORS[m.result], m.key, getattr(m, _OPERANDS[m.target]), m.range_end)


def _txn(m: Any) -> Txn:
    return Txn(tuple(map(_compare, m.compare)), tuple(map(_asked, m.success)), tuple(map(_asked, m.failure)))


def _asked(op: Any) -> Request:
    field = op.WhichOneof("request")
    return _PARTS[field.removeprefix("request_")][0](getattr(op, field))


def _kv(m: Any) -> KeyValue:
    return KeyValue(m.key, m.value, m.create_revision, m.mod_revision, m.version, m.lease)


def _range_answer(m: Any) -> RangeAnswer:
    return RangeAnswer(m.header.revision, tuple(map(_kv, m.kvs)), m.count, m.more)


def _put_answer(m: Any) -> PutAnswer:
    return PutAnswer(m.header.revision, _kv(m.prev_kv) if m.HasField("prev_kv") else None)


def _delete_answer(m: Any) -> DeleteAnswer:
    return DeleteAnswer(m.header.revision, m.deleted, tuple(map(_kv, m.prev_kvs)))


def _txn_answer(m: Any) -> TxnAnswer:
    return TxnAnswer(m.header.revision, m.succeeded, tuple(map(_told, m.responses)))


def _told(op: Any) -> Answer:
    field = op.WhichOneof("response")
    return _PARTS[field.removeprefix("response_")][1](getattr(op, field))


_Convert = Callable[[Any], Any]
_PARTS: dict[str, tuple[_Convert, _Convert]] = {
    "range": (_range, _range_answer),
    "put": (_put, _put_answer),
    "delete_range": (_delete, _delete_answer),
    "txn": (_txn, _txn_answer),
}
_CALLS = {"Range": "range", "Put": "put", "DeleteRange": "delete_range", "Txn": "txn"}
