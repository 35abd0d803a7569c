"""The map of all orders, against the orders written out one by one."""

from __future__ import annotations

from collections import Counter
from typing import Any

from kubeish.widgets.pages import build_order_map, build_outcome_map
from kubeish.widgets.pages.outcomes import find_endings, merge_by_complaints
from kubeish.widgets.pages.paths import find_end, follow
from tests.widgets.scenes import explore_scene, list_paths


def values(position: dict[str, Any]) -> tuple[Any, ...]:
    return tuple((key, value) for key, value, _ in position["store"]), tuple(position["complaints"])


def test_ends_gather_the_orders_that_end_alike(graph: dict[str, Any]) -> None:
    counted = Counter(values(find_end(graph, path)) for path in list_paths(graph))
    found = find_endings(graph)
    assert sorted(e.weight for e in found) == sorted(counted.values())
    for one in found:
        assert values(find_end(graph, follow(graph, one.order))) in counted
        assert tuple(find_end(graph, follow(graph, one.order))["complaints"]) == one.complaints
        assert {values(graph["positions"][n]) for n in one.finals} == {
            values(find_end(graph, follow(graph, one.order)))
        }


def test_the_broken_come_first_and_the_heavy_before_the_light(graph: dict[str, Any]) -> None:
    keys = [(not one.complaints, -one.weight) for one in find_endings(graph)]
    assert keys == sorted(keys)


def test_the_text_draws_a_cell_for_each_order(race_graph: dict[str, Any]) -> None:
    text = str(build_order_map(race_graph))
    assert text.splitlines() == [
        "6 orders · 4 lose a pod",
        "",
        "[web, cache]      ✖✖  db is lost",
        "[web, db]         ✖✖  cache is lost",
        "[web, db, cache]  ○",
        "[web, cache, db]  ○",
    ]


def test_of_too_many_orders_it_draws_the_ends(race_graph: dict[str, Any]) -> None:
    page = build_order_map(race_graph, most_cells=5)
    assert page.data["cells"] is False
    assert str(page).splitlines()[2] == "[web, cache]      ✖ 2  db is lost"
    assert [row["share"] for row in page.data["ends"]] == [0.3333, 0.3333, 0.1667, 0.1667]


def test_of_too_many_ends_those_with_the_same_complaint_are_told_as_one(graph: dict[str, Any]) -> None:
    found = find_endings(graph)
    merged = merge_by_complaints(found)
    assert len({one.complaints for one in merged}) == len(merged)
    assert sorted(n for one in merged for n in one.finals) == sorted(n for one in found for n in one.finals)
    for group in merged:
        alike = [one for one in found if one.complaints == group.complaints]
        assert group.weight == sum(one.weight for one in alike)
        assert group.order in {one.order for one in alike}
        assert group.label == (f"{len(alike)} ends" if len(alike) > 1 else alike[0].label)


def test_of_an_outcome_it_draws_what_was_counted() -> None:
    outcome = explore_scene("race of three")
    page = build_outcome_map(outcome)
    assert [int(row["weight"]) for row in page.data["ends"]] == [outcome.broken, outcome.interleavings - outcome.broken]
    assert str(page).splitlines()[0] == outcome.headline() == "90 orders · 84 lose a pod"
