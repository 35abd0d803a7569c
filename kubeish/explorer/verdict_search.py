"""VerdictSearch: searches the graph of all clients, and makes an Outcome of what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from kubeish.etcd.store import State
from kubeish.wording import say

from .broken_orders import count_broken
from .determinism import explain_other_path
from .errors import TooLarge
from .findings import Checkers, Findings, FirstFound, Place
from .interruption import report_interrupt
from .invariant_checker import InvariantStopped
from .opaque_index import NeedRevisions
from .outcome import Outcome
from .partial_answer import describe_first, describe_partial, describe_sample
from .random_orders import RandomOrders
from .search import Counts, Graph, count_orders
from .search_bounds import SearchBounds
from .shortest_path import Path, find_shortest_path
from .single_run import Run
from .steps import Asks, Program
from .timeline import Timeline
from .transitions import TransitionCache


class Task(NamedTuple):
    """What the answer is made of beside the graph: see ``Question``."""

    programs: Mapping[str, Program]
    start: State
    breaking: str
    first: bool
    seed: int


class VerdictSearch:
    """One search, exhaustive or by random orders. ``show_revisions``: have the programs see real indexes."""

    def __init__(
        self,
        task: Task,
        checkers: Checkers,
        cache: TransitionCache,
        graph: Graph,
        show_revisions: Callable[[], None],
    ) -> None:
        self._task, self._cache, self._graph, self._show_revisions = task, cache, graph, show_revisions
        self._counts, self._findings = Counts(), Findings(checkers, cache, graph, task.first)

    def search(self, bounds: SearchBounds) -> Outcome:
        """Try every order. Raises TooLarge past ``bounds``, which says what was found."""
        counts, findings = self._counts, self._findings
        with report_interrupt(self._describe_interrupt), self._explain_stop():
            try:
                stopped = self._count(bounds)
            except FirstFound:
                return self._make_outcome(describe_first(findings.depth, counts.states, self._task.breaking))
            if stopped is not None:
                raise self._explain_bound(stopped)
            return self._make_outcome()

    def _count(self, bounds: SearchBounds) -> TooLarge | None:
        """Count the orders, and ask the invariant of all ends that were met. Returns what ended the search."""
        try:
            count_orders(self._graph, self._counts, bounds, self._findings)
        except TooLarge as error:
            self._findings.see_finals(self._counts.finals, self._counts.levels)
            return error
        return None

    def sample(self, runs: int, bounds: SearchBounds) -> Outcome:
        """Try so many orders, picked at random. Raises TooLarge past ``bounds``."""
        orders = RandomOrders(self._graph, self._findings, self._task.seed)
        with report_interrupt(lambda: self._describe_sample(orders)), self._explain_stop(orders):
            try:
                orders.run(runs, bounds)
            except FirstFound:
                orders.add_broken()
            except TooLarge as error:
                raise TooLarge(error.why, error.advice, self._describe_sample(orders)) from None
            return self._make_sample(orders)

    def _make_outcome(self, partial: str = "") -> Outcome:
        counts, findings = self._counts, self._findings
        broken, complaints = count_broken(self._graph, counts.finals, findings, is_complete=not partial)
        return Outcome(
            interleavings=sum(counts.finals.values()),
            broken=broken,
            states=counts.states,
            counterexample=self._find_timeline(findings.broken),
            complaints=complaints,
            breaking=self._task.breaking,
            witness=self._find_timeline(findings.witness and findings.witness._replace(complaints=[])),
            is_vacuous=not partial and findings.checkers.sometimes is not None and findings.witness is None,
            partial=partial,
        )

    def _make_sample(self, orders: RandomOrders) -> Outcome:
        shortest, witness = orders.shortest, orders.witness
        return Outcome(
            interleavings=orders.runs,
            broken=orders.broken,
            states=len(orders.positions),
            counterexample=self._run(shortest[0]).make_timeline(shortest[1]) if shortest else None,
            complaints=dict(orders.complaints),
            breaking=self._task.breaking,
            witness=None if witness is None else self._run(witness).make_timeline(),
            is_vacuous=self._findings.checkers.sometimes is not None and witness is None,
            partial=self._describe_sample(orders),
            seed=self._task.seed,
        )

    def _describe_sample(self, orders: RandomOrders) -> str:
        return describe_sample(orders.runs, orders.broken, self._task.seed, self._task.breaking)

    def _explain_bound(self, error: TooLarge) -> TooLarge:
        """The error with what was found up to there."""
        found = self._describe_partial()
        explained = TooLarge(error.why, error.advice, found)
        explained.outcome = self._make_outcome(say("not decided: {why}; {found}", why=error.why, found=found))
        return explained

    def _describe_partial(self) -> str:
        return describe_partial(self._findings, self._counts, self._graph, self._task.breaking)

    def _describe_interrupt(self) -> str:
        states = self._counts.states
        return (
            say("after {states:,} states: {partial}", states=states, partial=self._describe_partial()) if states else ""
        )

    @contextmanager
    def _explain_stop(self, orders: RandomOrders | None = None) -> Iterator[None]:
        """Say after which order a rule stopped with an error."""
        try:
            yield
        except InvariantStopped as stopped:
            place = Place(stopped.position, self._findings.depth, [])
            timeline = self._run(orders.path).make_timeline() if orders else self._find_timeline(place)
            order = timeline.order if timeline else ""
            when = say(" (after the order {order})", order=order) if order else say(" (before the first step)")
            raise stopped.explain(when) from stopped.__cause__

    def _find_timeline(self, place: Place | None) -> Timeline | None:
        """A shortest order to the place, run again."""
        if place is None:
            return None
        path = find_shortest_path(self._graph, place.position, place.depth)
        return self._run(path).make_timeline(place.complaints)

    def _run(self, path: Path) -> Run:
        """The order run again with real revisions: it must go on alike."""
        self._show_revisions()
        run = Run(self._task.programs, self._task.start)
        for number, move in path:
            client = self._graph.clients[number]
            if move.kind != "expire" and not isinstance(run.next(client.name), Asks):
                raise NeedRevisions if self._cache.opaque else explain_other_path(client.name)
            run.step(client.name, move.kind, move.applied, move.lease)
        return run
