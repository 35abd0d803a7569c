"""The card of a verdict in a real JupyterLab: wrong, a hint, right, what is next; and reopened without a kernel."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .jupyter import Lab
from .reader import Reader
from .test_lessons import cell, lay

LESSON = "02_compare_and_swap.ipynb"
WRONG = "def is_etcd_conflict(error):\n    return True"
RIGHT = "def is_etcd_conflict(error):\n    return isinstance(error, EtcdError) and error.code == 101"
IMPORTS, ANSWER, CHECK = "02-imports", "02-is-etcd-conflict", "02-is-etcd-conflict-check"

SET_SOURCE = """([index, text]) =>
  window.jupyterapp.shell.currentWidget.content.model.cells.get(index).sharedModel.setSource(text)"""

IN_VIEW = """(words) => {
  const cell = [...document.querySelectorAll('.jp-CodeCell')].find((one) => one.innerText.includes(words));
  const top = cell?.getBoundingClientRect().top ?? -1;
  return 0 < top && top < 400;
}"""


@pytest.fixture
def lesson(lab: Lab) -> Path:
    """Lesson 02 with a wrong answer to its second exercise, and nothing passed yet, by another test either."""
    (lab.root.parent / "progress.txt").unlink(missing_ok=True)
    path = lab.root / lay(lab, LESSON)
    found = json.loads(path.read_text())
    for each in found["cells"]:
        if each["id"] == ANSWER:
            each["source"] = WRONG
        elif each["id"] == IMPORTS:
            each["source"] = [*each["source"], "\nfrom kubeish import EtcdError"]
    path.write_text(json.dumps(found))
    return path


def test_wrong_then_a_hint_then_right_then_the_next_exercise(reader: Reader, lesson: Path) -> None:
    page = reader.page
    reader.open(LESSON)
    for name in (IMPORTS, ANSWER, CHECK):
        words = reader.run(cell(LESSON, name))
    assert words.startswith("is-etcd-conflict · not yet")
    card = page.get_by_role("group", name="Verdict on is-etcd-conflict: not yet")
    card.get_by_text("Hint 1 of 3").click()
    card.get_by_text("Hint 2 of 3").wait_for()
    card.get_by_text("0 of 4 passed").wait_for()
    page.evaluate(SET_SOURCE, [cell(LESSON, ANSWER), RIGHT])
    reader.run(cell(LESSON, ANSWER))
    assert reader.run(cell(LESSON, CHECK)).startswith("is-etcd-conflict · true for 101")
    card = page.get_by_role("group", name="Verdict on is-etcd-conflict: passed")
    card.get_by_text("1 of 4 passed").wait_for()
    assert "hint 1" in Path(lesson.parents[1], "progress.txt").read_text()
    card.get_by_role("link", name="Next: Run a pod").click()
    page.wait_for_function(IN_VIEW, arg="def run_pod")
    reader.command("docmanager:save")
    reader.shut_down()
    reader.open_anew(LESSON)
    reader.shut_down()
    card.get_by_text("Exercise 2 of 4 in this lesson").wait_for()
