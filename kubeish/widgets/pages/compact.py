"""A state graph for a page: the same graph with everything that occurs twice kept once.

``stores``, ``steps`` and ``sources`` are lists; elsewhere a number is an index into one of them.
static/graph.js unpacks it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from .paths import Record, StateGraph

Table = dict[str, int]  # each entry as JSON, with its index


def pack_graph(graph: StateGraph) -> StateGraph:
    """Pack ``graph`` as static/graph.js reads it."""
    sources, stores, steps = Table(), Table(), Table()
    nodes = [[_pack_node(node, sources) for node in client["nodes"]] for client in graph["clients"]]
    positions = [_pack_position(position, stores, steps) for position in graph["positions"]]
    return {
        "clients": [client["name"] for client in graph["clients"]],
        "breaking": graph["breaking"],
        "start": graph["start"],
        "nodes": nodes,
        "positions": positions,
        "sources": list(map(json.loads, sources)),
        "stores": list(map(json.loads, stores)),
        "steps": list(map(json.loads, steps)),
    }


def _find_index(entry: object, table: Table) -> int:
    return table.setdefault(json.dumps(entry), len(table))


def _pack_node(node: Record, sources: Table) -> Sequence[object]:
    source = _find_index({name: node[name] for name in ("function", "trail", "source")}, sources)
    return [source, node["line"], node["locals"], node["printed"], node["asks"], node["end"]]


def _pack_position(position: Record, stores: Table, steps: Table) -> Sequence[object]:
    moves = []
    for move in position["moves"]:
        step = {name: value for name, value in move.items() if name != "to"}
        moves.append([_find_index(step, steps), move["to"]])
    counts = [position[name] for name in ("nodes", "orders", "broken", "complaints")]
    return [_find_index(position["store"], stores), *counts, moves]
