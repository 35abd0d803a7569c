"""Ways through an atlas: where an order leads, the shortest broken one, all of them, and how many lead to each end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kubeish.explorer import BadOrder, read_order

Atlas = dict[str, Any]
Way = list[dict[str, Any]]
"""The moves of an atlas that one run takes, in their order."""


def names(atlas: Atlas) -> list[str]:
    """The clients' names."""
    return [client["name"] for client in atlas["clients"]]


def marks(order: str, clients: list[str]) -> list[str]:
    """An order as text, ``A B! A``, as one mark a step. BadOrder says what is not understood."""
    signs = {("step", True): "", ("crash", True): "!", ("lost", True): "?", ("lost", False): "~"}
    return [who + signs[kind, applied] for who, kind, applied in read_order(order, clients)]


def walk(atlas: Atlas, order: str) -> Way:
    """The moves that ``order`` names. BadOrder if a step of it cannot be taken."""
    way: Way = []
    position = atlas["start"]
    for number, mark in enumerate(marks(order, names(atlas)), 1):
        move = next((m for m in atlas["positions"][position]["moves"] if m["mark"] == mark), None)
        if move is None:
            raise BadOrder(f"step {number} of {order!r} is {mark}, which is not possible there: leave it out.")
        way.append(move)
        position = move["to"]
    return way


def end(atlas: Atlas, way: Way) -> dict[str, Any]:
    """The position to which ``way`` leads."""
    found: dict[str, Any] = atlas["positions"][way[-1]["to"] if way else atlas["start"]]
    return found


def order_of(way: Way) -> str:
    """``A B A B``."""
    return " ".join(move["mark"] for move in way)


def shortest_ways(atlas: Atlas) -> dict[int, Way]:
    """For each position, the nearer ones first: a way of the fewest steps that leads there."""
    ways: dict[int, Way] = {atlas["start"]: []}
    waiting = [atlas["start"]]
    for number in waiting:
        for move in atlas["positions"][number]["moves"]:
            if move["to"] not in ways:
                ways[move["to"]] = [*ways[number], move]
                waiting.append(move["to"])
    return ways


def losing(atlas: Atlas) -> Way | None:
    """The shortest broken order, or None."""
    ways = shortest_ways(atlas).items()
    return next((way for number, way in ways if atlas["positions"][number]["complaints"]), None)


def orders(atlas: Atlas) -> Iterator[Way]:
    """Every order, in the order of the clients' names."""
    stack: list[tuple[int, Way]] = [(atlas["start"], [])]
    while stack:
        number, way = stack.pop()
        moves = atlas["positions"][number]["moves"]
        if not moves:
            yield way
        stack.extend((move["to"], [*way, move]) for move in reversed(moves))


def weights(atlas: Atlas) -> dict[int, int]:
    """For each final position: how many orders lead to it."""
    positions = atlas["positions"]
    awaited = [0] * len(positions)  # moves into a position that have not been counted yet
    for position in positions:
        for move in position["moves"]:
            awaited[move["to"]] += 1
    ways = [0] * len(positions)
    ways[atlas["start"]] = 1
    ready = [atlas["start"]]
    while ready:
        number = ready.pop()
        for move in positions[number]["moves"]:
            ways[move["to"]] += ways[number]
            awaited[move["to"]] -= 1
            if not awaited[move["to"]]:
                ready.append(move["to"])
    return {number: ways[number] for number, position in enumerate(positions) if not position["moves"]}
