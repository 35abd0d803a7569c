"""Question of an exploration: programs, start, invariant and faults, and the search for its outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kubeish.etcd.store import State

from .client_graph import ClientGraph
from .determinism import explain_other_path
from .faults import Faults
from .invariant_checker import Invariant, InvariantChecker, InvariantStopped
from .opaque_index import NeedRevisions
from .outcome import Outcome
from .search import Counts, Graph, count_orders, find_shortest_path
from .service_rules import NeedEvents
from .silent_client import refuse_silent
from .single_run import Run
from .steps import Asks, Program
from .transitions import Keys, TransitionCache


@dataclass(frozen=True)
class Question:
    """What is explored, with opaque indexes or with real ones.

    ``must_ask``: the names of the clients that may not end without a request.
    """

    programs: dict[str, Program]
    start: State
    invariant: Invariant
    faults: Faults
    max_states: int
    breaking: str
    must_ask: frozenset[str] = frozenset()

    def find_outcome(self) -> Outcome:
        """The outcome, with opaque indexes where they will do."""
        try:
            return self.explore(opaque=True)
        except NeedRevisions:
            return self._explore_with_revisions()

    def explore(self, opaque: bool, logged: tuple[Keys, ...] = ()) -> Outcome:
        """The outcome. Raises NeedRevisions where opaque indexes will not do, and NeedEvents."""
        try:
            self._set_opaque(opaque)
            return self._search(TransitionCache(opaque, logged))
        finally:
            self._set_opaque(False)

    def _explore_with_revisions(self) -> Outcome:
        """The outcome, with the writes to those keys in the states that some client watches."""
        logged: tuple[Keys, ...] = ()
        while True:
            try:
                return self.explore(opaque=False, logged=logged)
            except NeedEvents as need:
                logged = (*logged, need.keys)

    def _set_opaque(self, opaque: bool) -> None:
        for program in self.programs.values():
            program.opaque = opaque

    def _search(self, cache: TransitionCache) -> Outcome:
        checker, start = InvariantChecker(self.invariant, cache.opaque), cache.number_state(self.start)
        clients = [
            ClientGraph(name, each, cache, start, checker.wants_ends, number)
            for number, (name, each) in enumerate(self.programs.items())
        ]
        for client in clients:
            if client.name in self.must_ask:
                refuse_silent(client)
        graph = Graph(clients, start, self.faults)
        counts = count_orders(graph, self.max_states)
        complaints = self._check_finals(checker, cache, graph, counts)
        broken = [position for position, found in complaints.items() if found]
        counterexample = None
        if broken:
            target = min(broken, key=counts.depth.__getitem__)
            counterexample = self._run(graph, counts, target).make_timeline(complaints[target])
        return Outcome(
            interleavings=sum(counts.finals.values()),
            broken=sum(counts.finals[position] for position in broken),
            states=counts.states,
            counterexample=counterexample,
            complaints=_count_complaints(counts, complaints),
            breaking=self.breaking,
        )

    def _check_finals(
        self, checker: InvariantChecker, cache: TransitionCache, graph: Graph, counts: Counts
    ) -> dict[int, list[str]]:
        """The invariant's complaints of each final position."""
        try:
            return {position: checker.check(cache, graph, position) for position in counts.finals}
        except InvariantStopped as stopped:
            order = self._run(graph, counts, stopped.position).make_timeline().order
            raise stopped.explain(f" (after the order {order})") from stopped.__cause__

    def _run(self, graph: Graph, counts: Counts, target: int) -> Run:
        """A shortest order to a final position, run again with real revisions: it must go on alike."""
        self._set_opaque(False)
        run = Run(self.programs, self.start)
        for number, move in find_shortest_path(graph, target, counts.depth[target]):
            client = graph.clients[number]
            if move.kind != "expire" and not isinstance(run.next(client.name), Asks):
                raise NeedRevisions if client.cache.opaque else explain_other_path(client.name)
            run.step(client.name, move.kind, move.applied, move.lease)
        return run


def _count_complaints(counts: Counts, complaints: Mapping[int, list[str]]) -> dict[str, int]:
    """For each complaint, the number of orders that lead to it."""
    orders: dict[str, int] = {}
    for position, found in complaints.items():
        for complaint in found:
            orders[complaint] = orders.get(complaint, 0) + counts.finals[position]
    return orders
