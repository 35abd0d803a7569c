"""Search of the graph, level by level: counts the orders that lead to each end.

A position is a state of the store and a node of each client; an edge is one step of one client. The
number of orders that lead to a position is the sum over its predecessors one level up: exact, with
two levels in memory. A position is packed into one integer (the store's number lowest, then a node
for each client, then the faults that are left), since tuples take three times the time and memory.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from .client_graph import ClientGraph
from .faults import Faults
from .moves import Move, Timer
from .search_bounds import SearchBounds

_BITS = 28
_FIELD = (1 << _BITS) - 1
_AT_ONCE = 4_000
"""Positions that are expanded before the bounds are looked at again."""

_POSITION_BYTES, _PART_BYTES = 200, 260
"""Of memory, measured by benchmarks/explore_bounds.py."""


@dataclass(slots=True)
class Counts:
    """What a search found. ``finals``: for each final position, the orders that end there.

    ``depth``: the fewest steps that lead to it. ``states``: positions visited, on each level;
    ``levels``: of so many levels all positions were expanded.
    """

    states: int = 0
    levels: int = 0
    finals: dict[int, int] = field(default_factory=dict)
    depth: dict[int, int] = field(default_factory=dict)


class Graph:
    """Positions and moves. Moves are kept per client, as differences of packed positions."""

    def __init__(self, clients: list[ClientGraph], start: int, faults: Faults) -> None:
        self.clients = clients
        self._shifts = [_BITS * (i + 1) for i in range(len(clients))]
        self._faults_shift = _BITS * (len(clients) + 1)
        crash, lost, expire = (1 << self._faults_shift + _BITS * i for i in range(3))
        budget = faults.crashes * crash + faults.lost_replies * lost + faults.expiries * expire
        self.start = start + sum(client.root << s for client, s in zip(clients, self._shifts)) + budget
        every = _FIELD * (crash + lost + expire)
        self.masks = [_FIELD | (_FIELD << s) | every for s in self._shifts]
        self._used = {"step": 0, "crash": crash, "lost": lost, "expire": expire, "timeout": expire}
        self.known: list[dict[int, tuple[int, ...]]] = [{} for _ in clients]
        self.waiting: list[set[int]] = [set() for _ in clients]
        """Of each client, the parts of positions in which it waits for another one."""
        self.has_waits = False

    def estimate_bytes(self, positions: int) -> int:
        """About how many bytes of memory all takes that is kept, with two levels of ``positions``."""
        size = positions * _POSITION_BYTES + sum(map(len, self.known)) * _PART_BYTES
        return size + sum(client.cache.estimate_bytes() for client in self.clients[:1])

    def get_store(self, position: int) -> int:
        """The number of the store's state at ``position``."""
        return position & _FIELD

    def get_node(self, position: int, client: int) -> int:
        """The node of client number ``client`` at ``position``."""
        return (position >> self._shifts[client]) & _FIELD

    def list_moves(self, position: int, client: int) -> list[tuple[Move, int]]:
        """Each move of a client from ``position``, with the difference that it makes."""
        return list(zip(self._list_moves(position, client), self.list_differences(position, client)))

    def list_differences(self, part: int, client: int) -> tuple[int, ...]:
        """The moves of a client as differences; ``part``: a position, masked or not."""
        moves, used = self._list_moves(part, client), self._used
        if not (moves and moves[0].kind == "step") and self._has_not_ended(part, client):
            self.waiting[client].add(part & self.masks[client])
            self.has_waits = True
        return tuple([self._subtract(part, client, move) - used[move.kind] for move in moves])

    def _has_not_ended(self, part: int, client: int) -> bool:
        return self.clients[client].get_end(self.get_node(part, client)) is None

    def _subtract(self, part: int, client: int, move: Move) -> int:
        """The difference between the position after ``move`` and the one before, without faults."""
        shift = self._shifts[client]
        here = (part & _FIELD) + (((part >> shift) & _FIELD) << shift)
        return move.state + (move.node << shift) - here

    def _list_moves(self, part: int, client: int) -> list[Move]:
        faults, state = part >> self._faults_shift, part & _FIELD
        node = (part >> self._shifts[client]) & _FIELD
        crash, lose, expire = (faults >> _BITS * i & _FIELD > 0 for i in range(3))
        return self.clients[client].list_moves(state, node, crash, lose, expire)

    def is_stuck(self, position: int) -> bool:
        """Whether some client waits, and all others wait as well or have ended."""
        found = False
        for client, mask in enumerate(self.masks):
            if position & mask in self.waiting[client]:
                found = True
            elif self._has_not_ended(position, client):
                return False
        return found

    def list_timers(self, position: int) -> list[tuple[int, Move, int]]:
        """What the time brings next where all are stuck, as (client, move, difference)."""
        timers: list[tuple[int, Timer]] = []
        for number, client in enumerate(self.clients):
            found = client.list_timers(self.get_store(position), self.get_node(position, number))
            timers += [(number, timer) for timer in found]
        soonest = min((timer.after for _, timer in timers), default=0)
        return [(i, t.move, self._subtract(position, i, t.move)) for i, t in timers if t.after == soonest]

    def find_early(self, position: int, client: int, move: Move) -> int | None:
        """Where a timer's move leads that comes early, by a fault; None where none is left."""
        if not position >> self._faults_shift + 2 * _BITS:
            return None
        return position + self._subtract(position, client, move) - self._used[move.kind]

    def list_all_moves(self, position: int) -> list[tuple[int, Move, int]]:
        """Every move from ``position``: (client, move, difference)."""
        moves = [
            (client, move, difference)
            for client in range(len(self.clients))
            for move, difference in self.list_moves(position, client)
        ]  # first of all: that also finds which clients wait
        timers = self.list_timers(position) if self.has_waits and self.is_stuck(position) else []
        free = {(client, move) for client, move, _ in timers}
        return [*(step for step in moves if step[:2] not in free), *timers]


class Watcher(Protocol):
    """What looks at a search while it goes on. It may stop the search by an exception of its own."""

    def see_level(self, level: Mapping[int, int], depth: int) -> None:
        """See all positions that ``depth`` steps lead to, before they are expanded."""

    def see_finals(self, finals: Mapping[int, int], depth: int) -> None:
        """See the final positions so far; those since the last call are ``depth`` steps in."""


def count_orders(graph: Graph, counts: Counts, bounds: SearchBounds, watcher: Watcher) -> None:
    """Count the orders by the position in which they end, into ``counts``.

    Raises TooLarge past ``bounds``; ``counts`` then holds what was counted up to there.
    """
    level = {graph.start: 1}
    while level:
        counts.states += len(level)
        watcher.see_level(level, counts.levels)
        after: dict[int, int] = {}
        positions = iter(level.items())
        for _ in range(0, len(level), _AT_ONCE):
            expand_level(graph, itertools.islice(positions, _AT_ONCE), counts, after)
            bounds.check(counts.states + len(after), graph.estimate_bytes(len(level) + len(after)))
        watcher.see_finals(counts.finals, counts.levels)
        counts.levels += 1
        level = after


def expand_level(graph: Graph, level: Iterable[tuple[int, int]], counts: Counts, after: dict[int, int]) -> None:
    """Add all positions one step on to ``after``, and the final ones to ``counts``.

    Nearly all time is spent in this loop, so it calls no functions that it can do without.
    """
    reach = after.get
    clients = list(zip(range(len(graph.clients)), graph.masks, graph.known))
    for position, orders in level:
        final = True
        for client, mask, known in clients:
            part = position & mask
            differences = known.get(part)
            if differences is None:
                differences = known[part] = graph.list_differences(part, client)
            for difference in differences:
                final = False
                there = position + difference
                after[there] = reach(there, 0) + orders
        if graph.has_waits and graph.is_stuck(position):
            final = not _expand_timers(graph, position, orders, after)
        if final:
            counts.finals[position] = counts.finals.get(position, 0) + orders
            counts.depth.setdefault(position, counts.levels)


def _expand_timers(graph: Graph, position: int, orders: int, after: dict[int, int]) -> bool:
    """Add what the time brings where all are stuck. Returns whether it brings anything: else they wait for ever."""
    timers = graph.list_timers(position)
    for client, move, difference in timers:
        early = graph.find_early(position, client, move)
        if early is not None:  # the same move as a fault, which was counted: it is none here
            after[early] -= orders
            if not after[early]:
                del after[early]
        there = position + difference
        after[there] = after.get(there, 0) + orders
    return bool(timers)
