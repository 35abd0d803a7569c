"""Play, the slider, steps that can be clicked, beliefs and motion, in a page without kernel or network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kubeish.api import Pod
from kubeish.etcd.client_protocol import Client
from kubeish.explorer import build_state_graph, explore
from kubeish.registry import EtcdRegistry265
from kubeish.widgets.pages import build_order_map, build_replay, build_stepper
from tests.widgets.scenes import build_scene, explore_scene, race

from .test_page import show

PACKETS = """() => new Promise((done) => {
  const seen = [];
  new MutationObserver((all) => {
    const added = all.flatMap((one) => [...one.addedNodes]);
    seen.push(...added.filter((node) => node.className?.includes('k-packet')).map((node) => node.textContent));
  }).observe(document.querySelector('.k-stepper'), {childList: true});
  [...document.querySelectorAll('button')].find((one) => one.innerText === 'Step A').click();
  setTimeout(() => done(seen), 50);
})"""
"""What travels between a client and the store when A takes a step."""

TOPS = """() => ['.k-controls', '.k-said', '.k-store', '.k-lanes'].map(
  (one) => document.querySelector(one).getBoundingClientRect().top)"""

STRIPES = """() => [...document.querySelectorAll('.k-cell')].map(
  (cell) => [cell.title, [...cell.querySelectorAll('i')].map((stripe) => stripe.className)])"""


@pytest.fixture
def stepper(page: Any, tmp_path: Path) -> Any:
    page.emulate_media(reduced_motion="no-preference")
    show(page, tmp_path, build_stepper(build_state_graph(**race()), "lose a pod"))
    return page


def order(page: Any) -> str:
    return str(page.locator(".k-order input").input_value())


def test_play_takes_step_after_step_to_the_lost_pod(stepper: Any) -> None:
    stepper.get_by_role("button", name="Play", exact=True).click()
    stepper.get_by_role("button", name="Pause").wait_for()
    stepper.get_by_role("status").filter(has_text="db is lost").wait_for()
    stepper.get_by_role("button", name="Play", exact=True).wait_for()
    assert order(stepper) == "A B A B"


def test_a_press_of_any_button_pauses(stepper: Any) -> None:
    stepper.get_by_role("button", name="Play", exact=True).click()
    stepper.get_by_role("button", name="Undo").click()
    stepper.get_by_role("button", name="Play", exact=True).wait_for()
    assert order(stepper) == ""


def test_the_slider_and_a_step_of_the_list_go_there(stepper: Any) -> None:
    stepper.get_by_role("button", name="Show me the order that loses a pod").click()
    slider = stepper.get_by_role("slider", name="Step")
    assert (slider.get_attribute("max"), slider.input_value()) == ("4", "4")
    slider.fill("1")
    assert order(stepper) == "A"
    assert stepper.locator(".k-steps li").count() == 4, "the steps that lie ahead stay on the list"
    stepper.get_by_role("button", name="Go to step 3").click()
    assert order(stepper) == "A B A"
    assert stepper.locator('.k-steps [aria-current="step"]').inner_text().split()[:2] == ["3", "A"]


def test_what_a_client_believed_stays_when_it_has_returned(stepper: Any) -> None:
    lane = stepper.get_by_role("group", name="Client A")
    stepper.get_by_role("button", name="Step A").click()
    before = lane.get_by_role("table", name="Local variables", exact=True).locator("tbody").inner_text()
    assert "manifests" in before
    stepper.get_by_role("button", name="Step A").click()
    assert "A has returned" in lane.inner_text()
    past = lane.get_by_role("table", name="Local variables at its last step")
    assert past.locator("tbody").inner_text() == before
    assert lane.locator(".k-code").is_visible()
    assert lane.locator(".k-paused").count() == 0, "no line is the next one"


def test_a_request_travels_to_the_store_and_its_answer_back(stepper: Any) -> None:
    assert stepper.evaluate(PACKETS) == ["read", "[web]"]
    stepper.locator(".k-packet").first.wait_for(state="detached")


def test_nothing_travels_for_a_reader_who_wants_less_motion(stepper: Any) -> None:
    stepper.emulate_media(reduced_motion="reduce")
    assert stepper.evaluate(PACKETS) == []
    stepper.emulate_media(reduced_motion="no-preference")


def test_what_a_client_believes_stands_beside_what_is_so(stepper: Any) -> None:
    beliefs = stepper.locator(".k-belief")
    assert [words.split() for words in beliefs.all_inner_texts()] == [
        [name, name, "has", "not", "seen", "it"] for name in "AB"
    ]
    for name in ("Step A", "Step B", "Step A"):
        stepper.get_by_role("button", name=name).click()
    assert "knows this, index 3" in beliefs.nth(0).inner_text()
    assert "≠ believes [web], index 2" in beliefs.nth(1).inner_text()
    assert stepper.locator(".k-stale").count() == 1


@pytest.mark.parametrize("scene", ["race", "crash"])
def test_what_is_shown_keeps_its_place(page: Any, tmp_path: Path, scene: str) -> None:
    show(page, tmp_path, build_stepper(build_scene(scene), "lose a pod"))
    before = page.evaluate(TOPS)
    page.get_by_role("button", name="Step A").click()
    page.get_by_role("button", name="Step B").click()
    assert page.evaluate(TOPS) == before


def swap_through_calls() -> dict[str, Any]:
    """Two clients of #265's code, of which the learner wrote no more than a lambda: its functions are shown."""
    clients: dict[str, Callable[[Client], None]] = {
        name: lambda client, pod=pod: EtcdRegistry265(client, ["m1"]).run_pod(Pod(pod), "m1")
        for name, pod in (("A", "db"), ("B", "cache"))
    }
    return {**race(), "clients": clients}


@pytest.mark.parametrize("width", [1000, 390])
def test_the_calls_that_led_to_a_function_are_above_its_code(page: Any, tmp_path: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    show(page, tmp_path, build_stepper(build_state_graph(**swap_through_calls())))
    lane = page.get_by_role("group", name="Client A")
    seen, tops = [], set()
    for _ in range(3):
        name = lane.locator(".k-function")
        assert name.evaluate("one => one.scrollWidth <= one.clientWidth"), "the function's name is never cut off"
        seen.append([*lane.get_by_role("list", name="Called by").locator("li").all_inner_texts(), name.inner_text()])
        tops.add(lane.locator(".k-listing").evaluate("one => one.getBoundingClientRect().top + scrollY"))
        page.get_by_role("button", name="Step A").click()
    assert len(tops) == 1, "the code keeps its place"
    run_pod = "run_pod ▸ "
    assert seen == [
        [f"{run_pod}manifests, index = self.load_manifests(machine)", "load_manifests"],
        [f"{run_pod}self.create_pod_key(pod, machine)", "create_pod_key"],
        [
            f"{run_pod}return self.update_manifests(machine, manifests, index)",
            "update_manifests ▸ compare_and_swap_obj(self.helper, key, to_json(manifests), index)",
            "compare_and_swap_obj",
        ],
    ]
    page.set_viewport_size({"width": 1000, "height": 900})


@pytest.mark.parametrize(
    ("faults", "told"),
    [
        ({}, ""),
        ({"crashes": 1}, "In an order, A! is a crash."),
        ({"crashes": 1, "lost_replies": 1}, "In an order, A! is a crash, A? is a lost reply, A~ is a lost request."),
    ],
)
def test_the_signs_of_an_order_are_explained_where_they_occur(
    page: Any, tmp_path: Path, faults: dict[str, int], told: str
) -> None:
    show(page, tmp_path, build_order_map(build_state_graph(**{**race(), **faults}), most_cells=1000))
    keys, legend = page.locator(".k-stepper .k-hint").inner_text(), page.locator(".k-map .k-hint").first.inner_text()
    assert keys.partition("show the order. ")[2] == told
    assert legend.partition("A short stripe: ")[2].partition(" Each cell")[0] == told.removeprefix("In an order, ")


def test_a_sequence_diagram_has_an_arrow_for_each_request(stepper: Any) -> None:
    stepper.get_by_role("button", name="Show me the order that loses a pod").click()
    stepper.get_by_text("As a sequence diagram").click()
    drawing = stepper.get_by_role("img", name="The steps as a sequence diagram")
    drawing.wait_for()
    assert drawing.locator(".k-exchange").count() == 4
    assert "4. B writes [web, cache] index 4" in drawing.locator("desc").text_content()
    assert drawing.locator(".k-harm").count() == 1


def test_a_replay_opens_one_step_before_the_harm(page: Any, tmp_path: Path) -> None:
    run = explore_scene("race").counterexample
    assert run is not None
    show(page, tmp_path, build_replay(run, "lose a pod"))
    assert order(page) == "A B A"
    assert page.get_by_role("status").inner_text().endswith("The next step does the harm.")
    page.get_by_role("button", name="Redo").click()
    assert run.complaints[0] in page.get_by_role("status").inner_text()
    page.locator(".k-order input").fill("A")
    page.get_by_role("button", name="Go", exact=True).click()
    assert page.locator(".k-steps li").count() == 4


def test_a_link_opens_the_page_at_its_order(page: Any, tmp_path: Path) -> None:
    show(page, tmp_path, build_order_map(build_state_graph(**race())))
    address = page.url
    page.goto("about:blank")
    page.goto(f"{address}#order=A+B+B+A")
    assert order(page) == "A B B A"
    assert page.locator('.k-cell[aria-pressed="true"]').get_attribute("title") == "A B B A"
    page.goto(f"{address}#order=A+X")
    assert order(page) == "A B B A", "an order of no stepper on the page changes nothing"
    page.evaluate("location.hash = '#order=B+A'")
    page.locator('.k-steps [aria-current="step"]').filter(has_text="2").wait_for()
    assert order(page) == "B A"
    page.get_by_role("button", name="Copy a link to this order").click()
    page.get_by_role("status").filter(has_text="link").wait_for()


def test_a_cell_of_the_map_is_its_order_as_stripes(page: Any, tmp_path: Path) -> None:
    show(page, tmp_path, build_order_map(build_scene("crash")))
    cells = page.evaluate(STRIPES)  # in one call: there are hundreds
    assert cells
    for title, stripes in cells:
        marks = title.split()
        assert all(f"k-client-{'AB'.index(mark[0])}" in classes for mark, classes in zip(marks, stripes))
        assert ["k-fault" in classes for classes in stripes] == [len(mark) > 1 for mark in marks]


def test_a_picked_cell_s_steps_come_into_view(page: Any, tmp_path: Path) -> None:
    page.emulate_media(reduced_motion="reduce")
    show(page, tmp_path, build_order_map(build_scene("race of three")))
    page.locator(".k-cell").first.click()
    box = page.locator(".k-stepper").bounding_box()
    assert box["y"] < page.viewport_size["height"] / 2 or box["y"] + box["height"] <= page.viewport_size["height"]


def test_the_end_of_a_lease_is_a_step_of_a_replay(page: Any, tmp_path: Path) -> None:
    def lease_holder(client: Client) -> None:
        client.put("k", "1", client.lease(5))
        client.get("k")

    def complain(client: Client) -> list[str]:
        return [] if client.get("k")[0] else ["k is gone"]

    run = explore({"A": lease_holder}, invariant=complain, expiries=1).counterexample
    assert run is not None
    assert "A%" in run.order
    show(page, tmp_path, build_replay(run))
    page.get_by_role("button", name="To its end").click()
    assert order(page) == run.order
    assert "k is gone" in page.get_by_role("status").inner_text()
