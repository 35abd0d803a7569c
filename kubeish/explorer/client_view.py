"""ClientView: what of a client's history gives its further requests their meaning.

Those are the leases that it was granted and the watches that it has opened. The store's requests
are made of it: a lease gets an id that names its owner, so that the order of two clients' grants
makes no difference, and a watch is asked for what comes after the events that it has had.
"""

from __future__ import annotations

from typing import NamedTuple

from kubeish.errors import NotOffered
from kubeish.etcd.store import service_messages as service
from kubeish.wording import say

from .service_rules import WatchOpen, WatchRead

_FIRST_LEASE = 1 << 40
_LEASES_EACH = 1 << 16


class Watching(NamedTuple):
    """A watch that was opened at revision ``past``, and has had the events before ``start``."""

    request: service.Watch
    start: int
    past: int


class ClientView(NamedTuple):
    """``leases``: ids, in the order of their grants, without those that the client has revoked."""

    client: int
    granted: int = 0
    leases: tuple[int, ...] = ()
    watches: tuple[Watching, ...] = ()

    def translate(self, request: object) -> object:
        """What the store is asked where the client makes ``request``."""
        if type(request) is service.LeaseGrant and not request.id:
            number = _FIRST_LEASE + self.client * _LEASES_EACH + self.granted + 1
            return service.LeaseGrant(request.ttl, number)
        if type(request) is service.WatchNext:
            if request.id >= len(self.watches):
                raise NotOffered(say("there is no watch number {id} of this client.", id=request.id))
            return WatchRead(*self.watches[request.id], waits=request.wait is None or request.wait > 0)
        if type(request) is service.Watch:
            return WatchOpen(request, len(self.watches))
        return request

    def record(self, request: object, answer: object) -> ClientView:
        """The view after an answer; the same one for a request on keys."""
        match request, answer:
            case service.LeaseGrant(), service.LeaseAnswer():
                return self._replace(granted=self.granted + 1, leases=(*self.leases, answer.id))
            case service.LeaseGrant(), _:  # no reply came, or it was refused: the id is not given again
                known = (request.id,) if request.id and request.id not in self.leases else ()
                return self._replace(granted=self.granted + 1, leases=(*self.leases, *known))
            case service.LeaseRevoke(), service.Done():
                return self._replace(leases=tuple(lease for lease in self.leases if lease != request.id))
            case service.Watch(), service.WatchCreated():
                start = request.start_revision or answer.revision + 1
                return self._replace(watches=(*self.watches, Watching(request, start, answer.revision)))
            case service.WatchNext(), service.WatchAnswer() if answer.events:
                watches = list(self.watches)
                watches[request.id] = watches[request.id]._replace(start=answer.revision + 1)
                return self._replace(watches=tuple(watches))
        return self
