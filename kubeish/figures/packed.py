"""An atlas for a page: the same graph with everything that occurs twice kept once.

``stores``, ``steps`` and ``sources`` are lists; what stands elsewhere is a place in them. static/graph.js unpacks it.
"""

from __future__ import annotations

import json
from typing import Any


class _Once:
    """A list in which nothing stands twice."""

    def __init__(self) -> None:
        self.items: list[Any] = []
        self._places: dict[str, int] = {}

    def place(self, item: Any) -> int:
        """Where ``item`` stands."""
        name = json.dumps(item)
        if name not in self._places:
            self._places[name] = len(self.items)
            self.items.append(item)
        return self._places[name]


def packed(atlas: dict[str, Any]) -> dict[str, Any]:
    """``atlas`` (see kubeish.explorer.atlas) as static/graph.js reads it."""
    sources, stores, steps = _Once(), _Once(), _Once()
    nodes = [[_node(node, sources) for node in client["nodes"]] for client in atlas["clients"]]
    positions = [_position(position, stores, steps) for position in atlas["positions"]]
    return {
        "clients": [client["name"] for client in atlas["clients"]],
        "breaking": atlas["breaking"],
        "start": atlas["start"],
        "nodes": nodes,
        "positions": positions,
        "sources": sources.items,
        "stores": stores.items,
        "steps": steps.items,
    }


def _node(node: dict[str, Any], sources: _Once) -> list[Any]:
    source = sources.place({"function": node["function"], "source": node["source"]})
    return [source, node["line"], node["locals"], node["printed"], node["asks"], node["end"]]


def _position(position: dict[str, Any], stores: _Once, steps: _Once) -> list[Any]:
    moves = [
        [steps.place({name: value for name, value in move.items() if name != "to"}), move["to"]]
        for move in position["moves"]
    ]
    return [
        stores.place(position["store"]),
        position["nodes"],
        position["orders"],
        position["broken"],
        position["complaints"],
        moves,
    ]
