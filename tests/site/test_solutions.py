"""Every solution runs in the browser edition and shows what the reference shows: a kernel for each, all at once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.site.on_cpython import LESSONS, solution
from tests.site.visitor import Visitor, words

NO_ETCD = "A page has no etcd and no threads: this cell wants a laptop, or Binder."
APART = {
    "02-real-threads-racy": NO_ETCD,
    "02-real-threads-fixed": NO_ETCD,
    "06-random-scheduler-check": "random-scheduler · fair in 5,000 draws, the same again from the same seed. "
    "(Whether it is safe to share cannot be seen here, where no thread can start.)",
    "07-open-fleet": "No etcd was found",
}
"""What these cells say in a page, or begin with, where the reference has threads or a cluster."""

LONG = {"07-hasty", "07-patient", "07-fewer"}
"""Lesson 07's cluster, once more and twice as large: in a page it takes a minute, and shows nothing new."""


def code(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [cell for cell in cells if cell["cell_type"] == "code" and cell["id"] not in LONG]


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def shown(visitor: Visitor) -> dict[str, dict[str, str]]:
    """The words that each code cell of each solution shows in a page, by lesson and cell id."""
    visitor.open("00_start_here")
    for number, lesson in LESSONS.items():
        reference = solution(lesson.name)
        visitor.open_own(f"solution-{number}.ipynb", {**reference, "cells": code(reference["cells"])})
        visitor.start_all()
    visitor.finish_all()
    found = {}
    for number in LESSONS:
        visitor.show(f"solution-{number}.ipynb")
        found[number] = {cell["id"]: words(cell) for cell in code(visitor.cells())}
    return found


@pytest.mark.parametrize("number", LESSONS)
def test_a_solution_shows_what_the_reference_shows(shown: dict[str, dict[str, str]], number: str) -> None:
    wanted = {cell["id"]: words(cell) for cell in code(solution(LESSONS[number].name)["cells"])}
    assert {id: text for id, text in shown[number].items() if id not in APART} == {
        id: text for id, text in wanted.items() if id not in APART
    }
    for id in APART.keys() & wanted.keys():
        assert shown[number][id].startswith(APART[id])


def test_the_cells_that_differ_are_there() -> None:
    ids = {cell["id"] for lesson in LESSONS.values() for cell in solution(lesson.name)["cells"]}
    assert {*APART, *LONG} <= ids
