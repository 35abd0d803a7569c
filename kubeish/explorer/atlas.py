"""The whole graph of a small exploration as plain data, which is enough to step through it with no kernel.

Shape of what ``atlas`` returns::

    {"clients": [{"name": "A", "nodes": [{"function", "source", "line", "locals": [[name, text]], "printed", "asks",
                                          "end"}]}],
     "start": 0, "breaking": "lose a pod",
     "positions": [{"store": [[key, value, index]], "nodes": [one for each client], "orders": n, "broken": n,
                    "complaints": null, or a list where all have ended,
                    "moves": [{"who": 0, "kind": "step", "applied": true, "to": 3, "mark": "A",
                               "verb", "what", "index", "note", "blind", "touched": [key], "changed": [key]}]}]}

``orders`` and ``broken`` count the orders that lead from the position to an end, and those of them that the invariant
complains of; large ones are texts, since a page's numbers are exact only up to 2**53.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kubeish.store import State, apply

from .blame import bad_invariant
from .clients import as_programs
from .fuse import FUSE
from .judge import InvariantStopped, Judge
from .lane import Lane, Move
from .plain import move_of, node_of, store_of
from .search import Faults, Graph
from .seen import blind_writes, seen_after
from .steps import Asks, Where
from .timeline import TimelineStep
from .trouble import TooLarge
from .world import World, state_after

MOST_POSITIONS = 4_000
"""A larger graph is not sent to a page."""

_EXACT = 2**53


def atlas(
    clients: Mapping[str, Any],
    setup: Callable[[Any], Any] | State | None = None,
    invariant: Callable[..., list[str] | None] = lambda client: [],
    crashes: int = 0,
    lost_replies: int = 0,
    breaking: str = "break the rule",
    most: int = MOST_POSITIONS,
) -> dict[str, Any]:
    """The graph of all orders of ``clients``; arguments as of ``explore``. TooLarge past ``most`` positions."""
    programs, world = as_programs(clients), World()
    start = world.number(state_after(setup))
    with FUSE:
        lanes = [Lane(name, program, world, start, True) for name, program in programs.items()]
        graph = Graph(lanes, start, Faults(crashes, lost_replies))
        drawing = _Drawing(graph, world, _all_moves(graph, most), Judge(invariant, opaque=False))
        return {"clients": drawing.clients(), "start": 0, "breaking": breaking, "positions": drawing.positions()}


Moves = dict[int, list[tuple[int, Move, int]]]


def _all_moves(graph: Graph, most: int) -> Moves:
    """For each position, in the order of discovery: (client, move, position that it leads to)."""
    found: Moves = {}
    waiting = [graph.start]
    for position in waiting:
        if position in found:
            continue
        if len(found) >= most:
            raise TooLarge(f"there are more than {most:,} positions, too many to step through: show fewer clients.")
        found[position] = [
            (lane, move, position + difference)
            for lane in range(len(graph.lanes))
            for move, difference in graph.moves(position, lane)
        ]
        waiting.extend(there for _, _, there in found[position])
    return found


def _ways(moves: Moves, complaints: Callable[[int], list[str]]) -> dict[int, tuple[int, int]]:
    """For each position: how many orders lead on to an end, and how many of those are broken."""
    ways: dict[int, tuple[int, int]] = {}
    stack = list(moves)[:1]
    while stack:
        position = stack[-1]
        missing = [there for _, _, there in moves[position] if there not in ways]
        if missing:
            stack.extend(missing)
            continue
        stack.pop()
        if moves[position]:
            sums = [ways[there] for _, _, there in moves[position]]
            ways[position] = (sum(o for o, _ in sums), sum(b for _, b in sums))
        else:
            ways[position] = (1, 1 if complaints(position) else 0)
    return ways


class _Drawing:
    """Turns positions and nodes into plain data."""

    def __init__(self, graph: Graph, world: World, moves: Moves, judge: Judge) -> None:
        self.graph, self.world, self.moves, self.judge = graph, world, moves, judge
        self.numbers = {position: i for i, position in enumerate(moves)}
        self._looks: dict[tuple[int, int], tuple[Where, dict[bytes, int]]] = {}

    def complaints(self, position: int) -> list[str]:
        """What the invariant says of a position where all have ended."""
        try:
            return list(self.judge.complaints(self.world, self.graph, position))
        except InvariantStopped as stopped:
            raise bad_invariant(stopped.__cause__) from stopped.__cause__

    def clients(self) -> list[dict[str, Any]]:
        """Each client with all places at which it may stand."""
        return [
            {"name": lane.name, "nodes": [self._node(i, number) for number in range(len(lane.nodes))]}
            for i, lane in enumerate(self.graph.lanes)
        ]

    def _node(self, lane: int, number: int) -> dict[str, Any]:
        step = self.graph.lanes[lane].nodes[number].step
        if isinstance(step, Asks):
            return node_of(self._look(lane, number)[0], step.request)
        return node_of(Where(), end=step)

    def _look(self, lane: int, number: int) -> tuple[Where, dict[bytes, int]]:
        """Where a client stands, and which index of each key it has seen: a replay for each answer, so kept."""
        if (lane, number) not in self._looks:
            program, history = self.graph.lanes[lane].program, self.graph.lanes[lane].history(number)
            self._looks[lane, number] = program.look(history), seen_after(program, history)
        return self._looks[lane, number]

    def positions(self) -> list[dict[str, Any]]:
        """Every position, the start first."""
        ways = _ways(self.moves, self.complaints)
        return [self._position(position, moves, ways[position]) for position, moves in self.moves.items()]

    def _position(self, position: int, moves: list[tuple[int, Move, int]], ways: tuple[int, int]) -> dict[str, Any]:
        state = self.world.states[self.graph.store(position)]
        return {
            "store": store_of(state),
            "nodes": [self.graph.node(position, i) for i in range(len(self.graph.lanes))],
            "orders": _exact(ways[0]),
            "broken": _exact(ways[1]),
            "complaints": None if moves else self.complaints(position),
            "moves": [
                move_of(self._step(state, position, lane, move), lane, self.numbers[there])
                for lane, move, there in moves
            ],
        }

    def _step(self, state: State, position: int, lane: int, move: Move) -> TimelineStep:
        """The move as a step of a timeline, with what it overwrote unread."""
        the = self.graph.lanes[lane]
        number = self.graph.node(position, lane)
        asks, after = the.nodes[number].step, self.world.states[move.state]
        assert isinstance(asks, Asks)
        answer = apply(state, asks.request)[1] if move.applied and move.kind != "crash" else None
        where, seen = self._look(lane, number)
        blind = blind_writes(asks.request, seen, state, after)
        return TimelineStep(
            the.name, move.kind, move.applied, asks.request, answer, state, after, where, blind, the.end(move.node)
        )


def _exact(number: int) -> int | str:
    return number if number < _EXACT else str(number)
