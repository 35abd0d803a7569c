"""RealClient: etcd3's own client, safe to use while members die, hang, or are cut off."""

from __future__ import annotations

import queue
from collections.abc import Callable
from typing import Any

from kubeish.errors import WatchTimedOut
from kubeish.etcd.client.encoding import to_bool, to_int64
from kubeish.etcd.client.lock import Lock
from kubeish.etcd.cluster.address import Address, parse
from kubeish.etcd.cluster.etcd3_import import etcd3
from kubeish.etcd.cluster.failover_channel import FailoverChannel, Observer, Token
from kubeish.etcd.cluster.watch_iterator import WatchIterator
from kubeish.etcd.cluster.watcher import Watcher
from kubeish.etcd.etcd3_compat import pick_error_class

_DROPPED = ("limit", "revision", "min_mod_revision", "max_mod_revision", "min_create_revision", "max_create_revision")


class RealClient(etcd3.Etcd3Client):  # type: ignore[misc]  # etcd3 carries no types
    """``etcd3.Etcd3Client`` 0.12.0 with its gaps closed. All methods but ``lock`` are its own.

    - Several members: a call that fails at one, and surely changed nothing, is made at the next.
      Nothing else is repeated. A write that may have happened raises an error with ``definite``
      False; the caller has to read back.
    - Every call ends within ``address.timeout`` seconds.
    - Every error is one of kubeish.errors and, where etcd3 has one of that name, that too. What
      etcd3 raises as gRPC's (an expired lease, a missing permission) is a RequestRefused.
    - A watch goes on after its member is lost, from the revision after the last one seen.
    - ``limit``, ``revision`` and the like reach etcd; etcd3 leaves them out. A lock waits its turn.
    """

    def __init__(self, address: Address, observer: Observer | None = None) -> None:
        host, port = address.endpoints[0]
        super().__init__(host, port, timeout=address.timeout)
        super().close()  # its own channel, which has connected to nothing yet
        self.address = address
        self.channel = FailoverChannel(address, observer)
        self.uses_secure_channel = address.tls
        rpc = etcd3.etcdrpc
        self.kvstub = rpc.KVStub(self.channel)
        self.leasestub = rpc.LeaseStub(self.channel)
        self.clusterstub = rpc.ClusterStub(self.channel)
        self.maintenancestub = rpc.MaintenanceStub(self.channel)
        self.auth_stub = rpc.AuthStub(self.channel)
        self.watcher = Watcher(self.channel)
        if address.user:
            self.channel.authenticate = self._authenticate
            try:
                self.channel.log_in()
            except BaseException:
                self.close()
                raise

    def __repr__(self) -> str:
        return f"<RealClient {self.address}>"

    def close(self) -> None:
        """End the watches and close the connections."""
        self.watcher.close()
        super().close()

    def watch_response(self, key: str | bytes, **options: Any) -> tuple[WatchIterator, Callable[[], None]]:
        """An iterator that waits for each response, and a function that ends the watch."""
        responses = WatchIterator(self.watcher, key, **options)
        return responses, responses.cancel

    def watch_once_response(self, key: str | bytes, timeout: float | None = None, **options: Any) -> Any:
        """The first response of a watch. etcd3's would return an error as if it were one."""
        responses = WatchIterator(self.watcher, key, **options)
        try:
            response = responses.take(timeout)
        except queue.Empty:
            raise pick_error_class(WatchTimedOut)(f"Nothing happened to {key!r} within {timeout:g} s.") from None
        finally:
            responses.cancel()
        if response is None:
            raise pick_error_class(WatchTimedOut)(f"The client was closed before anything happened to {key!r}.")
        return response

    def lock(self, name: str, ttl: int = 60) -> Lock:
        """A lock, not yet acquired. etcd3's own cannot wait, beside today's tenacity."""
        return Lock(name, ttl, self)

    def _authenticate(self) -> Token:
        user = etcd3.etcdrpc.AuthenticateRequest(name=self.address.user, password=self.address.password)
        return (("token", self.auth_stub.Authenticate(user).token),)

    def _build_get_range_request(self, *args: Any, **options: Any) -> Any:
        request = super()._build_get_range_request(*args, **options)
        given = {name: value for name, value in options.items() if value is not None}
        request.count_only = to_bool("count_only", given.get("count_only", False))
        for name in _DROPPED:
            setattr(request, name, to_int64(name, given.get(name, 0)))
        return request

    def _ops_to_requests(self, ops: Any) -> Any:
        return super()._ops_to_requests([] if ops is None else ops)  # etcd3 fails on the None that is its own default


def open_client(url: str, observer: Observer | None = None) -> RealClient:
    """A client of the etcd that ``url`` names. For ``observer`` see FailoverChannel."""
    return RealClient(parse(url), observer)
