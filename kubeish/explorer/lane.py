"""One client's part of the graph: its histories as numbered nodes, and what each does to each state of the store.

A node is one history (and so one step) of the client. Ends that nobody can tell apart share a node: a client that has
ended moves no more, so what led to its end changes nothing that follows. Fewer states, and counts stay exact.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, NamedTuple

from kubeish.errors import NotOffered

from .same import end_key
from .steps import CRASHED, Asks, End, History, Program, Raised, Step, ahead
from .trouble import ExploreError, NeverStops, TooLarge, WaitsForEver
from .words import request_words
from .world import LOST_ANSWER, World

MOST_REQUESTS = 200
"""A client that asks more often than this in one run is said never to stop."""

MOST_HISTORIES = 100_000
"""Of one client; each is run. The five schedulers of lesson 02 have under a thousand each."""


@dataclass(slots=True)
class Node:
    """One answer more than its ``parent``, by the world's number, and the step that follows. Parent -1: it has none."""

    parent: int
    answer: int
    step: Step


class Move(NamedTuple):
    """One step of a client from a state of the store: to ``state``, to ``node``. ``kind`` is step, crash or lost."""

    state: int
    node: int
    kind: str = "step"
    applied: bool = True


class Lane:
    """The nodes of one client, made as they are reached, from the store's state number ``start`` on."""

    def __init__(self, name: str, program: Program, world: World, start: int, ends_matter: bool) -> None:
        self.name, self.program, self.world = name, program, world
        self._end_key: Callable[[End], Hashable] = end_key if ends_matter else _error_key
        self.nodes: list[Node] = []
        self._children: dict[tuple[int, int], int] = {}
        self._ends: dict[Hashable, int] = {}
        self.root = self._run_on(-1, -1, start)

    def end(self, node: int) -> End | None:
        """How the client has ended at ``node``, or None if it goes on."""
        step = self.nodes[node].step
        return None if isinstance(step, Asks) else step

    def history(self, node: int) -> History:
        """The answers that the client has had at ``node``, as it was shown them. Not for an end: many led to that."""
        return self._passed(self.nodes[node].parent, self.nodes[node].answer)[0]

    def moves(self, state: int, node: int, crash: bool, lose: bool) -> list[Move]:
        """Every way in which the client may go on from here; none if it has ended."""
        step = self.nodes[node].step
        if not isinstance(step, Asks):
            return []
        after, answer = self.world.apply(state, step.request)
        moves = [Move(after, self._child(node, answer, after))]
        if crash:
            moves.append(Move(state, self._ended(CRASHED), "crash"))
        if lose:
            lost = self._child(node, LOST_ANSWER, after)
            moves.append(Move(after, lost, "lost"))
            if after != state:
                moves.append(Move(state, lost, "lost", applied=False))
        return moves

    def _passed(self, number: int, answer: int) -> tuple[History, tuple[Any, ...]]:
        """The answers up to ``answer`` to the node's request, as they are shown, and all requests that they answer."""
        shown, asked = [], []
        while number >= 0:
            shown.append(self.world.shown(answer))
            node = self.nodes[number]
            asked.append(node.step.request)  # type: ignore[union-attr]
            number, answer = node.parent, node.answer
        return tuple(shown[::-1]), tuple(asked[::-1])

    def _child(self, node: int, answer: int, state: int) -> int:
        child = self._children.get((node, answer))
        if child is None:
            child = self._children[node, answer] = self._run_on(node, answer, state)
        return child

    def _run_on(self, parent: int, answer: int, state: int) -> int:
        """The new node, and those that follow when the client goes on alone: the search will come to them anyway."""
        shown, asked = self._passed(parent, answer)
        alone = _Alone(self.world, state, MOST_REQUESTS - len(shown))
        requests, last = ahead(self.program, shown, asked, alone.ask)
        if alone.left < 0:
            raise self._endless(last, alone)
        steps: list[Step] = [*map(Asks, requests), last]
        first = node = self._add(parent, answer, steps[0])
        for number, step in zip(alone.answers, steps[1:]):
            self._children[node, number] = after = self._add(node, number, step)
            node = after
        return first

    def _add(self, parent: int, answer: int, step: Step) -> int:
        if not isinstance(step, Asks):
            return self._ended(step)
        if len(self.nodes) >= MOST_HISTORIES:
            raise TooLarge(
                f"{self.name} may come to see more than {MOST_HISTORIES:,} different things: explore fewer clients, "
                "shorter ones or fewer faults."
            )
        self.nodes.append(Node(parent, answer, step))
        return len(self.nodes) - 1

    def _ended(self, end: End) -> int:
        key = self._end_key(end)
        if key not in self._ends:
            self.nodes.append(Node(-1, -1, end))
            self._ends[key] = len(self.nodes) - 1
        return self._ends[key]

    def _endless(self, step: Step, alone: _Alone) -> ExploreError:
        if alone.still * 2 < len(alone.answers):
            return NeverStops(
                f"{self.name} asked the store {MOST_REQUESTS} times in one run and had not finished: "
                "give its loop an end that every order reaches."
            )
        words = request_words(step.request) if isinstance(step, Asks) else ""
        return WaitsForEver(
            f"{self.name} waits for ever: it asked {MOST_REQUESTS} times ({words}), had the same answers again and "
            "again, and alone it never gets on: let each try start from what the store says now, and wait for nobody."
        )


class _Alone:
    """Answers a client while nobody else moves. ``left``: so many answers more; -1 where one too many was wanted."""

    def __init__(self, world: World, state: int, left: int) -> None:
        self.world, self.state, self.left = world, state, left
        self.answers: list[int] = []
        self.still = 0  # so many requests have changed nothing, up to now

    def ask(self, request: Any) -> Any:
        """The store's answer, or None if there have been too many."""
        self.left -= 1
        if self.left < 0:
            return None
        before = self.state
        try:
            self.state, answer = self.world.apply(before, request)
        except NotOffered:
            return None  # not in the middle of the client: the search meets it, too
        self.still = self.still + 1 if before == self.state else 0
        self.answers.append(answer)
        return self.world.shown(answer)


def _error_key(end: End) -> Hashable:
    """For an invariant that is not shown the ends: only an error makes a difference."""
    return end_key(end) if isinstance(end, Raised) else "ended"
