"""The client of a real etcd: etcd3's own, made safe to use against members that die, hang, or are cut off."""

from __future__ import annotations

from typing import Any

from kubeish.client.locking import Lock
from kubeish.errors import WatchTimedOut
from kubeish.errors_as import raised_as
from kubeish.real.address import Address, parse
from kubeish.real.channel import FailoverChannel, Observer
from kubeish.real.importing import etcd3
from kubeish.real.watcher import Watcher

_DROPPED = ("limit", "revision", "min_mod_revision", "max_mod_revision", "min_create_revision", "max_create_revision")


class RealClient(etcd3.Etcd3Client):
    """``etcd3.Etcd3Client`` with the gaps of its version 0.12.0 closed. All methods but ``lock`` are its own.

    - Several members: a call that fails at one, and surely changed nothing, is made again at the next. That is the
      only thing that is ever repeated: reads, keep-alives, and requests that reached nobody. A write that may have
      happened is never repeated; its error has ``definite`` False, and it is for the caller to read back.
    - Every call ends within ``address.timeout`` seconds.
    - Every error is one of kubeish.errors and, where etcd3 has one of that name, that too. What etcd3 would let out
      as it comes from gRPC (an expired lease, a compacted revision, a missing permission) is a RequestRefused.
    - A watch goes on after its member is lost, from the revision after the last one seen.
    - ``limit``, ``revision`` and the like reach etcd; etcd3 takes them and leaves them out. A lock waits its turn.
    """

    def __init__(self, address: Address, observer: Observer | None = None) -> None:
        host, port = address.endpoints[0]
        super().__init__(host, port, timeout=address.timeout)
        super().close()  # its own channel, which has connected to nothing yet
        self.address = address
        self.channel = FailoverChannel(address, observer)
        self.uses_secure_channel = address.tls
        self._attach()
        if address.user:
            self.channel.log_in = self._log_in
            self._log_in()

    def __repr__(self) -> str:
        return f"<RealClient {self.address}>"

    def close(self) -> None:
        """End the watches and close the connections."""
        self.watcher.close()
        super().close()

    def watch_once_response(self, key: str | bytes, timeout: float | None = None, **options: Any) -> Any:
        """The first response of a watch. etcd3's would also hand back an error as if it were one."""
        try:
            response = super().watch_once_response(key, timeout, **options)
        except etcd3.exceptions.WatchTimedOut:
            raise raised_as(WatchTimedOut)(f"Nothing happened to {key!r} within {timeout:g} s.") from None
        if isinstance(response, Exception):
            raise response
        return response

    def lock(self, name: str, ttl: int = 60) -> Lock:
        """A lock, not yet acquired. etcd3's own cannot wait for its turn beside today's tenacity."""
        return Lock(name, ttl, self)

    def _attach(self) -> None:
        """Make every call go through our channel."""
        rpc = etcd3.etcdrpc
        self.kvstub = rpc.KVStub(self.channel)
        self.leasestub = rpc.LeaseStub(self.channel)
        self.clusterstub = rpc.ClusterStub(self.channel)
        self.maintenancestub = rpc.MaintenanceStub(self.channel)
        self.auth_stub = rpc.AuthStub(self.channel)
        self.watcher = Watcher(self.channel)

    def _log_in(self) -> None:
        who = etcd3.etcdrpc.AuthenticateRequest(name=self.address.user, password=self.address.password)
        self.channel.token = ()
        self.channel.token = (("token", self.auth_stub.Authenticate(who).token),)

    def _build_get_range_request(self, *args: Any, **options: Any) -> Any:
        request = super()._build_get_range_request(*args, **options)
        request.count_only = bool(options.get("count_only"))
        for name in _DROPPED:
            setattr(request, name, options.get(name) or 0)
        return request

    def _ops_to_requests(self, ops: Any) -> Any:
        return super()._ops_to_requests(ops or [])  # etcd3 fails on the None that is its own default


def open_client(url: str, observer: Observer | None = None) -> RealClient:
    """A client of the etcd that ``url`` names. ``observer`` is told of every request; see FailoverChannel."""
    return RealClient(parse(url), observer)
