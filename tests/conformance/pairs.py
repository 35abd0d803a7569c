"""A real etcd and an embedded store side by side, at the same revision and with the same content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kubeish.store import EmbeddedStore, State
from kubeish.store.extras import Compact, LeaseInfoAnswer, LeaseRevoke
from kubeish.store.requests import DeleteRange
from tests.conformance.operations import placed
from tests.conformance.wire import RealStore

LEASES = (7001, 7002, 4710, 4711)  # all that the tests grant by number


@dataclass
class Pair:
    """``base``: the revision at which both begin."""

    real: RealStore
    embedded: EmbeddedStore
    base: int

    def both(self, request: Any) -> tuple[Any, Any]:
        """Ask both: what the embedded store says, and what etcd says."""
        asked = placed(request, self.base)
        return comparable(self.embedded.ask(asked)), comparable(self.real.ask(asked))

    def differ(self, request: Any) -> str:
        """Ask both; nothing where they agree, else what each said."""
        said, wanted = self.both(request)
        return "" if said == wanted else f"\nasked    {request}\nembedded {said}\netcd     {wanted}"


def fresh(client: Any, clock: Any = lambda: 0.0) -> Pair:
    """Empty the real store, and start an embedded one where that leaves it."""
    real = RealStore(client)
    for lease in LEASES:
        real.ask(LeaseRevoke(lease))
    real.ask(DeleteRange(b"\0", b"\0"))
    base = real.ask(DeleteRange(b"\0", b"\0")).revision
    real.ask(Compact(base))
    return Pair(real, EmbeddedStore(clock, min_lease_ttl=1, start=State(revision=base)), base)


def comparable(answer: Any) -> Any:
    """An answer without what may differ: how much of a second of a lease has passed."""
    if isinstance(answer, LeaseInfoAnswer):
        return type(answer)(answer.revision, answer.id, min(answer.ttl, 0), answer.granted_ttl, answer.keys)
    return answer
