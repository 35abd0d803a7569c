"""Paths through a graph, against every order written out by brute force and counted by the explorer."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from kubeish.explorer import BadOrder
from kubeish.widgets.pages.paths import (
    count_orders,
    find_broken_path,
    find_end,
    find_shortest_paths,
    follow,
    format_order,
)
from tests.widgets.scenes import list_paths


def test_every_order_is_found_once_and_as_many_as_were_counted(graph: dict[str, Any]) -> None:
    found = [format_order(path) for path in list_paths(graph)]
    assert len(found) == len(set(found)) == graph["positions"][0]["orders"]
    assert (
        sum(bool(find_end(graph, path)["complaints"]) for path in list_paths(graph)) == graph["positions"][0]["broken"]
    )


def test_weights_are_the_orders_that_end_there(graph: dict[str, Any]) -> None:
    counted = Counter(path[-1]["to"] for path in list_paths(graph))
    assert count_orders(graph) == counted


def test_the_losing_order_is_broken_and_none_is_shorter(graph: dict[str, Any]) -> None:
    broken = [len(path) for path in list_paths(graph) if find_end(graph, path)["complaints"]]
    path = find_broken_path(graph)
    assert (len(path) if path else None) == min(broken, default=None)
    assert path is None or find_end(graph, path)["complaints"]


def test_a_shortest_way_leads_where_it_says(graph: dict[str, Any]) -> None:
    paths = find_shortest_paths(graph)
    assert len(paths) == len(graph["positions"])
    for number, path in paths.items():
        assert follow(graph, format_order(path)) == path
        assert (
            graph["positions"].index(find_end(graph, path)) == number
            or find_end(graph, path) == graph["positions"][number]
        )


def test_an_order_reads_back(graph: dict[str, Any]) -> None:
    for path in list_paths(graph):
        assert follow(graph, format_order(path)) == path


@pytest.mark.parametrize("order", ["A A A", "A C", "A B A B A", "A!"])
def test_steps_that_nobody_can_take_are_refused(race_graph: dict[str, Any], order: str) -> None:
    with pytest.raises(BadOrder):
        follow(race_graph, order)
