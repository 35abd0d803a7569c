"""Conversion between the requests and answers of kubeish.etcd.store and gRPC's messages of etcd."""

from __future__ import annotations

from typing import Any, get_args

from kubeish.etcd.cluster.etcd3_import import etcd3
from kubeish.etcd.store.messages import (
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

rpc = etcd3.etcdrpc
_REQUESTS = {"RangeRequest": Range, "PutRequest": Put, "DeleteRangeRequest": DeleteRange, "TxnRequest": Txn}
# The fields of rpc.proto's RequestOp.
_FIELDS = {Range: "request_range", Put: "request_put", DeleteRange: "request_delete_range", Txn: "request_txn"}

# The numbers of rpc.proto's enums are the places in these.
_OPERATORS: tuple[Operator, ...] = ("==", ">", "<", "!=")
_TARGETS: tuple[Target, ...] = ("version", "create", "mod", "value")
_OPERANDS = ("version", "create_revision", "mod_revision", "value")
_ORDERS: tuple[SortOrder, ...] = get_args(SortOrder)
_SORT_TARGETS: tuple[SortTarget, ...] = get_args(SortTarget)


def find_message_classes(call: str) -> tuple[Any, Any] | None:
    """The request and response classes of a call on keys, such as ``Put``; else None."""
    return (getattr(rpc, f"{call}Request"), getattr(rpc, f"{call}Response")) if f"{call}Request" in _REQUESTS else None


def encode_request(request: Request) -> Any:
    """The message of a request."""
    fields = request._asdict()
    if isinstance(request, Range):
        fields["sort_order"] = _ORDERS.index(request.sort_order)
        fields["sort_target"] = _SORT_TARGETS.index(request.sort_target)
    if isinstance(request, Txn):
        fields["compare"] = map(_encode_compare, request.compare)
        fields["success"] = map(_encode_operation, request.success)
        fields["failure"] = map(_encode_operation, request.failure)
    return getattr(rpc, f"{type(request).__name__}Request")(**fields)


def _encode_compare(compare: Compare) -> Any:
    target = _TARGETS.index(compare.target)
    operand = {_OPERANDS[target]: compare.operand}
    result = _OPERATORS.index(compare.operator)
    return rpc.Compare(result=result, target=target, key=compare.key, range_end=compare.range_end, **operand)


def _encode_operation(request: Request) -> Any:
    return rpc.RequestOp(**{_FIELDS[type(request)]: encode_request(request)})


def decode_request(m: Any) -> Request:
    """The request that a message stands for."""
    kind = _REQUESTS[m.DESCRIPTOR.name]
    if kind is Txn:
        operations = (tuple(map(_decode_operation, branch)) for branch in (m.success, m.failure))
        return Txn(tuple(map(_decode_compare, m.compare)), *operations)
    request = kind(*[getattr(m, name) for name in kind._fields])
    if isinstance(request, Range):
        return request._replace(sort_order=_ORDERS[m.sort_order], sort_target=_SORT_TARGETS[m.sort_target])
    return request


def _decode_compare(m: Any) -> Compare:
    return Compare(_TARGETS[m.target], _OPERATORS[m.result], m.key, getattr(m, _OPERANDS[m.target]), m.range_end)


def _decode_operation(m: Any) -> Request:
    return decode_request(getattr(m, m.WhichOneof("request")))


def decode_answer(m: Any) -> Answer:
    """The answer that a response stands for."""
    revision, kind = m.header.revision, m.DESCRIPTOR.name
    if kind == "RangeResponse":
        return RangeAnswer(revision, tuple(map(decode_kv, m.kvs)), m.count, m.more)
    if kind == "PutResponse":
        return PutAnswer(revision, decode_kv(m.prev_kv) if m.HasField("prev_kv") else None)
    if kind == "DeleteRangeResponse":
        return DeleteAnswer(revision, m.deleted, tuple(map(decode_kv, m.prev_kvs)))
    answers = [decode_answer(getattr(op, op.WhichOneof("response"))) for op in m.responses]
    return TxnAnswer(revision, m.succeeded, tuple(answers))


def decode_kv(m: Any) -> KeyValue:
    """The key and value that a message stands for."""
    return KeyValue(*[getattr(m, name) for name in KeyValue._fields])
