"""The same requests, asked of a real etcd by gRPC: what the embedded store's answers are compared with."""

from __future__ import annotations

from typing import Any

import grpc
from etcd3 import etcdrpc

from kubeish.store import extras, requests

ORDERS = {"none": 0, "ascend": 1, "descend": 2}
TARGETS = {"key": 0, "version": 1, "create": 2, "mod": 3, "value": 4}
RESULTS = {"==": 0, ">": 1, "<": 2, "!=": 3}
OPERANDS = {"version": "version", "create": "create_revision", "mod": "mod_revision", "value": "value"}
COMPARED = {"version": 0, "create": 1, "mod": 2, "value": 3}


class RealStore:
    """``ask`` over the stubs of an ``etcd3.Etcd3Client``."""

    def __init__(self, client: Any, timeout: float = 60) -> None:
        self.kv, self.leases, self.timeout = client.kvstub, client.leasestub, timeout

    def ask(self, request: Any) -> Any:
        try:
            return getattr(self, type(request).__name__)(request)
        except grpc.RpcError as error:
            return requests.Refused(error.code().name, error.details())

    def Range(self, request: requests.Range) -> Any:
        return from_range(self.kv.Range(to_range(request), self.timeout))

    def Put(self, request: requests.Put) -> Any:
        return from_put(self.kv.Put(to_put(request), self.timeout))

    def DeleteRange(self, request: requests.DeleteRange) -> Any:
        return from_delete(self.kv.DeleteRange(to_delete(request), self.timeout))

    def Txn(self, request: requests.Txn) -> Any:
        return from_txn(self.kv.Txn(to_txn(request), self.timeout))

    def Compact(self, request: extras.Compact) -> Any:
        # physical: wait until the past is really gone, as it is in the embedded store
        answer = self.kv.Compact(etcdrpc.CompactionRequest(revision=request.revision, physical=True), self.timeout)
        return extras.Done(answer.header.revision)

    def LeaseGrant(self, request: extras.LeaseGrant) -> Any:
        answer = self.leases.LeaseGrant(etcdrpc.LeaseGrantRequest(TTL=request.ttl, ID=request.id), self.timeout)
        return extras.LeaseAnswer(answer.header.revision, answer.ID, answer.TTL)

    def LeaseRevoke(self, request: extras.LeaseRevoke) -> Any:
        answer = self.leases.LeaseRevoke(etcdrpc.LeaseRevokeRequest(ID=request.id), self.timeout)
        return extras.Done(answer.header.revision)

    def LeaseKeepAlive(self, request: extras.LeaseKeepAlive) -> Any:
        asked = iter([etcdrpc.LeaseKeepAliveRequest(ID=request.id)])
        answer = next(iter(self.leases.LeaseKeepAlive(asked, self.timeout)))
        return extras.LeaseAnswer(answer.header.revision, answer.ID, answer.TTL)

    def LeaseInfo(self, request: extras.LeaseInfo) -> Any:
        asked = etcdrpc.LeaseTimeToLiveRequest(ID=request.id, keys=True)
        answer = self.leases.LeaseTimeToLive(asked, self.timeout)
        keys = tuple(sorted(answer.keys))
        return extras.LeaseInfoAnswer(answer.header.revision, answer.ID, answer.TTL, answer.grantedTTL, keys)


def to_range(request: requests.Range) -> Any:
    fields = request._asdict() | {
        "sort_order": ORDERS[request.sort_order],
        "sort_target": TARGETS[request.sort_target],
    }
    return etcdrpc.RangeRequest(**fields)


def to_put(request: requests.Put) -> Any:
    return etcdrpc.PutRequest(**request._asdict())


def to_delete(request: requests.DeleteRange) -> Any:
    return etcdrpc.DeleteRangeRequest(**request._asdict())


def to_compare(compare: requests.Compare) -> Any:
    return etcdrpc.Compare(
        result=RESULTS[compare.operator],
        target=COMPARED[compare.target],
        key=compare.key,
        range_end=compare.range_end,
        **{OPERANDS[compare.target]: compare.operand},
    )


def to_txn(request: requests.Txn) -> Any:
    return etcdrpc.TxnRequest(
        compare=[to_compare(compare) for compare in request.compare],
        success=[to_op(op) for op in request.success],
        failure=[to_op(op) for op in request.failure],
    )


def to_op(request: requests.Request) -> Any:
    field, convert = {
        requests.Range: ("request_range", to_range),
        requests.Put: ("request_put", to_put),
        requests.DeleteRange: ("request_delete_range", to_delete),
        requests.Txn: ("request_txn", to_txn),
    }[type(request)]
    return etcdrpc.RequestOp(**{field: convert(request)})


def from_kv(kv: Any) -> requests.KeyValue:
    return requests.KeyValue(kv.key, kv.value, kv.create_revision, kv.mod_revision, kv.version, kv.lease)


def from_range(answer: Any) -> requests.RangeAnswer:
    kvs = tuple(from_kv(kv) for kv in answer.kvs)
    return requests.RangeAnswer(answer.header.revision, kvs, answer.count, answer.more)


def from_put(answer: Any) -> requests.PutAnswer:
    prev = from_kv(answer.prev_kv) if answer.HasField("prev_kv") else None
    return requests.PutAnswer(answer.header.revision, prev)


def from_delete(answer: Any) -> requests.DeleteAnswer:
    return requests.DeleteAnswer(answer.header.revision, answer.deleted, tuple(from_kv(kv) for kv in answer.prev_kvs))


def from_txn(answer: Any) -> requests.TxnAnswer:
    return requests.TxnAnswer(answer.header.revision, answer.succeeded, tuple(map(from_op, answer.responses)))


def from_op(op: Any) -> Any:
    field = op.WhichOneof("response")
    convert = {
        "response_range": from_range,
        "response_put": from_put,
        "response_delete_range": from_delete,
        "response_txn": from_txn,
    }[field]
    return convert(getattr(op, field))
