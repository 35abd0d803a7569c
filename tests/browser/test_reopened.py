"""Lessons that were run, saved and opened again with a new kernel: no dead widget, and a guess that is remembered."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from .jupyter import Lab
from .reader import Reader
from .test_lessons import cell, lay

SOLUTIONS = sorted((Path(__file__).parents[2] / "solutions").glob("*.ipynb"))
WHY = "Four of six. Only the two orders are safe in which one finishes before the other starts."
MISTAKE = "Each write succeeds and each call returns: a loss raises no error."
DEAD = ("Error displaying widget", "Loading widget")
WORDS = """async () => {
  const notebook = window.jupyterapp.shell.currentWidget.content, seen = [];
  for (let at = 0; at < notebook.widgets.length; at += 4) {
    await notebook.scrollToItem(at);
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    seen.push(notebook.node.textContent);
  }
  return seen.join(' ');
}"""
"""All that the page says of a notebook on the way from its top to its bottom: Lab draws no cell that is far away."""


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_no_lesson_shows_a_dead_widget(reader: Reader, lab: Lab, path: Path) -> None:
    shutil.copy(path, lab.root / path.name)
    lab.trust(path.name)
    reader.open(path.name)
    said = reader.page.evaluate(WORDS)
    assert not [words for words in DEAD if words in said]
    outputs = [output for each in json.loads(path.read_text())["cells"] for output in each.get("outputs", [])]
    assert outputs, "a lesson without outputs shows nothing"


def test_a_guess_outlives_its_kernel_and_a_new_run(reader: Reader, lab: Lab) -> None:
    lesson = lay(lab, "01_the_race.ipynb")
    reader.open(lesson)
    ran = [cell(lesson, name) for name in ("01-imports", "01-guess", "01-reveal")]
    for index in ran[:2]:
        reader.run(index)
    card = reader.page.get_by_role("group", name="A guess: Of all the orders")
    card.get_by_role("button", name="none").click()
    card.get_by_text("Go on, and see.").wait_for()
    reader.run_until(ran[2], f"You said 'none'; it is 'most'. {WHY} {MISTAKE}")
    card.get_by_text("You guessed “none”; it is “most”.").wait_for()
    reader.command("docmanager:save")
    reader.shut_down()
    reader.open_anew(lesson)
    reader.shut_down()
    card.get_by_text("You guessed “none”; it is “most”.").wait_for()
    reader.page.get_by_role("group", name="The answer").get_by_text("✖ You guessed “none”; it is").wait_for()
    assert not [words for words in DEAD if words in reader.page.inner_text(".jp-Notebook")]


def test_a_guess_is_known_to_a_new_kernel(reader: Reader, lab: Lab) -> None:
    lesson = lay(lab, "01_the_race.ipynb")
    reader.open(lesson)
    ran = [cell(lesson, name) for name in ("01-imports", "01-guess", "01-reveal")]
    for index in ran[:2]:
        reader.run(index)
    reader.page.get_by_role("group", name="A guess: Of all the orders").get_by_role("button", name="most").click()
    reader.run_until(ran[2], f"You said 'most': right. {WHY}")
    reader.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    for index in ran[:2]:
        reader.run(index)
    reader.run_until(ran[2], f"You said 'most': right. {WHY}")
