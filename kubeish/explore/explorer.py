"""The front door of this package: ``explore`` runs every order of all clients' steps and has each end judged."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kubeish.store import State

from .fuse import FUSE
from .lane import Lane
from .opaque import NeedRevisions, leaves_a_mark
from .replay import FunctionProgram
from .run import Run
from .search import Counts, Faults, Graph, count_orders, shortest_path
from .steps import CRASHED, End, Program, Raised
from .timeline import Timeline
from .world import Holder, World, state_after

MAX_STATES = 3_000_000
"""As many states as are visited unless the caller says otherwise: some ten seconds, and at most about a gigabyte."""


@dataclass(frozen=True)
class Outcome:
    """What came of exploring. All numbers are exact.

    ``interleavings``: the orders that there are; ``broken``: those whose end the invariant complains of; ``states``:
    how many were visited; ``counterexample``: the shortest broken order, or None; ``complaints``: for each complaint,
    in how many orders it is heard; ``breaking``: words for what a broken order does, such as "lose a pod".
    """

    interleavings: int
    broken: int
    states: int
    counterexample: Timeline | None
    complaints: dict[str, int] = field(default_factory=dict)
    breaking: str = "break the rule"

    def headline(self) -> str:
        """``6 orders · 4 lose a pod``."""
        orders = f"{self.interleavings:,} order{'' if self.interleavings == 1 else 's'}"
        return f"{orders} · {f'{self.broken:,}' if self.broken else 'none'} {self.breaking}"

    def __str__(self) -> str:
        return self.headline() + (f"\n\n{self.counterexample}" if self.counterexample else "")

    def __repr__(self) -> str:
        return str(self)


def as_program(name: str, client: Callable[[Any], Any] | Program) -> Program:
    """A function of a client as a Program; a Program as it is."""
    if not callable(client):
        return client
    from kubeish.client import Client

    return FunctionProgram(name, client, Client)


def explore(
    clients: Mapping[str, Callable[[Any], Any] | Program],
    setup: Callable[[Any], Any] | State | None = None,
    invariant: Callable[..., list[str] | None] = lambda client: [],
    crashes: int = 0,
    lost_replies: int = 0,
    max_states: int = MAX_STATES,
    breaking: str = "break the rule",
) -> Outcome:
    """Run every interleaving of ``clients``, plain functions of a client, and judge each end by ``invariant``.

    ``setup(client)`` is run once, before, on an empty store. ``invariant(client)`` is run on every final state and
    returns a list of complaints; an order in which a client ends with an exception is broken as well. An invariant with
    a second parameter, ``invariant(client, ends)``, gets how each client ended (Returned, Raised or Crashed, by name)
    and is alone to judge.

    ``crashes``: at most so many clients die in one run, each instead of its next request; such a death takes a place in
    the order like any step. ``lost_replies``: for at most so many requests in one run no reply comes, whether the
    request has reached the store or not; the client meets ConnectionTimeoutError, which is indefinite.

    Raises ExploreError where a client cannot be explored (see ``trouble``), and TooLarge past ``max_states``.
    """
    programs = {name: as_program(name, client) for name, client in clients.items()}
    question = _Question(programs, state_after(setup), invariant, Faults(crashes, lost_replies), max_states, breaking)
    with FUSE:
        try:
            return question.explore(opaque=True)
        except NeedRevisions:
            return question.explore(opaque=False)


@dataclass(frozen=True)
class _Question:
    """What is to be explored: all that stays the same between a try with opaque indexes and one with real ones."""

    programs: dict[str, Program]
    start: State
    invariant: Callable[..., list[str] | None]
    faults: Faults
    max_states: int
    breaking: str

    def explore(self, opaque: bool) -> Outcome:
        for program in self.programs.values():
            program.opaque = opaque
        judge, world = judge_of(self.invariant, opaque), World(opaque)
        lanes = [Lane(name, program, world, judge.wants_ends) for name, program in self.programs.items()]
        graph = Graph(lanes, world.number(self.start), self.faults)
        counts = count_orders(graph, self.max_states)
        verdicts = {position: judge.complaints(world, graph, position) for position in counts.finals}
        broken = [position for position, complaints in verdicts.items() if complaints]
        return Outcome(
            interleavings=sum(counts.finals.values()),
            broken=sum(counts.finals[position] for position in broken),
            states=counts.states,
            counterexample=_shortest(graph, self.start, counts, verdicts, broken),
            complaints=_heard(counts, verdicts),
            breaking=self.breaking,
        )


def _heard(counts: Counts, verdicts: dict[int, list[str]]) -> dict[str, int]:
    """In how many orders each complaint is heard."""
    heard: dict[str, int] = {}
    for position, complaints in verdicts.items():
        for complaint in complaints:
            heard[complaint] = heard.get(complaint, 0) + counts.finals[position]
    return heard


def _shortest(
    graph: Graph, start: State, counts: Counts, verdicts: dict[int, list[str]], broken: list[int]
) -> Timeline | None:
    """The broken order of the fewest steps, run once more with real revisions."""
    if not broken:
        return None
    target = min(broken, key=counts.depth.__getitem__)
    path = shortest_path(graph, target, counts.depth[target])
    for lane in graph.lanes:
        lane.program.opaque = False
    run = Run({lane.name: lane.program for lane in graph.lanes}, start)
    for number, move in path:
        run.step(graph.lanes[number].name, move.kind, move.applied)
    return run.timeline(verdicts[target])


class _Judge:
    """Asks the invariant about a final position, once for each state of the store and ends of the clients."""

    def __init__(self, invariant: Callable[..., list[str] | None], opaque: bool) -> None:
        self.invariant, self.opaque = invariant, opaque
        self.wants_ends = _takes_ends(invariant)
        self._said: dict[Any, list[str]] = {}

    def complaints(self, world: World, graph: Graph, position: int) -> list[str]:
        nodes = [graph.node(position, i) for i in range(len(graph.lanes))]
        key = (graph.store(position), *nodes)
        if key not in self._said:
            ends = {lane.name: lane.end(node) or CRASHED for lane, node in zip(graph.lanes, nodes)}
            self._said[key] = self._ask(world.states[graph.store(position)], ends)
            if any(leaves_a_mark(complaint) for complaint in self._said[key]):
                raise NeedRevisions
        return self._said[key]

    def _ask(self, state: State, ends: dict[str, End]) -> list[str]:
        from kubeish.client import Client

        client = Client(Holder(state).opaque_ask if self.opaque else Holder(state).ask)
        if self.wants_ends:
            return list(self.invariant(client, ends) or [])
        raised = [f"{who} stopped with {_error_words(end)}" for who, end in ends.items() if isinstance(end, Raised)]
        return [*raised, *(self.invariant(client) or [])]


def judge_of(invariant: Callable[..., list[str] | None], opaque: bool) -> _Judge:
    """The invariant as the explorer asks it."""
    return _Judge(invariant, opaque)


def _error_words(end: Raised) -> str:
    return f"{type(end.error).__name__}: {end.error}"


def _takes_ends(invariant: Callable[..., Any]) -> bool:
    return len(inspect.signature(invariant).parameters) > 1
