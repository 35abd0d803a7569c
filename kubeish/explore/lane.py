"""One client's part of the graph: its histories as numbered nodes, and what each does to each state of the store.

A node is one history (and so one step) of the client. Ends that nobody can tell apart share a node: a client that has
ended moves no more, so what led to its end changes nothing that follows. Fewer states, and counts stay exact.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from .opaque import wrapped
from .steps import CRASHED, LOST, Asks, End, History, Program, Raised, Step, end_key
from .trouble import ExploreError, NeverStops, WaitsForEver

MOST_REQUESTS = 200
"""A client that asks more often than this in one run is said never to stop."""

_LONGEST_CYCLE = 3  # a history that ends in a cycle of at most so many answers is suspected of waiting for ever


@dataclass(slots=True)
class Node:
    """A history of the client with the requests that it answers, and the step that follows it.

    ``suspect``: it may be going round in circles.
    """

    history: History
    asked: tuple[Any, ...]
    step: Step
    suspect: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """One step of a client from a state of the store: to ``state``, to ``node``. ``kind`` is step, crash or lost."""

    state: int
    node: int
    kind: str = "step"
    applied: bool = True


class Lane:
    """The nodes of one client, made as they are reached. ``world`` numbers the store's states and applies requests."""

    def __init__(self, name: str, program: Program, world: Any, ends_matter: bool) -> None:
        self.name, self.program, self.world = name, program, world
        self._end_key: Callable[[End], Hashable] = end_key if ends_matter else _error_key
        self.nodes: list[Node] = []
        self._children: dict[tuple[int, Any], int] = {}
        self._ends: dict[Hashable, int] = {}
        self.root = self._add((), (), program.next(()))

    def end(self, node: int) -> End | None:
        """How the client has ended at ``node``, or None if it goes on."""
        step = self.nodes[node].step
        return None if isinstance(step, Asks) else step

    def moves(self, state: int, node: int, crash: bool, lose: bool) -> list[Move]:
        """Every way in which the client may go on from here; none if it has ended."""
        here = self.nodes[node]
        if not isinstance(here.step, Asks):
            return []
        after, answer = self.world.apply(state, here.step.request)
        moves = [Move(after, self._child(node, answer, state, after))]
        if crash:
            moves.append(Move(state, self._ended(CRASHED), "crash", applied=False))
        if lose:
            lost = self._child(node, LOST, state, after)
            moves.append(Move(after, lost, "lost"))
            if after != state:
                moves.append(Move(state, lost, "lost", applied=False))
        return moves

    def _child(self, node: int, answer: Any, state: int, after: int) -> int:
        key = (node, answer)
        if key not in self._children:
            self._children[key] = self._grow(node, answer)
        child = self._children[key]
        if state == after and self.nodes[child].suspect:
            self._run_alone(after, child)
        return child

    def _grow(self, node: int, answer: Any) -> int:
        here = self.nodes[node]
        assert isinstance(here.step, Asks)
        history = (*here.history, wrapped(answer) if self.world.opaque else answer)
        asked = (*here.asked, here.step.request)
        if len(history) > MOST_REQUESTS:
            raise NeverStops(
                f"{self.name} asked the store {MOST_REQUESTS} times in one run and had not finished: "
                "give its loop an end that every order reaches."
            )
        return self._add(history, asked, self.program.next(history, asked))

    def _add(self, history: History, asked: tuple[Any, ...], step: Step) -> int:
        if not isinstance(step, Asks):
            return self._ended(step)
        self.nodes.append(Node(history, asked, step, _ends_in_a_cycle(history)))
        return len(self.nodes) - 1

    def _ended(self, end: End) -> int:
        key = self._end_key(end)
        if key not in self._ends:
            self.nodes.append(Node((), (), end))
            self._ends[key] = len(self.nodes) - 1
        return self._ends[key]

    def _run_alone(self, state: int, node: int) -> None:
        """Raise WaitsForEver if the client, moving alone from here, neither ends nor ever changes the store."""
        start, history = state, self.nodes[node].history
        step: Step = self.nodes[node].step
        while isinstance(step, Asks):
            if len(history) > MOST_REQUESTS:
                raise self._waits(step)
            state, answer = self.world.apply(state, step.request)
            if state != start:
                return
            history = (*history, wrapped(answer) if self.world.opaque else answer)
            step = self.program.next(history)
        self.nodes[node].suspect = False

    def _waits(self, step: Asks) -> ExploreError:
        from .words import request_words

        return WaitsForEver(
            f"{self.name} waits for ever: it asked {MOST_REQUESTS} times ({request_words(step.request)}), had the same "
            "answers again and again, and alone it can never get on: let each try start from what the store says now."
        )


def _error_key(end: End) -> Hashable:
    """For an invariant that is not shown the ends: only an error makes a difference."""
    return end_key(end) if isinstance(end, Raised) else "ended"


def _ends_in_a_cycle(history: History) -> bool:
    periods = range(1, _LONGEST_CYCLE + 1)
    return any(
        len(history) >= 3 * p and history[-p:] == history[-2 * p : -p] == history[-3 * p : -2 * p] for p in periods
    )
