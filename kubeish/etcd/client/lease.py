"""LeaseCalls: a key that is attached to a lease is deleted when the lease ends."""

from __future__ import annotations

from collections.abc import Iterator

from kubeish.etcd.client.base import ClientBase
from kubeish.etcd.client.encoding import to_id
from kubeish.etcd.client.responses import ResponseHeader
from kubeish.etcd.etcd3_compat import derive_class
from kubeish.etcd.store import service_messages as service


class LeaseResponse:
    """A lease under etcd's names: ``ID``, and ``TTL`` in seconds (0 or -1: there is no such lease).

    Only ``get_lease_info`` gives ``grantedTTL`` and ``keys``.
    """

    def __init__(self, answer: service.LeaseAnswer) -> None:
        self.header = ResponseHeader(answer.revision)
        self.ID, self.TTL = answer.id, answer.ttl
        self.grantedTTL, self.keys = answer.granted_ttl, list(answer.keys)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(ID={self.ID}, TTL={self.TTL})"


class Lease:
    """A lease that was granted: ``id``, and ``ttl`` in seconds as it was granted."""

    def __init__(self, lease_id: int, ttl: int, etcd_client: LeaseCalls) -> None:
        self.id, self.ttl, self.etcd_client = lease_id, ttl, etcd_client

    def revoke(self) -> None:
        """End it now and delete its keys. Raises RequestRefused (NOT_FOUND) where it has ended."""
        self.etcd_client.revoke_lease(self.id)

    def refresh(self) -> list[LeaseResponse]:
        """Restart its time. The ``TTL`` of the one response is 0 where it has ended."""
        return list(self.etcd_client.refresh_lease(self.id))

    @property
    def remaining_ttl(self) -> int:
        """Whole seconds left; -1 where it has ended."""
        return self.etcd_client.get_lease_info(self.id).TTL

    @property
    def granted_ttl(self) -> int:
        """Seconds as they were granted."""
        return self.etcd_client.get_lease_info(self.id).grantedTTL

    @property
    def keys(self) -> list[bytes]:
        """The keys that are attached to it."""
        return self.etcd_client.get_lease_info(self.id).keys

    def __int__(self) -> int:
        return self.id

    def __repr__(self) -> str:
        return f"Lease(id={self.id}, ttl={self.ttl})"


class LeaseCalls(ClientBase):
    """The calls on leases. As in etcd3 they take the id; only a put takes a Lease as well."""

    def lease(self, ttl: int, lease_id: int | None = None) -> Lease:
        """A new lease of at least ``ttl`` seconds. Without ``lease_id`` the store chooses an id."""
        request = service.LeaseGrant(to_id("ttl", ttl), to_id("lease_id", lease_id))
        answer = self._answer(request, service.LeaseAnswer)
        return derive_class(Lease, "etcd3.leases")(answer.id, answer.ttl, self)

    def revoke_lease(self, lease_id: int) -> None:
        """End a lease now and delete its keys, all at one revision."""
        self._answer(service.LeaseRevoke(to_id("lease_id", lease_id)), service.Done)

    def refresh_lease(self, lease_id: int) -> Iterator[LeaseResponse]:
        """Restart a lease's time. Asks when the response is fetched, as etcd3 does."""
        yield LeaseResponse(self._answer(service.LeaseKeepAlive(to_id("lease_id", lease_id)), service.LeaseAnswer))

    def get_lease_info(self, lease_id: int) -> LeaseResponse:
        """How long a lease still has, and its keys."""
        return LeaseResponse(self._answer(service.LeaseInfo(to_id("lease_id", lease_id)), service.LeaseAnswer))
