"""Shortest paths in the graph: which steps lead to a position, found again after the search.

The search keeps two levels. Here the levels are made once more, and kept as bare numbers; the way
is then found from its end back to the start.
"""

from __future__ import annotations

from collections.abc import Iterable

from .moves import Move
from .order_notation import OrderedStep
from .search import Counts, Graph, expand_level

Path = list[tuple[int, Move]]
"""The client's number and its move, for each step."""


def find_shortest_path(graph: Graph, target: int, depth: int) -> Path:
    """A way of ``depth`` steps, the fewest there are, from the start to ``target``."""
    levels = [[graph.start]]
    for _ in range(depth - 1):
        after: dict[int, int] = {}
        expand_level(graph, ((position, 1) for position in levels[-1]), Counts(), after)
        levels.append(list(after))
    path: Path = []
    for level in reversed(levels[:depth]):
        target, client, move = _find_last_step(graph, level, target)
        path.append((client, move))
    return path[::-1]


def _find_last_step(graph: Graph, level: Iterable[int], target: int) -> tuple[int, int, Move]:
    """The first position of ``level`` that leads to ``target``, and the client's move that does."""
    clients = list(zip(graph.masks, graph.known))
    for position in level:
        wanted = target - position
        is_stuck = graph.has_waits and graph.is_stuck(position)
        if is_stuck or any(wanted in known[position & mask] for mask, known in clients):
            for client, move, difference in graph.list_all_moves(position):
                if difference == wanted:
                    return position, client, move
    raise LookupError("there is no way of that length to the position")


def format_path(graph: Graph, path: Path) -> str:
    """The path in the notation of an order, ``A B! A?``."""
    return " ".join(
        str(OrderedStep(graph.clients[client].name, move.kind, move.applied, move.lease)) for client, move in path
    )
