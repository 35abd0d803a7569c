"""The course in a browser alone: what a learner does, hears, sees and keeps there."""

from __future__ import annotations

import re

import pytest

from tests.site.on_cpython import LESSONS, checks, steps, verdicts
from tests.site.visitor import Visitor

SUMMARY = "import kubeish\nprint(kubeish.summary())"
ORDER = 'order = "A B A B A B"'
ENDLESS = "while True: pass  # my loop"

pytestmark = pytest.mark.slow


def test_a_door_of_the_front_page_leads_to_lesson_00_and_the_first_cells_run_as_they_are(visitor: Visitor) -> None:
    visitor.page.goto(visitor.site + "/")
    visitor.page.get_by_role("link", name="Run it here").click()
    visitor.ready("00_start_here.ipynb")
    assert visitor.run("00-open-a-store") == ""
    assert visitor.run("00-two-readers") == "b'web'"
    assert visitor.run("00-two-writers") == "'web, cache'"


def test_a_link_leads_to_the_next_lesson(visitor: Visitor) -> None:
    visitor.page.get_by_role("link", name="lesson 01").last.click()
    visitor.ready("01_the_race.ipynb")


def test_an_answer_hears_the_same_as_on_cpython_wrong_or_right(visitor: Visitor) -> None:
    compare_verdicts(visitor, "01")


def compare_verdicts(visitor: Visitor, number: str) -> None:
    """Give the answers of a lesson, and compare what the checks say to them with what they say on CPython."""
    lesson = LESSONS[number]
    visitor.show(f"{lesson.name}.ipynb")
    heard = []
    for id, text in steps(lesson):
        if text is not None:
            visitor.write(id, text)
        shown = visitor.run(id)
        heard += [shown] if id in checks(lesson) else []
    assert [alike(each) for each in heard] == [alike(each) for each in verdicts(lesson)]
    assert sum("· not yet" in each for each in heard) >= 5 * len(lesson.exercises)


def alike(verdict: str) -> str:
    """A verdict, but for two things that differ: Python's own words about a slip, and how often a storm blows."""
    calm = re.sub(r"first [\d,]+ transactions, a\s+rival", "first transactions, a rival", verdict)
    return re.sub(r"((?:Value|Name|Type|Attribute)Error): [^\n]*", r"\1", calm)


def test_the_stepper_steps_in_a_page(visitor: Visitor) -> None:
    visitor.show("01_the_race.ipynb")
    visitor.run("01-stepper")
    shown = visitor.page.locator(".k-stepper").first
    for name in ("Step A", "Step B", "Step A", "Step B"):
        shown.get_by_role("button", name=name, exact=True).click()
    visitor.page.wait_for_function("() => document.querySelector('.k-said').innerText.includes('is lost')")


def test_a_loop_without_end_costs_nothing_that_was_written(visitor: Visitor) -> None:
    visitor.write("01-lose-a-pod", ORDER)
    visitor.write("01-race-by-hand", ENDLESS)
    visitor.start("01-race-by-hand")
    visitor.wait_until_saved(ENDLESS)
    visitor.restart_kernel()
    visitor.run("01-imports")
    visitor.run("01-lose-a-pod")
    assert "· not yet" not in visitor.run("01-lose-a-pod-check")
    assert visitor.cell("01-race-by-hand")["source"] == ENDLESS


def test_nor_does_a_tab_that_is_closed_while_it_runs_and_the_next_one_knows_what_was_passed(visitor: Visitor) -> None:
    visitor.start("01-race-by-hand")
    visitor.new_tab()
    visitor.open("01_the_race")
    assert visitor.cell("01-lose-a-pod")["source"] == ORDER
    assert visitor.cell("01-race-by-hand")["source"] == ENDLESS
    visitor.write("01-imports", SUMMARY)
    told = visitor.run("01-imports").splitlines()
    assert ["lose-a-pod", "passed", "01_the_race"] in [line.split() for line in told]
    assert told[-1].startswith("Go on with ")


# Last, and so not among the notebooks that the next tab opens again, each with a kernel.
def test_so_it_does_in_lesson_02(visitor: Visitor) -> None:
    compare_verdicts(visitor, "02")
