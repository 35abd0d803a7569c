"""Ways through an atlas, against every order written out by brute force and counted by the explorer."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from kubeish.explorer import BadOrder
from kubeish.figures.ways import end, losing, order_of, orders, shortest_ways, walk, weights


def test_every_order_is_found_once_and_as_many_as_were_counted(graph: dict[str, Any]) -> None:
    found = [order_of(way) for way in orders(graph)]
    assert len(found) == len(set(found)) == graph["positions"][0]["orders"]
    assert sum(bool(end(graph, way)["complaints"]) for way in orders(graph)) == graph["positions"][0]["broken"]


def test_weights_are_the_orders_that_end_there(graph: dict[str, Any]) -> None:
    ends = Counter(way[-1]["to"] for way in orders(graph))
    assert weights(graph) == ends


def test_the_losing_order_is_broken_and_none_is_shorter(graph: dict[str, Any]) -> None:
    broken = [len(way) for way in orders(graph) if end(graph, way)["complaints"]]
    way = losing(graph)
    assert (len(way) if way else None) == min(broken, default=None)
    assert way is None or end(graph, way)["complaints"]


def test_a_shortest_way_leads_where_it_says(graph: dict[str, Any]) -> None:
    ways = shortest_ways(graph)
    assert len(ways) == len(graph["positions"])
    for number, way in ways.items():
        assert walk(graph, order_of(way)) == way
        assert graph["positions"].index(end(graph, way)) == number or end(graph, way) == graph["positions"][number]


def test_an_order_reads_back(graph: dict[str, Any]) -> None:
    for way in orders(graph):
        assert walk(graph, order_of(way)) == way


@pytest.mark.parametrize("order", ["A A A", "A C", "A B A B A", "A!"])
def test_steps_that_nobody_can_take_are_refused(race_graph: dict[str, Any], order: str) -> None:
    with pytest.raises(BadOrder):
        walk(race_graph, order)
