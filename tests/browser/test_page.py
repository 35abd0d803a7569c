"""The scripts of the figures against the explorer, in a page without kernel or network: every order of every scene."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kubeish.explorer import build_state_graph
from kubeish.widgets.pages import build_order_map, build_replay, build_scheduler_bench, build_stepper
from kubeish.widgets.pages.page import Page
from kubeish.widgets.pages.paths import find_end, format_order
from tests.widgets.scenes import SCENES, build_scene, explore_scene, list_paths, race

ORDERS = """(orders) => {
  const field = document.querySelector('.k-order input');
  const go = [...document.querySelectorAll('button')].find((button) => button.innerText === 'Go');
  const words = (selector) => [...document.querySelectorAll(selector)].map((node) => node.textContent);
  return orders.map((order) => {
    field.value = order;
    go.click();
    const values = words('.k-key .k-value').map((text) => text.replace(/index \\d+$/, ''));
    return [field.value, values, words('.k-said')[0], words('.k-ahead')[0]];
  });
}"""


def show(page: Any, tmp_path: Path, *figures: Page) -> None:
    path = tmp_path / "page.html"
    path.write_text("<!doctype html><meta charset='utf-8'><title>t</title>" + "".join(f.html for f in figures))
    page.goto(path.as_uri())


@pytest.mark.parametrize("scene", list(SCENES))
def test_each_order_leads_where_the_explorer_says(page: Any, tmp_path: Path, scene: str) -> None:
    graph = build_scene(scene)
    paths = list(list_paths(graph))
    show(page, tmp_path, build_stepper(graph))
    for path, (order, values, said, ahead) in zip(paths, page.evaluate(ORDERS, [format_order(path) for path in paths])):
        last = find_end(graph, path)
        assert order == format_order(path)
        assert values == [value for _, value, _ in last["store"]]
        assert all(complaint in said and complaint in ahead for complaint in last["complaints"])
        assert ("does not" in said) is not bool(last["complaints"])


@pytest.mark.parametrize("scene", list(SCENES))
def test_after_each_first_step_the_odds_are_the_explorer_s(page: Any, tmp_path: Path, scene: str) -> None:
    graph = build_scene(scene)
    show(page, tmp_path, build_stepper(graph))
    moves = graph["positions"][0]["moves"]
    for move, (_, _, _, ahead) in zip(moves, page.evaluate(ORDERS, [move["mark"] for move in moves])):
        there = graph["positions"][move["to"]]
        numbers = [int(word.replace(",", "")) for word in ahead.split() if word.replace(",", "").isdigit()]
        broken = [] if there["broken"] in (0, there["orders"]) else [there["broken"]]
        assert numbers == [there["orders"], *broken] or "Both" in ahead


def test_it_shows_the_shortest_losing_order_from_where_one_stands(page: Any, tmp_path: Path) -> None:
    show(page, tmp_path, build_stepper(build_state_graph(**race())))
    page.get_by_role("button", name="Step B").click()
    page.get_by_role("button", name="Show me the order that loses a pod").click()
    order = page.locator(".k-order input").input_value()
    assert order.startswith("B A")
    assert len(order.split()) == 4
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Redo").click()
    assert page.locator(".k-order input").input_value() == order[:5]


def test_faults_have_their_buttons(page: Any, tmp_path: Path) -> None:
    show(page, tmp_path, build_stepper(build_scene("crash")))
    page.get_by_role("button", name="Lose the reply: B").click()
    page.get_by_role("button", name="Crash: A").click()
    assert page.locator(".k-order input").input_value() == "B? A!"
    assert page.get_by_role("button", name="Crash: A").count() == 0


def test_a_replay_goes_forward_by_the_one_whose_turn_it_is(page: Any, tmp_path: Path) -> None:
    run = explore_scene("race of three").counterexample
    assert run is not None
    show(page, tmp_path, build_replay(run, "lose a pod"))
    page.get_by_role("button", name="Reset").click()
    for step in run.steps:
        page.get_by_role("button", name=f"Step {step.who}").click()
    assert page.locator(".k-order input").input_value() == run.order
    assert run.complaints[0] in page.locator(".k-said").inner_text()


def test_a_replay_in_which_nobody_complains_says_nothing_of_rules(page: Any, tmp_path: Path) -> None:
    run = explore_scene("race").counterexample
    assert run is not None
    show(page, tmp_path, build_replay(replace(run, complaints=())))
    page.get_by_role("button", name="To its end").click()
    assert page.locator(".k-ahead").inner_text() == "All have finished."
    assert page.get_by_role("status").inner_text().endswith("B has returned. All have finished.")


def test_a_cell_of_the_map_opens_in_the_stepper(page: Any, tmp_path: Path) -> None:
    graph = build_state_graph(**race())
    show(page, tmp_path, build_order_map(graph))
    cells = page.locator(".k-cell")
    found = {cells.nth(i).get_attribute("title"): cells.nth(i).inner_text().strip() for i in range(cells.count())}
    assert found == {
        format_order(path): "✖" if find_end(graph, path)["complaints"] else "○" for path in list_paths(graph)
    }
    page.get_by_role("button", name="A B B A: cache is lost").click()
    assert "cache is lost" in page.locator(".k-said").inner_text()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert page.locator('.k-cell[aria-pressed="true"]').get_attribute("title") == "B A B A"
    assert page.locator(".k-order input").input_value() == "B A B A"
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    assert page.locator(".k-open-way").count() == 2


def test_a_bar_of_the_map_opens_in_the_stepper(page: Any, tmp_path: Path) -> None:
    show(page, tmp_path, build_order_map(build_state_graph(**race()), most_cells=5))
    page.get_by_role("button", name="2 orders, db is lost: show one").click()
    assert "db is lost" in page.locator(".k-said").inner_text()


def test_pods_flow_onto_machines(page: Any, tmp_path: Path) -> None:
    from kubeish.api import Pod
    from kubeish.scheduler import RoundRobinScheduler

    pods = [Pod(f"pod-{i}") for i in range(1, 31)]
    schedulers = {"turns": RoundRobinScheduler(), "first": lambda pod, lister: "m1"}
    show(page, tmp_path, build_scheduler_bench(schedulers, ["m1", "m2", "m3"], pods))
    assert page.locator(".k-slot").count() == 2 * 3 * 6, "before the first pod: empty places on each machine"
    page.get_by_role("button", name="Next pod").click()
    assert page.locator(".k-slot").count() == 0
    assert page.get_by_role("status").inner_text() == "pod-1 goes to m1: the next in turn: place 1 of 3."
    page.get_by_role("button", name="All").click()
    assert page.locator(".k-pod").count() == 60, "thirty by each scheduler, side by side"
    tops = [page.get_by_role("img").nth(i).bounding_box()["y"] for i in range(2)]
    assert tops[0] == tops[1]
    assert page.locator(".k-spread").inner_text().endswith("would have 5 to 15; here none is outside.")
    page.locator("select").select_option("first")
    labels = [page.get_by_role("img").nth(i).get_attribute("aria-label") for i in range(2)]
    assert labels == ["Pods on each machine: m1 10, m2 10, m3 10", "Pods on each machine: m1 30, m2 0, m3 0"]
    assert page.locator(".k-spread").inner_text().endswith("here 3 are outside.")
    page.get_by_role("button", name="Back").click()
    page.get_by_role("button", name="Ten more").click()
    assert page.locator(".k-pod").count() == 60


def test_many_figures_on_one_page_do_not_meet(page: Any, tmp_path: Path) -> None:
    graph = build_state_graph(**race())
    show(page, tmp_path, build_stepper(graph), build_stepper(graph), build_order_map(graph))
    page.get_by_role("button", name="Step A").nth(1).click()
    fields = page.locator(".k-order input")
    assert [fields.nth(i).input_value() for i in range(3)] == ["", "A", ""]


@pytest.mark.parametrize("scene", ["race", "race of three", "crash"])
def test_the_words_of_a_timeline_stay_on_its_card(page: Any, tmp_path: Path, scene: str) -> None:
    outcome = explore_scene(scene)
    assert outcome.counterexample is not None
    path = tmp_path / "timeline.html"
    path.write_text(f"<!doctype html><meta charset='utf-8'>{outcome.counterexample.draw(outcome.headline()).html}")
    page.goto(path.as_uri())
    page.wait_for_selector("svg[role=img]")
    card = page.locator("svg > rect").first.bounding_box()
    words = page.locator("svg > text")
    for i in range(words.count()):
        box = words.nth(i).bounding_box()
        for start, length in (("x", "width"), ("y", "height")):
            assert card[start] <= box[start]
            assert box[start] + box[length] <= card[start] + card[length]
