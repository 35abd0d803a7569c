"""EmbeddedClient: etcd3's client API. It knows its open watches and nothing else."""

from __future__ import annotations

from typing import NoReturn

from kubeish.etcd.client.base import Ask
from kubeish.etcd.client.kv import KVCalls
from kubeish.etcd.client.lease import LeaseCalls
from kubeish.etcd.client.lock import Lock
from kubeish.etcd.client.maintenance import MaintenanceCalls
from kubeish.etcd.client.watch import WatchCalls


class _Absent:
    """A name of ``Etcd3Client`` that belongs to gRPC. Setting one has to fail, not to do nothing."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, client: object, owner: type) -> NoReturn:
        raise AttributeError(f"{self.name} belongs to gRPC; an embedded client has no connection.")

    def __set__(self, client: object, value: object) -> NoReturn:
        raise AttributeError(f"{self.name} belongs to gRPC; an embedded client has no connection to change.")


class EmbeddedClient(KVCalls, LeaseCalls, WatchCalls, MaintenanceCalls):
    """A client of the store, with the names of ``etcd3.Etcd3Client``.

    ``ask`` takes a request of the store and gives its answer. Raises what etcd3 raises, under the
    names in kubeish.errors, and NotOffered for what it does not do (docs/etcd3-api.md).
    """

    channel, timeout, metadata, call_credentials, uses_secure_channel, watcher = (_Absent() for _ in range(6))
    kvstub, leasestub, clusterstub, maintenancestub = (_Absent() for _ in range(4))

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def lock(self, name: str, ttl: int = 60) -> Lock:
        """A lock by that name, not yet acquired, of ``ttl`` seconds."""
        return Lock(name, ttl, self)

    def close(self) -> None:
        """End the watches of this client; what waits for one goes on. Other calls still work."""
        self.cancel_all_watches()

    def __repr__(self) -> str:
        return "<Client>"  # no address: lessons print it, and their output must not vary

    def __enter__(self) -> EmbeddedClient:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
