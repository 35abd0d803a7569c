"""The lives of each figure after its kernel: reopened, trusted and not, exported by nbconvert, and as text."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
import pytest

from kubeish.classroom import course
from kubeish.classroom.authoring.execute import make_kernel_config
from kubeish.lessons.story import table

from .gallery import CELLS, FIGURES, build_notebook, examine_plain_write, find_cell
from .jupyter import Lab
from .reader import Reader

MOVING = [name for name in FIGURES if name not in ("timeline", "passed", "hint", "guess", "answer", "story")]

VERDICT = examine_plain_write()
HINTS = course.load().find_exercise("run-pod").hints

STORY = table("two-more", "crash")
IN_WORDS = {
    "stepper": ("goal: lose a pod · 6 orders · 4 lose a pod", "→ db is lost"),
    "three": ("goal: lose a pod · 90 orders · 84 lose a pod", "A  writes  [web, db]  index 3"),
    "faults": ("goal: lose a pod · 100 orders · 98 lose a pod", "→ cache is lost"),
    "map": ("6 orders · 4 lose a pod", "[web, cache, db]  ○"),
    "bars": ("2,520 orders · 2,424 lose a pod", "30 ends     ○ 96"),
    "timeline": ("6 orders · 4 lose a pod", "→ db is lost"),
    "verdict": ("run-pod · not yet", str(VERDICT).splitlines()[-1]),
    "passed": ("is-etcd-conflict · true for 101 and for nothing else: a retry on any other error would hide it.",) * 2,
    "hint": ("run-pod · hint 1 of 3", HINTS[0]),
    "guess": ("How many orders lose a pod?", "( ) most"),
    "answer": ("You made no guess. Four of six.",) * 2,
    "bench": ("40 pods on 4 machines · by chance alone, most machines would have 5 to 16", "first fit  13   8   5  14"),
    "contention": ("writers  kind        conflicts  writes a second", "8  back-off           64               50"),
    "story": tuple(str(STORY).splitlines()[line].strip() for line in (0, -1)),
}
"""The first words of each figure's text twin, and its last."""

PRESSED = {
    "stepper": (["Step A", "Step B", "Step A", "Step B"], "db is lost"),
    "three": (["Step B", "Step C"], "db is lost; cache is lost"),
    "faults": (["Crash: A"], "A crashes."),
    "map": (["A B B A: cache is lost"], "cache is lost"),
    "bars": (["248 orders, cache is lost: show one"], "cache is lost"),
    "verdict": (["To its end"], VERDICT.timeline.steps[-1].note),
    "bench": (["Next pod"], "pod-10 goes to m1: Mine does not say why"),
    "contention": ([], "To measure, run it again: that takes a kernel."),
}
"""Buttons of each figure, and what it says then, without a kernel."""


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook with all figures, run by a kernel that is gone."""
    from nbclient import NotebookClient

    notebook = build_notebook(*CELLS)
    with TemporaryDirectory() as folder:
        NotebookClient(notebook, timeout=100, store_widget_state=False, config=make_kernel_config(folder)).execute()
    path = tmp_path_factory.mktemp("executed") / "executed.ipynb"
    nbformat.write(notebook, path)
    return path


def each_still_moves(page: Any) -> None:
    """Press the buttons of every figure on the page, and hear what it says."""
    for name in MOVING:
        figure = page.locator(".jp-CodeCell").nth(find_cell(name))
        presses, words = PRESSED[name]
        for press in presses:
            figure.get_by_role("button", name=press, exact=True).click()
        figure.get_by_role("status").filter(has_text=words).wait_for()
    drawn = page.locator("svg[role=img] title")
    drawn.filter(has_text="6 orders · 4 lose a pod").wait_for(state="attached")
    drawn.filter(has_text="Contention").wait_for(state="attached")
    start = page.get_by_role("button", name="Start", exact=True)
    assert start.get_attribute("aria-disabled") == "true"


def test_python_sees_what_is_pressed_and_without_a_kernel_each_goes_on(
    reader: Reader, notebook: Callable[..., str]
) -> None:
    name = notebook("saved.ipynb", *CELLS, "chosen.order, bench.chosen, bench.shown")
    reader.open(name)
    reader.run_all()
    reader.page.get_by_role("button", name="A B B A: cache is lost").click()
    reader.page.locator(".k-bench select").select_option("in turn")
    reader.page.get_by_role("button", name="Next pod", exact=True).click()
    reader.run_until(len(CELLS), "('A B B A', 'in turn', 10)")
    reader.page.locator(".k-picture svg").wait_for()
    reader.command("docmanager:save")
    reader.shut_down()
    reader.open_anew(name)
    reader.shut_down()
    each_still_moves(reader.page)


def test_exported_by_nbconvert_each_goes_on_without_a_network(page: Any, executed: Path, tmp_path: Path) -> None:
    from nbconvert import HTMLExporter

    exported, _ = HTMLExporter().from_filename(str(executed))
    (tmp_path / "exported.html").write_text(exported)
    page.goto((tmp_path / "exported.html").as_uri())
    each_still_moves(page)


def test_from_elsewhere_and_not_trusted_each_says_it_in_words(reader: Reader, lab: Lab, executed: Path) -> None:
    (lab.root / "foreign.ipynb").write_text(executed.read_text())
    reader.open("foreign.ipynb", kernel=False)
    cells = reader.page.locator(".jp-Notebook .jp-Cell")
    shown = {name: cells.nth(find_cell(name)).locator(".jp-OutputArea-output").first for name in FIGURES}
    for output in shown.values():
        output.wait_for()
        assert "font-family" not in output.inner_text(), "the style must not be read as words"
    assert reader.page.locator(".k-step, .k-cell, .k-controls").count() == 0, (
        "scripts ran in a notebook that is not trusted"
    )
    each_step_opens(shown["stepper"])
    shown["verdict"].get_by_text("not yet", exact=True).wait_for()
    shown["verdict"].get_by_text("Hint 1 of 3").click()
    shown["verdict"].get_by_text("Hint 2 of 3").wait_for(state="visible")
    shown["map"].get_by_role("row", name="[web, db] ✖✖ cache is lost").wait_for()
    shown["bars"].get_by_role("row", name="30 ends ○ 96").wait_for()
    shown["bench"].get_by_text("40 pods on 4 machines").wait_for()
    for name, words in (("timeline", "6 orders · 4 lose a pod"), ("contention", "writers")):
        assert shown[name].locator(f"img[alt^='{words}']").evaluate("(image) => image.naturalWidth") > 300


def each_step_opens(output: Any) -> None:
    """Open the steps one after the other, up to the pod that is lost."""
    summaries = output.locator("details > summary")
    steps = ["1. A reads [web]", "2. B reads [web]", "3. A writes [web, db]", "4. ✖ B writes [web, cache]"]
    for i, words in enumerate(steps):
        assert summaries.nth(i).inner_text().startswith(words)
        summaries.nth(i).click()
    output.get_by_text("db is lost").wait_for(state="visible")


@pytest.mark.parametrize("name", list(FIGURES))
def test_as_text_each_says_the_same(executed: Path, name: str) -> None:
    shown = nbformat.read(executed, as_version=4).cells[find_cell(name)].outputs[0].data
    assert set(shown) == {"text/html", "text/plain"}
    lines = [line.strip() for line in shown["text/plain"].splitlines()]
    assert (lines[0], lines[-1]) == IN_WORDS[name]


def test_nbval_finds_the_same_output_again(executed: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "--nbval", str(executed)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=400, cwd=executed.parent)
    assert f"{len(CELLS)} passed" in ran.stdout, ran.stdout
