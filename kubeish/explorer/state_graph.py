"""The whole graph of a small exploration as plain data, enough to step through it without a kernel.

Shape of what ``build_state_graph`` returns::

    {"clients": [{"name": "A", "nodes": [{"function", "trail": [[name, line]], "source", "line",
                                          "locals": [[name, text]], "printed", "asks", "end"}]}],
     "start": 0, "breaking": "lose a pod",
     "positions": [{"store": [[key, value, index]], "nodes": [one for each client], "orders": n,
                    "broken": n, "complaints": null, or a list where all have ended,
                    "moves": [{"who": 0, "kind": "step", "applied": true, "to": 3, "mark": "A",
                               "verb", "what", "index", "note", "blind",
                               "touched": [key], "changed": [key]}]}]}

``orders`` and ``broken`` count the orders that lead from the position to an end, and those of them
that the invariant complains of; large ones are texts, since a page's numbers are exact only up to
2**53.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kubeish.etcd.store import State
from kubeish.wording import look_up, say, show

from .blind_writes import collect_indexes, find_blind_writes
from .client_graph import ClientGraph
from .client_program import as_programs
from .errors import TooLarge
from .faults import Faults
from .invariant_checker import Invariant, InvariantChecker, InvariantStopped
from .moves import Move
from .outcome import BREAKING
from .plain_data import export_move, export_node, export_store
from .scratch_store import run_setup
from .search import Graph
from .service_rules import NeedEvents
from .steps import Asks, ClientFunction, Location, Program
from .thread_output import OUTPUT
from .timeline import TimelineStep
from .transitions import Keys, TransitionCache
from .watchdog import WATCHDOG

MOST_POSITIONS = 4_000
"""A larger graph is not sent to a page."""

_EXACT = 2**53

Moves = dict[int, list[tuple[int, Move, int]]]
"""For each position: (client, move, position that it leads to)."""


def build_state_graph(
    clients: Mapping[str, ClientFunction | Program],
    setup: ClientFunction | State | None = None,
    invariant: Invariant = lambda client: [],
    crashes: int = 0,
    lost_replies: int = 0,
    breaking: str = BREAKING,
    most: int = MOST_POSITIONS,
) -> dict[str, Any]:
    """The graph of all orders; arguments as of ``explore``. TooLarge past ``most`` positions."""
    programs, state = as_programs(clients), run_setup(setup)
    faults, checker = Faults(crashes, lost_replies), InvariantChecker(invariant, opaque=False)
    logged: tuple[Keys, ...] = ()
    with WATCHDOG, OUTPUT:
        while True:
            try:
                nodes, positions = _export(programs, state, faults, checker, most, TransitionCache(logged=logged))
                break
            except NeedEvents as need:
                logged = (*logged, need.keys)
    return {"clients": nodes, "start": 0, "breaking": show(look_up(breaking)), "positions": positions}


def _export(
    programs: Mapping[str, Program],
    state: State,
    faults: Faults,
    checker: InvariantChecker,
    most: int,
    cache: TransitionCache,
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The clients with their nodes, and the positions."""
    start = cache.number_state(state)
    found = [
        ClientGraph(name, each, cache, start, True, number) for number, (name, each) in enumerate(programs.items())
    ]
    graph = Graph(found, start, faults)
    exporter = _Exporter(graph, cache, _find_moves(graph, most), checker)
    return exporter.export_clients(), exporter.export_positions()


def _find_moves(graph: Graph, most: int) -> Moves:
    """The moves of each position, in the order of discovery."""
    found: Moves = {}
    waiting = [graph.start]
    for position in waiting:
        if position in found:
            continue
        if len(found) >= most:
            raise TooLarge(
                say("there are more than {most:,} positions, too many to step through", most=most),
                say("show fewer clients"),
            )
        moves = graph.list_all_moves(position)
        found[position] = [(client, move, position + difference) for client, move, difference in moves]
        waiting.extend(there for _, _, there in found[position])
    return found


def _count_orders(moves: Moves, is_broken: Callable[[int], bool]) -> dict[int, tuple[int, int]]:
    """For each position: how many orders lead on to an end, and how many of those are broken."""
    counts: dict[int, tuple[int, int]] = {}
    stack = list(moves)[:1]
    while stack:
        position = stack[-1]
        missing = [there for _, _, there in moves[position] if there not in counts]
        if missing:
            stack.extend(missing)
            continue
        stack.pop()
        if moves[position]:
            orders, broken = zip(*(counts[there] for _, _, there in moves[position]))
            counts[position] = sum(orders), sum(broken)
        else:
            counts[position] = 1, int(is_broken(position))
    return counts


class _Exporter:
    """Turns positions and nodes into plain data."""

    def __init__(self, graph: Graph, cache: TransitionCache, moves: Moves, checker: InvariantChecker) -> None:
        self.graph, self.cache, self.moves, self.checker = graph, cache, moves, checker
        self.numbers = {position: i for i, position in enumerate(moves)}
        self._pauses: dict[tuple[int, int], tuple[Location, dict[bytes, int]]] = {}

    def export_clients(self) -> list[dict[str, object]]:
        """Each client with all its nodes."""
        return [
            {"name": client.name, "nodes": [self._export_node(i, number) for number in range(len(client.nodes))]}
            for i, client in enumerate(self.graph.clients)
        ]

    def _export_node(self, client: int, number: int) -> dict[str, object]:
        step = self.graph.clients[client].nodes[number].step
        if isinstance(step, Asks):
            return export_node(self._locate(client, number)[0], step.request)
        return export_node(Location(), end=step)

    def _locate(self, client: int, number: int) -> tuple[Location, dict[bytes, int]]:
        """Where a client is paused, and the indexes it has seen. Kept, since it takes a replay."""
        if (client, number) not in self._pauses:
            history, asked = self.graph.clients[client].trace(number)
            seen: dict[bytes, int] = {}
            for request, answer in zip(asked, history):
                seen.update(collect_indexes(request, answer))
            self._pauses[client, number] = self.graph.clients[client].program.locate(history), seen
        return self._pauses[client, number]

    def export_positions(self) -> list[dict[str, object]]:
        """Every position, the start first."""
        counts = _count_orders(self.moves, lambda position: bool(self._check(position)))
        return [self._export_position(position, *counts[position]) for position in self.moves]

    def _check(self, position: int) -> list[str]:
        """The invariant's complaints of a position where all have ended."""
        try:
            return self.checker.check(self.cache, self.graph, position)
        except InvariantStopped as stopped:
            raise stopped.explain() from stopped.__cause__

    def _export_position(self, position: int, orders: int, broken: int) -> dict[str, object]:
        moves, state = self.moves[position], self.cache.states[self.graph.get_store(position)]
        return {
            "store": export_store(state),
            "nodes": [self.graph.get_node(position, i) for i in range(len(self.graph.clients))],
            "orders": _to_exact(orders),
            "broken": _to_exact(broken),
            "complaints": None if moves else list(map(show, self._check(position))),
            "moves": [
                export_move(self._make_step(state, position, client, move), client, self.numbers[there])
                for client, move, there in moves
            ],
        }

    def _make_step(self, state: State, position: int, number: int, move: Move) -> TimelineStep:
        """The move as a step of a timeline, with what it overwrote unread."""
        client, node = self.graph.clients[number], self.graph.get_node(position, number)
        step, after, kind = client.nodes[node].step, self.cache.states[move.state], move.kind
        request, answer = (step.request if isinstance(step, Asks) else None), None
        if kind in ("step", "lost") and move.applied:
            answer = self.cache.find_answer(self.graph.get_store(position), client.nodes[node].request)
        location, seen = self._locate(number, node) if isinstance(step, Asks) else (Location(), {})
        blind = find_blind_writes(request, seen, state, after) if kind != "expire" else ()
        end = client.get_end(move.node)
        return TimelineStep(
            client.name, kind, move.applied, request, answer, state, after, location, blind, end, move.lease
        )


def _to_exact(number: int) -> int | str:
    return number if number < _EXACT else str(number)
