"""The front door of this package: ``explore`` runs every order of all clients' steps and has each end judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kubeish.store import State

from .blame import bad_invariant, strayed
from .clients import as_program, as_programs
from .fuse import FUSE
from .judge import Invariant, InvariantStopped, Judge
from .lane import Lane
from .opaque import NeedRevisions
from .run import Run
from .search import Counts, Faults, Graph, count_orders, shortest_path
from .steps import Asks, Program
from .timeline import Timeline
from .trouble import ExploreError
from .world import World, state_after

__all__ = ["MAX_STATES", "Outcome", "Question", "as_program", "explore"]

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

    def _repr_html_(self) -> str | None:
        """What a notebook shows: the counterexample, drawn; without one, the words alone."""
        from kubeish.figures import timeline

        return timeline(self.counterexample, self.headline()).html if self.counterexample else None


def explore(
    clients: Mapping[str, Callable[[Any], Any] | Program],
    setup: Callable[[Any], Any] | State | None = None,
    invariant: Invariant = lambda client: [],
    crashes: int = 0,
    lost_replies: int = 0,
    max_states: int = MAX_STATES,
    breaking: str = "break the rule",
) -> Outcome:
    """Run every interleaving of ``clients``, plain functions of a client, and judge each end by ``invariant``.

    Two clients that each add one, by reading, adding and writing back::

        >>> from kubeish import explore
        >>> def add_one(client):
        ...     number, _ = client.get("visits")
        ...     client.put("visits", str(int(number) + 1))
        >>> def nobody_yet(client):
        ...     client.put("visits", "0")
        >>> def both_are_counted(client):
        ...     number, _ = client.get("visits")
        ...     return [] if number == b"2" else [f"{number.decode()} of 2 is counted"]
        >>> explore({"A": add_one, "B": add_one}, nobody_yet, both_are_counted, breaking="lose a visit")
        6 orders · 4 lose a visit
        <BLANKLINE>
        A  reads   0  at index 2
        B  reads   0  at index 2
        A  writes  1  index 3
        B  writes  1  index 4      over index 3, which B never read
        → 1 of 2 is counted

    ``clients``: by name, each a function of a client (``kubeish.client.Client``) that does the same whenever it is
    given the same answers. ``setup(client)`` is run once, before, on an empty store. ``invariant(client)`` is run on
    every final state and returns a list of complaints, empty where all is well; an order in which a client ends with an
    exception is broken as well. An invariant with a second parameter, ``invariant(client, ends)``, also gets how each
    client ended (``Returned``, ``Raised`` or ``Crashed``, by name) and is alone to judge.

    ``crashes``: at most so many clients die in one run, each instead of its next request; such a death takes a place in
    the order like any step. ``lost_replies``: for at most so many requests in one run no reply comes. Whether the
    request has reached the store or not makes two orders, unless it would have changed nothing; the client meets
    ConnectionTimeoutError, which is indefinite. ``breaking``: words for what a broken order does.

    An order names the client of each step. ``outcome.counterexample`` is the broken one of the fewest steps.
    Raises ExploreError, in one sentence, for what cannot be explored (``kubeish.explorer.trouble``): TooLarge past
    ``max_states``, which bounds time and memory.
    """
    for most in (crashes, lost_replies):
        if type(most) is not int or most < 0:
            raise ExploreError(f"{most!r} faults in one run cannot be: crashes and lost_replies are whole, from 0 on.")
    programs = as_programs(clients)
    question = Question(programs, state_after(setup), invariant, Faults(crashes, lost_replies), max_states, breaking)
    with FUSE:
        try:
            return question.explore(opaque=True)
        except NeedRevisions:
            return question.explore(opaque=False)


@dataclass(frozen=True)
class Question:
    """What is to be explored: all that stays the same between a try with opaque indexes and one with real ones."""

    programs: dict[str, Program]
    start: State
    invariant: Invariant
    faults: Faults
    max_states: int
    breaking: str

    def explore(self, opaque: bool) -> Outcome:
        """The answer. Raises NeedRevisions where opaque indexes will not do."""
        try:
            self._say_to_programs(opaque)
            return self._search(World(opaque))
        finally:
            self._say_to_programs(opaque=False)

    def _say_to_programs(self, opaque: bool) -> None:
        for program in self.programs.values():
            program.opaque = opaque

    def _search(self, world: World) -> Outcome:
        judge, start = Judge(self.invariant, world.opaque), world.number(self.start)
        lanes = [Lane(name, program, world, start, judge.wants_ends) for name, program in self.programs.items()]
        graph = Graph(lanes, start, self.faults)
        counts = count_orders(graph, self.max_states)
        verdicts = self._verdicts(judge, world, graph, counts)
        broken = [position for position, complaints in verdicts.items() if complaints]
        return Outcome(
            interleavings=sum(counts.finals.values()),
            broken=sum(counts.finals[position] for position in broken),
            states=counts.states,
            counterexample=self._shortest(graph, counts, verdicts, broken),
            complaints=_heard(counts, verdicts),
            breaking=self.breaking,
        )

    def _verdicts(self, judge: Judge, world: World, graph: Graph, counts: Counts) -> dict[int, list[str]]:
        """What the invariant says of each final position."""
        try:
            return {position: judge.complaints(world, graph, position) for position in counts.finals}
        except InvariantStopped as stopped:
            error, order = stopped.__cause__, self._run(graph, counts, stopped.position).timeline().order
        raise bad_invariant(error, f" (after the order {order})") from error

    def _shortest(
        self, graph: Graph, counts: Counts, verdicts: dict[int, list[str]], broken: list[int]
    ) -> Timeline | None:
        """The broken order of the fewest steps."""
        if not broken:
            return None
        target = min(broken, key=counts.depth.__getitem__)
        return self._run(graph, counts, target).timeline(verdicts[target])

    def _run(self, graph: Graph, counts: Counts, target: int) -> Run:
        """A shortest order to a final position, run once more, with real revisions: it must go the same way."""
        self._say_to_programs(opaque=False)
        run = Run(self.programs, self.start)
        for number, move in shortest_path(graph, target, counts.depth[target]):
            lane = graph.lanes[number]
            if not isinstance(run.next(lane.name), Asks):
                raise NeedRevisions if lane.world.opaque else strayed(lane.name)
            run.step(lane.name, move.kind, move.applied)
        return run


def _heard(counts: Counts, verdicts: dict[int, list[str]]) -> dict[str, int]:
    """In how many orders each complaint is heard."""
    heard: dict[str, int] = {}
    for position, complaints in verdicts.items():
        for complaint in complaints:
            heard[complaint] = heard.get(complaint, 0) + counts.finals[position]
    return heard
