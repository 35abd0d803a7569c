"""Leases: granted, kept alive, revoked, and ended by the clock.

Only this module knows when a lease ends; the state knows its id and its time to live.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from kubeish.etcd.store import service_messages as service
from kubeish.etcd.store.messages import Refused
from kubeish.etcd.store.state import GrantedLease, State
from kubeish.etcd.store.validation import LEASE_EXISTS, LEASE_NOT_FOUND, LEASE_TTL_TOO_LARGE
from kubeish.etcd.store.write_batch import WriteBatch

MAX_TTL = 9_000_000_000  # etcd's MaxLeaseTTL, in seconds
AUTOMATIC_IDS = 1 << 62  # far from the ids that clients choose; etcd's are as large
MOST_GRANTED = 1 << 61  # so that no choice of a client leads beyond 64 bits


class Leases:
    """The end of each lease by ``clock``, in seconds. ``least``: the shortest time to live."""

    def __init__(self, clock: Callable[[], float], least: int, granted: tuple[GrantedLease, ...]) -> None:
        self.clock, self.least = clock, least
        self.ends = {lease.id: clock() + lease.ttl for lease in granted}

    def grant(self, batch: WriteBatch, request: service.LeaseGrant) -> service.LeaseAnswer | Refused:
        """Grant a lease, with the id of the request or the next automatic one."""
        if request.ttl > MAX_TTL:
            return LEASE_TTL_TOO_LARGE
        state = batch.before
        if state.find_lease(request.id):
            return LEASE_EXISTS
        number = request.id - AUTOMATIC_IDS
        if not request.id:
            number = next(n for n in count(state.granted + 1) if not state.find_lease(AUTOMATIC_IDS + n))
        lease = GrantedLease(request.id or AUTOMATIC_IDS + number, max(request.ttl, self.least))
        # An id that a client chose among the automatic ones is passed over for ever: the client may
        # still hold it when its lease has ended, and would end the next lease of that id.
        granted = max(state.granted, number) if number < MOST_GRANTED else state.granted
        batch.before = state._replace(leases=tuple(sorted((*state.leases, lease))), granted=granted)
        return self._restart(batch, lease)

    def _restart(self, batch: WriteBatch, lease: GrantedLease) -> service.LeaseAnswer:
        self.ends[lease.id] = self.clock() + lease.ttl
        return service.LeaseAnswer(batch.revision, *lease)

    def revoke(self, batch: WriteBatch, request: service.LeaseRevoke) -> service.Done | Refused:
        """End a lease and delete its keys, all at one revision."""
        lease = batch.before.find_lease(request.id)
        if not lease:
            return LEASE_NOT_FOUND
        leases = tuple(other for other in batch.before.leases if other != lease)
        batch.before = batch.before._replace(leases=leases)
        batch.delete_leased(lease.id)
        return service.Done(batch.revision)

    def forget_ended(self, state: State) -> None:
        """Keep no time of a lease that has ended, or was never granted because Ctrl-C came first."""
        if len(self.ends) != len(state.leases):
            self.ends = {lease.id: self.ends[lease.id] for lease in state.leases}

    def keep_alive(self, batch: WriteBatch, request: service.LeaseKeepAlive) -> service.LeaseAnswer:
        """Restart the lease's time; a time to live of 0 says that there is no such lease."""
        lease = batch.before.find_lease(request.id)
        return self._restart(batch, lease) if lease else service.LeaseAnswer(batch.revision, request.id, 0)

    def describe(self, batch: WriteBatch, request: service.LeaseInfo) -> service.LeaseAnswer:
        """Answer with the seconds that a lease still has, and its keys."""
        lease = batch.before.find_lease(request.id)
        if not lease:
            return service.LeaseAnswer(batch.revision, request.id, -1)
        left = int(self.ends[lease.id] - self.clock())
        keys = tuple(kv.key for kv in batch.kvs if kv.lease == lease.id)
        return service.LeaseAnswer(batch.revision, lease.id, left, lease.ttl, keys)

    def find_expired(self) -> list[int]:
        """The leases whose time is up, the earliest first."""
        now = self.clock()
        return sorted((lease for lease, end in self.ends.items() if end <= now), key=self.ends.__getitem__)

    def limit_wait(self, at_most: float | None) -> float | None:
        """Seconds until the next lease ends, or ``at_most`` if that is less. None: no limit."""
        times = [end - self.clock() for end in self.ends.values()]
        return min(times if at_most is None else [*times, at_most], default=None)
