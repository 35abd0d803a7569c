"""A real etcd and an embedded store at the same revision and with the same content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kubeish.etcd.store import EmbeddedStore, State
from kubeish.etcd.store.messages import DeleteRange
from kubeish.etcd.store.service_messages import Compact, LeaseAnswer, LeaseRevoke
from tests.etcd.conformance.operations import place_revisions
from tests.etcd.conformance.real_store import RealStore

LEASES = (7001, 7002, 4710, 4711)  # all ids that the tests grant


@dataclass
class Pair:
    """``base``: the revision at which both begin."""

    real: RealStore
    embedded: EmbeddedStore
    base: int

    def both(self, request: Any) -> tuple[Any, Any]:
        """Ask both: the answers of the embedded store and of etcd."""
        asked = place_revisions(request, self.base)
        return normalize(self.embedded.ask(asked)), normalize(self.real.ask(asked))

    def differ(self, request: Any) -> str:
        """Ask both; an empty text where they agree, else their answers."""
        embedded, real = self.both(request)
        return "" if embedded == real else f"\nasked    {request}\nembedded {embedded}\netcd     {real}"


def make_pair(client: Any, clock: Any = lambda: 0.0) -> Pair:
    """Empty the real store, and start an embedded one at its revision."""
    real = RealStore(client)
    for lease in LEASES:
        real.ask(LeaseRevoke(lease))
    real.ask(DeleteRange(b"\0", b"\0"))
    base = real.ask(DeleteRange(b"\0", b"\0")).revision
    real.ask(Compact(base))
    return Pair(real, make_embedded(base, clock), base)


def make_embedded(revision: int, clock: Any = lambda: 0.0) -> EmbeddedStore:
    """An empty embedded store at this revision."""
    return EmbeddedStore(clock, min_lease_ttl=1, start=State(revision=revision))


def normalize(answer: Any) -> Any:
    """An answer without the seconds left of a lease, which may differ."""
    if isinstance(answer, LeaseAnswer) and answer.granted_ttl:
        return answer._replace(ttl=min(answer.ttl, 0))
    return answer
