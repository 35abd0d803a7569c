"""The stepper as a page: its twin in words, what stands where no script runs, what a learner's code cannot do."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from kubeish.explorer import Timeline, build_state_graph, explore
from kubeish.widgets.pages import build_replay, build_stepper
from kubeish.widgets.pages.paths import follow, format_order
from kubeish.widgets.pages.single_run_page import build_run_graph
from tests.widgets.scenes import SCENES, explore_scene, list_paths, one_pod, race

# What JupyterLab 4.6 leaves of a notebook that is not trusted, as far as we use it.
TAGS = {"b", "br", "code", "details", "div", "mark", "p", "pre", "span", "summary", "table", "tbody", "td", "th", "tr"}


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.attributes.update(name for name, _ in attrs)


def test_the_text_has_an_order_that_loses_a_pod(race_graph: dict[str, Any]) -> None:
    assert str(build_stepper(race_graph, goal="lose one")) == f"goal: lose one · {explore_scene('race')}"


def test_of_a_safe_exploration_it_has_the_counts_alone() -> None:
    assert str(build_stepper(build_state_graph(**{**race(), "invariant": lambda client: []}))) == (
        "goal: lose a pod · 6 orders · none lose a pod"
    )


def test_it_opens_at_its_order(race_graph: dict[str, Any]) -> None:
    page = build_stepper(race_graph, order="ABBA")
    assert page.data["order"] == "A B B A"
    assert str(page).splitlines()[-1] == "→ cache is lost"


def test_where_no_script_runs_there_are_plain_tags_and_every_step(graph: dict[str, Any]) -> None:
    path = max(list_paths(graph), key=len)
    page = build_stepper(graph, order=format_order(path))
    tags = Tags(page.fallback)
    assert tags.found <= TAGS
    assert tags.attributes <= {"style"}
    assert page.fallback.count("<details") == len(path)


@pytest.mark.parametrize("scene", ["race", "race of three", "crash"])
def test_a_replay_tells_what_the_atlas_tells(scene: str) -> None:
    whole = build_state_graph(**SCENES[scene]())
    run = explore(**SCENES[scene]()).counterexample
    assert isinstance(run, Timeline)
    alone = build_run_graph(run, "lose a pod")
    paths = follow(whole, run.order), follow(alone, run.order)
    for one, other in zip(*paths):
        assert {**one, "to": 0} == {**other, "to": 0}
        here, there = whole["positions"][one["to"]], alone["positions"][other["to"]]
        assert (here["store"], here["complaints"]) == (there["store"], there["complaints"])
        nodes = [
            [client["nodes"][n] for client, n in zip(graph["clients"], position["nodes"])]
            for graph, position in ((whole, here), (alone, there))
        ]
        for found, expected in zip(nodes[1], nodes[0]):
            assert found == expected or found["end"] == expected["end"] != ""


def test_a_replay_of_nothing_is_no_error() -> None:
    assert str(build_replay(Timeline((), (), {}))) == ""


def test_a_replay_says_what_its_timeline_says() -> None:
    run = explore_scene("race").counterexample
    assert run is not None
    assert str(build_replay(run)) == str(run)


def test_code_of_a_learner_stays_text() -> None:
    def nasty(client: Any) -> None:
        name = "</script><script>alert(1)</script><!--"
        client.put("k", name)

    page = build_stepper(build_state_graph({"A": nasty, "B": nasty}, one_pod))
    data = re.search(r'<script type="application/json">(.*?)</script>', page.html, re.S)
    assert data is not None
    assert "<" not in data[1]
    assert json.loads(data[1]) == json.loads(json.dumps(page.data))
    assert "<script>" not in page.html
    assert "alert" in page.data["sources"][0]["source"]


def test_it_asks_for_nothing_from_a_network(race_graph: dict[str, Any]) -> None:
    links = set(re.findall(r"https?://[^\s\"'`)]+", build_stepper(race_graph).html))
    assert links == {"http://www.w3.org/2000/svg"}


def test_the_same_again_is_the_same_page() -> None:
    assert build_stepper(build_state_graph(**race())).html == build_stepper(build_state_graph(**race())).html
