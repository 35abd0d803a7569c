"""Every solution runs in the browser edition and shows what the reference shows: all of them in one kernel."""

from __future__ import annotations

from typing import Any

import pytest

from tests.site.on_cpython import LESSONS, solution
from tests.site.visitor import Visitor, words

NO_ETCD = "A page has no etcd and no threads: this cell wants a laptop, or Binder."
APART = {
    "02-real-threads-racy": NO_ETCD,
    "02-real-threads-fixed": NO_ETCD,
    "07-random-scheduler-check": "random-scheduler · fair in 5,000 draws, the same again from the same seed. "
    "(Whether it is safe to share cannot be seen here, where no thread can start.)",
    "08-open-fleet": "No etcd was found",
    "08-draw-the-death": "The leader was killed after",
}
"""What these cells say in a page, or begin with, where the reference has threads or a cluster."""

LONG = {"08-hasty", "08-patient", "08-fewer"}
"""Lesson 08's cluster, once more and twice as large: in a page it takes a minute, and shows nothing new."""


# A kernel costs a page 4 s of its processor. All solutions share one, which forgets kubeish and
# every name before each of them.
FORGET = """import sys
for name in [name for name in sys.modules if name.partition(".")[0] == "kubeish"]:
    del sys.modules[name]
get_ipython().reset(new_session=True)
"""


def code(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [cell for cell in cells if cell["cell_type"] == "code" and cell["id"] not in LONG]


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def shown(visitor: Visitor) -> dict[str, str]:
    """The words that each code cell of all solutions shows in a page, by cell id."""
    cells = []
    for number, lesson in LESSONS.items():
        forget = {"cell_type": "code", "id": f"forget-{number}", "source": FORGET, "metadata": {}}
        cells += [{**forget, "outputs": [], "execution_count": None}, *code(solution(lesson.name)["cells"])]
    visitor.open_lab()
    visitor.open_own("solutions.ipynb", {**solution(lesson.name), "cells": cells})
    for number in LESSONS:
        if visitor.cell(f"forget-{number}")["execution_count"] is None:  # at first, and after an error
            visitor.run_below(f"forget-{number}")
    return {cell["id"]: words(cell) for cell in visitor.cells()}


@pytest.mark.parametrize("number", LESSONS)
def test_a_solution_shows_what_the_reference_shows(shown: dict[str, str], number: str) -> None:
    wanted = {cell["id"]: words(cell) for cell in code(solution(LESSONS[number].name)["cells"])}
    compared = [id for id in wanted if id not in APART]
    assert {id: shown[id] for id in compared} == {id: wanted[id] for id in compared}
    for id in APART.keys() & wanted.keys():
        assert shown[id].startswith(APART[id])
    assert shown[f"forget-{number}"] == ""


def test_the_cells_that_differ_are_there() -> None:
    ids = {cell["id"] for lesson in LESSONS.values() for cell in solution(lesson.name)["cells"]}
    assert {*APART, *LONG} <= ids
