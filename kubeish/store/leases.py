"""Leases: granted, kept alive, revoked, and ended by the clock. Time stands only here; the state knows ids and TTLs."""

from __future__ import annotations

from collections.abc import Callable

from kubeish.store.draft import Draft
from kubeish.store.extras import Done, LeaseAnswer, LeaseGrant, LeaseInfo, LeaseInfoAnswer, LeaseKeepAlive, LeaseRevoke
from kubeish.store.refusals import LEASE_EXISTS, LEASE_NOT_FOUND, LEASE_TTL_TOO_LARGE
from kubeish.store.requests import Refused
from kubeish.store.state import Lease, State

MAX_TTL = 9_000_000_000  # etcd's MaxLeaseTTL, in seconds


class Leases:
    """When each lease ends, by ``clock`` in seconds. ``least`` is the shortest time to live that is granted."""

    def __init__(self, clock: Callable[[], float], least: int, granted: tuple[Lease, ...] = ()) -> None:
        self.clock, self.least = clock, least
        self.ends = {lease.id: clock() + lease.ttl for lease in granted}

    def grant(self, draft: Draft, request: LeaseGrant) -> LeaseAnswer | Refused:
        """A new lease, with the id asked for or the next free one."""
        if request.ttl > MAX_TTL:
            return LEASE_TTL_TOO_LARGE
        state = draft.before
        if state.lease(request.id):
            return LEASE_EXISTS
        lease = Lease(request.id or _free_id(state), max(request.ttl, self.least))
        leases = tuple(sorted((*state.leases, lease)))
        draft.before = state._replace(leases=leases, granted=state.granted + 1)
        self.ends[lease.id] = self.clock() + lease.ttl
        return LeaseAnswer(draft.revision, *lease)

    def revoke(self, draft: Draft, request: LeaseRevoke) -> Done | Refused:
        """End a lease: its keys go, all at one revision."""
        lease = draft.before.lease(request.id)
        if not lease:
            return LEASE_NOT_FOUND
        leases = tuple(other for other in draft.before.leases if other != lease)
        draft.before = draft.before._replace(leases=leases)
        draft.release(lease.id)
        del self.ends[lease.id]
        return Done(draft.revision)

    def keep_alive(self, draft: Draft, request: LeaseKeepAlive) -> LeaseAnswer:
        """Start its time afresh; a time to live of 0 says that there is no such lease."""
        lease = draft.before.lease(request.id)
        if not lease:
            return LeaseAnswer(draft.revision, request.id, 0)
        self.ends[lease.id] = self.clock() + lease.ttl
        return LeaseAnswer(draft.revision, *lease)

    def info(self, draft: Draft, request: LeaseInfo) -> LeaseInfoAnswer:
        """How long it still has, and its keys."""
        lease = draft.before.lease(request.id)
        if not lease:
            return LeaseInfoAnswer(draft.revision, request.id, -1)
        keys = tuple(kv.key for kv in draft.kvs if kv.lease == lease.id)
        return LeaseInfoAnswer(draft.revision, lease.id, int(self.ends[lease.id] - self.clock()), lease.ttl, keys)

    def over(self) -> list[int]:
        """The leases whose time is up, the earliest first."""
        now = self.clock()
        return sorted((lease for lease, end in self.ends.items() if end <= now), key=lambda lease: self.ends[lease])

    def until_next(self, at_most: float | None) -> float | None:
        """Seconds until the next lease ends, or ``at_most``, whichever is sooner. None: nothing will happen."""
        times = [end - self.clock() for end in self.ends.values()]
        return min(times if at_most is None else [*times, at_most], default=None)


def _free_id(state: State) -> int:
    """Count on from the leases granted so far, past any id that someone chose for themselves."""
    taken = {lease.id for lease in state.leases}
    candidate = state.granted + 1
    while candidate in taken:
        candidate += 1
    return candidate
