"""Paths through a state graph: where an order leads, the shortest broken one, their number."""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import Any

from kubeish.explorer import BadOrder, read_order

Record = dict[str, Any]
"""A position, a move or a client of a state graph; kubeish.explorer.state_graph has their keys."""
StateGraph = dict[str, Any]
"""All orders of some clients' steps, or the one of a single run."""
Path = list[Record]
"""The moves that one run takes, in their order."""


def list_clients(graph: StateGraph) -> list[str]:
    """The clients' names."""
    return [client["name"] for client in graph["clients"]]


def follow(graph: StateGraph, order: str) -> Path:
    """Find the moves that ``order`` names, ``A B! A``. BadOrder if a step cannot be taken."""
    path: Path = []
    for number, step in enumerate(read_order(order, list_clients(graph)), 1):
        move = next((move for move in find_end(graph, path)["moves"] if move["mark"] == str(step)), None)
        if move is None:
            raise BadOrder(f"step {number} of {order!r} is {step}, which is not possible there: leave it out.")
        path.append(move)
    return path


def find_end(graph: StateGraph, path: Path) -> Record:
    """The position to which ``path`` leads."""
    position: Record = graph["positions"][path[-1]["to"] if path else graph["start"]]
    return position


def format_order(path: Path) -> str:
    """``A B A B``."""
    return " ".join(move["mark"] for move in path)


def find_shortest_paths(graph: StateGraph) -> dict[int, Path]:
    """For each position, the nearer ones first: a path of the fewest steps that leads there."""
    paths: dict[int, Path] = {graph["start"]: []}
    waiting = [graph["start"]]
    for number in waiting:
        for move in graph["positions"][number]["moves"]:
            if move["to"] not in paths:
                paths[move["to"]] = [*paths[number], move]
                waiting.append(move["to"])
    return paths


def find_broken_path(graph: StateGraph) -> Path | None:
    """The shortest broken order, or None."""
    paths = find_shortest_paths(graph).items()
    return next((path for number, path in paths if graph["positions"][number]["complaints"]), None)


def count_orders(graph: StateGraph) -> dict[int, int]:
    """For each final position: how many orders lead to it."""
    positions = graph["positions"]
    sources: dict[int, list[int]] = {number: [] for number in range(len(positions))}  # one for each move
    for number, position in enumerate(positions):
        for move in position["moves"]:
            sources[move["to"]].append(number)
    counts: dict[int, int] = {}
    for number in TopologicalSorter(sources).static_order():
        counts[number] = 1 if number == graph["start"] else sum(counts[source] for source in sources[number])
    return {number: counts[number] for number, position in enumerate(positions) if not position["moves"]}
