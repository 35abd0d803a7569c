"""Walk the graph of (state of the store, node of each client) level by level, and count the orders to each end.

Every edge is one step of one client, so the number of orders that lead to a position in so many steps is the sum over
its predecessors one level up: exact, in Python's integers, with two levels in memory. A position of the graph is packed
into one integer (the store's number lowest, then a node for each client, then the faults that are left), since a tuple
for each would take three times the time and memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .lane import Lane, Move
from .trouble import TooLarge

_BITS = 28
_FIELD = (1 << _BITS) - 1


@dataclass(slots=True)
class Faults:
    """How many crashes and lost replies one run may have."""

    crashes: int = 0
    lost_replies: int = 0


@dataclass(slots=True)
class Counts:
    """What a search found. ``finals`` maps each final position to the number of orders that end there.

    ``depth``: the fewest steps that lead to it. ``states``: positions visited; one met on two levels counts twice.
    """

    states: int = 0
    finals: dict[int, int] = field(default_factory=dict)
    depth: dict[int, int] = field(default_factory=dict)


class Graph:
    """Positions and the moves between them. Moves are kept per client, as differences between packed positions."""

    def __init__(self, lanes: list[Lane], start: int, faults: Faults) -> None:
        self.lanes = lanes
        self._shifts = [_BITS * (i + 1) for i in range(len(lanes))]
        self._crash_shift = _BITS * (len(lanes) + 1)
        self._lost_shift = self._crash_shift + _BITS
        budget = (faults.crashes << self._crash_shift) | (faults.lost_replies << self._lost_shift)
        self.start = start + sum(lane.root << s for lane, s in zip(lanes, self._shifts)) + budget
        both = (_FIELD << self._crash_shift) | (_FIELD << self._lost_shift)
        self.masks = [_FIELD | (_FIELD << s) | both for s in self._shifts]
        self._used = {"step": 0, "crash": 1 << self._crash_shift, "lost": 1 << self._lost_shift}
        self.known: list[dict[int, tuple[int, ...]]] = [{} for _ in lanes]

    def store(self, position: int) -> int:
        """The number of the store's state at ``position``."""
        return position & _FIELD

    def node(self, position: int, lane: int) -> int:
        """The node of client number ``lane`` at ``position``."""
        return (position >> self._shifts[lane]) & _FIELD

    def moves(self, position: int, lane: int) -> list[tuple[Move, int]]:
        """Each move of client number ``lane`` from ``position``, with the difference that it makes."""
        return list(zip(self._moves(position, lane), self.differences(position, lane)))

    def differences(self, part: int, lane: int) -> tuple[int, ...]:
        """The moves of one client as differences; ``part`` may be a position masked by ``masks[lane]``."""
        shift, used = self._shifts[lane], self._used
        here = (part & _FIELD) + (((part >> shift) & _FIELD) << shift)
        return tuple([to + (node << shift) - here - used[kind] for to, node, kind, _ in self._moves(part, lane)])

    def _moves(self, part: int, lane: int) -> list[Move]:
        faults = part >> self._crash_shift
        node = (part >> self._shifts[lane]) & _FIELD
        return self.lanes[lane].moves(part & _FIELD, node, crash=faults & _FIELD > 0, lose=faults > _FIELD)


def count_orders(graph: Graph, most_states: int) -> Counts:
    """Count the orders of all clients' steps, by the position in which they end. TooLarge past ``most_states``."""
    counts, level, depth = Counts(), {graph.start: 1}, 0
    while level:
        counts.states += len(level)
        level = _next_level(graph, level, counts, depth, most_states - counts.states)
        if counts.states + len(level) > most_states:
            raise TooLarge(
                f"there are more than {most_states:,} states to visit, and {depth} steps in there was no end: explore "
                "fewer clients, shorter ones or fewer faults, or give max_states a larger number."
            )
        depth += 1
    return counts


def _next_level(graph: Graph, level: dict[int, int], counts: Counts, depth: int, room: int) -> dict[int, int]:
    """All positions one step on, or the first of them if there are more than ``room``.

    This is the loop in which the time goes, so it is written out.
    """
    after: dict[int, int] = {}
    reach = after.get
    lanes = list(zip(range(len(graph.lanes)), graph.masks, graph.known))
    for position, orders in level.items():
        final = True
        for lane, mask, known in lanes:
            part = position & mask
            differences = known.get(part)
            if differences is None:
                differences = known[part] = graph.differences(part, lane)
            for difference in differences:
                final = False
                there = position + difference
                after[there] = reach(there, 0) + orders
        if final:
            counts.finals[position] = counts.finals.get(position, 0) + orders
            counts.depth.setdefault(position, depth)
        if len(after) > room:
            break
    return after


def shortest_path(graph: Graph, target: int, depth: int) -> list[tuple[int, Move]]:
    """One way of ``depth`` steps from the start to ``target``: (client's number, move) for each step."""
    came_from: list[dict[int, tuple[int, int, Move]]] = []
    level = dict.fromkeys([graph.start])
    for _ in range(depth):
        step: dict[int, tuple[int, int, Move]] = {}
        for position in level:
            for lane in range(len(graph.lanes)):
                for move, difference in graph.moves(position, lane):
                    step.setdefault(position + difference, (position, lane, move))
        came_from.append(step)
        level = dict.fromkeys(step)
    path = []
    for step in reversed(came_from):
        target, lane, move = step[target]
        path.append((lane, move))
    return path[::-1]
