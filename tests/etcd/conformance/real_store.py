"""A real etcd that answers the same requests as the embedded store, by gRPC."""

from __future__ import annotations

from typing import Any

import grpc
from etcd3 import etcdrpc

from kubeish.etcd.store import service_messages as service
from kubeish.etcd.store.messages import Refused
from tests.tools.protobuf_codec import decode_answer, encode_request


class RealStore:
    """``ask`` over the stubs of an ``etcd3.Etcd3Client``."""

    def __init__(self, client: Any, timeout: float = 60) -> None:
        self.kv, self.leases, self.timeout = client.kvstub, client.leasestub, timeout

    def ask(self, request: Any) -> Any:
        name = type(request).__name__
        try:
            if hasattr(self, name):
                return getattr(self, name)(request)
            return decode_answer(getattr(self.kv, name)(encode_request(request), self.timeout))
        except grpc.RpcError as error:
            return Refused(error.code().name, error.details())

    def Compact(self, request: service.Compact) -> Any:
        # physical: wait until the past is really gone, as it is in the embedded store
        answer = self.kv.Compact(etcdrpc.CompactionRequest(revision=request.revision, physical=True), self.timeout)
        return service.Done(answer.header.revision)

    def LeaseGrant(self, request: service.LeaseGrant) -> Any:
        answer = self.leases.LeaseGrant(etcdrpc.LeaseGrantRequest(TTL=request.ttl, ID=request.id), self.timeout)
        return service.LeaseAnswer(answer.header.revision, answer.ID, answer.TTL)

    def LeaseRevoke(self, request: service.LeaseRevoke) -> Any:
        answer = self.leases.LeaseRevoke(etcdrpc.LeaseRevokeRequest(ID=request.id), self.timeout)
        return service.Done(answer.header.revision)

    def LeaseKeepAlive(self, request: service.LeaseKeepAlive) -> Any:
        requests = iter([etcdrpc.LeaseKeepAliveRequest(ID=request.id)])
        answer = next(iter(self.leases.LeaseKeepAlive(requests, self.timeout)))
        return service.LeaseAnswer(answer.header.revision, answer.ID, answer.TTL)

    def LeaseInfo(self, request: service.LeaseInfo) -> Any:
        message = etcdrpc.LeaseTimeToLiveRequest(ID=request.id, keys=True)
        answer = self.leases.LeaseTimeToLive(message, self.timeout)
        keys = tuple(sorted(answer.keys))
        return service.LeaseAnswer(answer.header.revision, answer.ID, answer.TTL, answer.grantedTTL, keys)
