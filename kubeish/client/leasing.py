"""Leases: a key that hangs on one goes when it ends. Every call is one request."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

from kubeish.client.asking import Asking
from kubeish.client.responses import ResponseHeader
from kubeish.client.wire import to_lease_id
from kubeish.store.extras import LeaseAnswer, LeaseGrant, LeaseInfo, LeaseInfoAnswer, LeaseKeepAlive, LeaseRevoke


class LeaseResponse:
    """A lease as the store sees it, by etcd's names: ``ID`` and ``TTL`` in seconds (0 or -1: there is no such lease).

    ``get_lease_info`` also gives ``grantedTTL`` and ``keys``.
    """

    def __init__(self, answer: LeaseAnswer | LeaseInfoAnswer) -> None:
        self.header = ResponseHeader(answer.revision)
        self.ID, self.TTL = answer.id, answer.ttl
        if isinstance(answer, LeaseInfoAnswer):
            self.grantedTTL, self.keys = answer.granted_ttl, list(answer.keys)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(ID={self.ID}, TTL={self.TTL})"


class Lease:
    """A lease that was granted: ``id``, and ``ttl`` in seconds as it was granted."""

    def __init__(self, lease_id: int, ttl: int, etcd_client: Any = None) -> None:
        self.id, self.ttl, self.etcd_client = lease_id, ttl, etcd_client

    def revoke(self) -> None:
        """End it now; its keys go with it. Raises RequestRefused (NOT_FOUND) where it has ended already."""
        self.etcd_client.revoke_lease(self.id)

    def refresh(self) -> list[LeaseResponse]:
        """Start its time afresh. The one response's ``TTL`` is 0 where it has ended already."""
        return list(self.etcd_client.refresh_lease(self.id))

    @property
    def remaining_ttl(self) -> int:
        """Whole seconds left; -1 where it has ended."""
        return int(self.etcd_client.get_lease_info(self.id).TTL)

    @property
    def granted_ttl(self) -> int:
        """Seconds as they were granted."""
        return int(self.etcd_client.get_lease_info(self.id).grantedTTL)

    @property
    def keys(self) -> list[bytes]:
        """The keys that hang on it."""
        return list(self.etcd_client.get_lease_info(self.id).keys)

    def __repr__(self) -> str:
        return f"Lease(id={self.id}, ttl={self.ttl})"


class Leasing(Asking):
    """The part of the client that deals in leases."""

    def lease(self, ttl: int, lease_id: int | None = None) -> Lease:
        """A new lease of at least ``ttl`` seconds, under ``lease_id`` or an id that the store chooses."""
        answer: LeaseAnswer = self._answer(LeaseGrant(operator.index(ttl), operator.index(lease_id or 0)))
        return Lease(answer.id, answer.ttl, self)

    def revoke_lease(self, lease_id: int) -> None:
        """End a lease now; its keys go, all at one revision."""
        self._answer(LeaseRevoke(to_lease_id(lease_id)))

    def refresh_lease(self, lease_id: int) -> Iterator[LeaseResponse]:
        """Start a lease's time afresh. Asks when the response is fetched, as etcd3 does."""
        yield LeaseResponse(self._answer(LeaseKeepAlive(to_lease_id(lease_id))))

    def get_lease_info(self, lease_id: int) -> LeaseResponse:
        """How long a lease still has, and its keys."""
        return LeaseResponse(self._answer(LeaseInfo(to_lease_id(lease_id))))
