"""A packed graph is the same graph: unpacked by another reader, it reads as before."""

from __future__ import annotations

import json
from typing import Any

from kubeish.widgets.pages.compact import pack_graph

NODE = ("line", "locals", "printed", "asks", "end")


def unpacked(plain: dict[str, Any]) -> dict[str, Any]:
    def node(found: list[Any]) -> dict[str, Any]:
        return {**plain["sources"][found[0]], **dict(zip(NODE, found[1:]))}

    def position(found: list[Any]) -> dict[str, Any]:
        store, nodes, orders, broken, complaints, moves = found
        steps = [{**plain["steps"][step], "to": to} for step, to in moves]
        known = {"store": plain["stores"][store], "nodes": nodes, "complaints": complaints}
        return {**known, "orders": orders, "broken": broken, "moves": steps}

    clients = [{"name": n, "nodes": [node(f) for f in nodes]} for n, nodes in zip(plain["clients"], plain["nodes"])]
    positions = [position(found) for found in plain["positions"]]
    return {"clients": clients, "positions": positions, "start": plain["start"], "breaking": plain["breaking"]}


def test_nothing_is_lost(graph: dict[str, Any]) -> None:
    assert unpacked(json.loads(json.dumps(pack_graph(graph)))) == graph


def test_nothing_is_kept_twice(graph: dict[str, Any]) -> None:
    for kept in ("sources", "stores", "steps"):
        texts = [json.dumps(item) for item in pack_graph(graph)[kept]]
        assert len(texts) == len(set(texts))
