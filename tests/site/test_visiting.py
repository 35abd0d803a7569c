"""The course in a browser alone: what a learner does, hears, sees and keeps there."""

from __future__ import annotations

import re

import pytest

from tests.site.on_cpython import LESSONS, checks, steps, verdicts
from tests.site.visitor import Visitor

pytestmark = pytest.mark.slow


def test_the_site_lands_in_lesson_00_and_the_first_cells_run_as_they_are(visitor: Visitor) -> None:
    visitor.page.goto(visitor.site + "/")
    visitor.ready("00_start_here.ipynb")
    assert visitor.run("00-open-a-store") == ""
    assert visitor.run("00-two-readers") == ""
    assert visitor.run("00-two-writers") == "'web, cache'"


def test_a_link_leads_to_the_next_lesson(visitor: Visitor) -> None:
    visitor.page.get_by_role("link", name="lesson 01").last.click()
    visitor.ready("01_the_race.ipynb")


@pytest.mark.parametrize("number", ["01", "02"])
def test_an_answer_hears_the_same_as_on_cpython_wrong_or_right(visitor: Visitor, number: str) -> None:
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
    """A verdict, but for Python's own words about a slip, which differ from one Python to the next."""
    return re.sub(r"((?:Value|Name|Type|Attribute)Error): [^\n]*", r"\1", verdict)


def test_the_stepper_steps_in_a_page(visitor: Visitor) -> None:
    visitor.show("01_the_race.ipynb")
    visitor.run("01-stepper")
    shown = visitor.page.locator(".k-stepper").first
    for name in ("Step A", "Step B", "Step A", "Step B"):
        shown.get_by_role("button", name=name, exact=True).click()
    visitor.page.wait_for_function("() => document.querySelector('.k-said').innerText.includes('is lost')")
