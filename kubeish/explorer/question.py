"""Question of an exploration: programs, start, rules and faults, and the search for its outcome."""

from __future__ import annotations

from dataclasses import dataclass

from kubeish.etcd.store import State

from .client_graph import ClientGraph
from .faults import Faults
from .findings import Checkers
from .invariant_checker import Invariant, InvariantChecker, Sometimes, WitnessChecker, refuse_ends
from .opaque_index import NeedRevisions
from .outcome import Outcome
from .search import Graph
from .search_bounds import MAX_MEGABYTES, SearchBounds
from .service_rules import NeedEvents
from .silent_client import refuse_silent
from .steps import Program
from .transitions import Keys, TransitionCache
from .verdict_search import Task, VerdictSearch


@dataclass(frozen=True)
class Question:
    """What is explored, with opaque indexes or with real ones.

    ``must_ask``: the names of the clients that may not end without a request. ``first``: stop at
    the first broken order. ``simulate``: so many orders picked at random by ``seed``; 0: all.
    """

    programs: dict[str, Program]
    start: State
    invariant: Invariant
    faults: Faults
    max_states: int
    breaking: str
    must_ask: frozenset[str] = frozenset()
    always: Invariant | None = None
    sometimes: Sometimes | None = None
    max_seconds: float | None = None
    max_megabytes: float = MAX_MEGABYTES
    first: bool = False
    simulate: int = 0
    seed: int = 0

    def find_outcome(self) -> Outcome:
        """The outcome, with opaque indexes where they will do."""
        try:
            return self.explore(opaque=True)
        except NeedRevisions:
            return self._explore_with_revisions()

    def explore(self, opaque: bool, logged: tuple[Keys, ...] = ()) -> Outcome:
        """The outcome. Raises NeedRevisions where opaque indexes will not do, and NeedEvents."""
        try:
            self.set_opaque(opaque)
            return self._search(TransitionCache(opaque, logged))
        finally:
            self.set_opaque(False)

    def _explore_with_revisions(self) -> Outcome:
        """The outcome, with the writes to those keys in the states that some client watches."""
        logged: tuple[Keys, ...] = ()
        while True:
            try:
                return self.explore(opaque=False, logged=logged)
            except NeedEvents as need:
                logged = (*logged, need.keys)

    def set_opaque(self, opaque: bool) -> None:
        """Give the programs opaque indexes from now on, or real ones."""
        for program in self.programs.values():
            program.opaque = opaque

    def _search(self, cache: TransitionCache) -> Outcome:
        bounds = SearchBounds(self.max_states, self.max_seconds, self.max_megabytes)
        checkers, start = self._make_checkers(cache.opaque), cache.number_state(self.start)
        clients = [
            ClientGraph(name, each, cache, start, checkers.invariant.wants_ends, number)
            for number, (name, each) in enumerate(self.programs.items())
        ]
        for client in clients:
            if client.name in self.must_ask:
                refuse_silent(client)
        graph = Graph(clients, start, self.faults)
        task = Task(self.programs, self.start, self.breaking, self.first, self.seed)
        search = VerdictSearch(task, checkers, cache, graph, lambda: self.set_opaque(False))
        try:
            return search.sample(self.simulate, bounds) if self.simulate else search.search(bounds)
        finally:
            bounds.progress.end()

    def _make_checkers(self, opaque: bool) -> Checkers:
        always = None if self.always is None else InvariantChecker(self.always, opaque, "always")
        sometimes = None if self.sometimes is None else WitnessChecker(self.sometimes, opaque)
        for checker in (always, sometimes):
            if checker is not None:
                refuse_ends(checker)
        return Checkers(InvariantChecker(self.invariant, opaque), always, sometimes)
