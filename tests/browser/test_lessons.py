"""The lessons as a learner meets them: 01 to a lost pod, by clicks and by keys; 02's wrong answer in the stepper."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from .gallery import PLAIN_WRITE, SEEDED, examine_plain_write
from .jupyter import Lab
from .reader import NewReader, Reader

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def lay(lab: Lab, lesson: str) -> str:
    """A copy of the lesson as it is shipped, in the lab's folder."""
    shutil.copy(NOTEBOOKS / lesson, lab.root / lesson)
    return lesson


def cell(lesson: str, name: str) -> int:
    """The place of a cell."""
    return [c["id"] for c in json.loads((NOTEBOOKS / lesson).read_text())["cells"]].index(name)


@pytest.fixture(scope="module")
def opened(lab: Lab, new_reader: NewReader) -> Iterator[Reader]:
    """Lesson 01, every cell run in turn from the first on, as Shift-Enter does, until the stepper comes."""
    with new_reader() as reader:
        reader.open(lay(lab, "01_the_race.ipynb"))
        for index in range(cell("01_the_race.ipynb", "01-stepper")):
            reader.run(index)
        yield reader


@pytest.fixture
def race(opened: Reader) -> Reader:
    """Its stepper, at the start."""
    opened.run(cell("01_the_race.ipynb", "01-stepper"))
    opened.wait_for_text(".k-said", "Nothing has happened yet.")
    return opened


def test_lesson_01_by_clicks_to_a_lost_pod(race: Reader) -> None:
    assert race.text_of(".k-ahead") == "Of the 6 orders from here, 4 lose a pod."
    for name in ("Step A", "Step B", "Step B", "Step A"):
        race.page.get_by_role("button", name=name, exact=True).click()
    race.wait_for_text(".k-said", "cache is gone")
    assert "✔ done" in race.text_of(".k-goal")


def test_lesson_01_by_keys_alone_to_a_lost_pod(race: Reader) -> None:
    race.page.locator(".jp-OutputArea input, .jp-OutputArea button").last.focus()
    for _ in range(200):
        if race.page.evaluate("document.activeElement.innerText") == "Step A":
            break
        race.page.keyboard.press("Shift+Tab")
    for key in ("Enter", "Tab", "Enter", "Space", "Shift+Tab", "Space"):
        race.page.keyboard.press(key)
    race.wait_for_text(".k-said", "cache is gone")


def test_lesson_02_a_wrong_answer_leads_to_its_counterexample(reader: Reader, lab: Lab) -> None:
    lesson = lay(lab, "02_compare_and_swap.ipynb")
    path = lab.root / lesson
    found = json.loads(path.read_text())
    answer = next(c for c in found["cells"] if c["id"] == "02-run-pod")
    answer["source"] = f"{SEEDED}{PLAIN_WRITE}\nrun_pod = blind_run_pod"
    path.write_text(json.dumps(found))
    reader.open(lesson)
    for name in ("02-imports", "02-run-pod", "02-run-pod-check"):
        words = reader.run(cell(lesson, name))
    assert words.startswith("run-pod · not yet")
    assert reader.text_of(".k-goal") == "One order, step by step"
    run = examine_plain_write().timeline
    reader.page.locator(".k-steps li").nth(len(run.steps) - 1).wait_for()
    assert reader.page.locator(".k-steps li").count() == len(run.steps)
    assert "The next step does the harm." in reader.text_of(".k-said")
    assert reader.page.locator(".k-steps .k-blind.k-later").count() == 1, "the guilty step is marked before it is taken"
    mine = reader.page.get_by_role("group", name="Client yours")
    assert "set_obj" in mine.locator(".k-code").inner_text(), "the learner's own lines are shown"
    assert "registry.helper.set_obj" in mine.locator(".k-paused").inner_text()
    assert "≠ believes" in reader.page.locator(".k-stale").inner_text()
    reader.page.get_by_role("button", name="To its end").click()
    reader.wait_for_text(".k-said", run.steps[-1].note)
    reader.page.keyboard.press("2")
    assert reader.text_of(".k-said") == "This is the replay of one order, and it is not rival's turn in it."


def test_lesson_02_no_order_of_the_fixed_one_loses_a_pod(reader: Reader, lab: Lab) -> None:
    lesson = lay(lab, "02_compare_and_swap.ipynb")
    reader.open(lesson)
    for name in ("02-imports", "02-stage", "02-stepper"):
        if name == "02-stage":
            reader.run(cell(lesson, "02-a-mutex"))
        reader.run(cell(lesson, name))
    assert "try to lose one now" in reader.text_of(".k-goal")
    reader.page.get_by_role("button", name="Show me the order").click()
    assert reader.text_of(".k-said") == "There is none to show: not one of the 20 orders loses a pod."
