"""The lives of a figure after its kernel: reopened, trusted and not, exported by nbconvert, and as text."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from .jupyter import Lab
from .race import RACE, STEPPER
from .reader import Reader

OUTCOME = """
from kubeish import explore
explore(clients, one_pod, lost_pods, breaking="lose a pod")
"""
SHUT_DOWN = "() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()"


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook with a stepper, run by a kernel that is gone."""
    from nbclient import NotebookClient

    cells = [nbformat.v4.new_code_cell(cell) for cell in (RACE, STEPPER, OUTCOME)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    NotebookClient(notebook, timeout=60, store_widget_state=False).execute()
    path = tmp_path_factory.mktemp("executed") / "executed.ipynb"
    nbformat.write(notebook, path)
    return path


def test_saved_and_reopened_it_steps_without_a_kernel(reader: Reader, notebook: Callable[..., str]) -> None:
    name = notebook("saved.ipynb", RACE, STEPPER)
    reader.open(name)
    reader.run_all()
    reader.page.wait_for_selector(".k-step")
    reader.command("docmanager:save")
    reader.open(name)
    reader.page.evaluate(SHUT_DOWN)
    for who in "ABAB":
        reader.page.get_by_role("button", name=f"Step {who}", exact=True).click()
    reader.wait_for_text(".k-said", "db is lost")


def test_from_elsewhere_and_not_trusted_it_opens_step_by_step(reader: Reader, lab: Lab, executed: Path) -> None:
    (lab.root / "foreign.ipynb").write_text(executed.read_text())
    reader.open("foreign.ipynb", kernel=False)
    reader.page.wait_for_selector(".jp-OutputArea details")
    assert reader.page.locator(".k-step").count() == 0, "scripts ran in a notebook that nobody trusts"
    summaries = reader.page.locator(".jp-OutputArea details > summary")
    steps = ["1. A reads [web]", "2. B reads [web]", "3. A writes [web, db]", "4. ✖ B writes [web, cache]"]
    for i, words in enumerate(steps):
        assert summaries.nth(i).inner_text().startswith(words)
        summaries.nth(i).click()
    reader.page.get_by_text("db is lost").wait_for(state="visible")
    drawn = reader.page.locator(".jp-OutputArea img[alt^='6 orders · 4 lose a pod']")
    assert drawn.evaluate("(image) => image.naturalWidth") > 300
    assert "font-family" not in reader.text_of(".jp-OutputArea-output"), "the style must not be read as words"


def test_exported_by_nbconvert_it_steps_without_a_network(page: Any, executed: Path, tmp_path: Path) -> None:
    from nbconvert import HTMLExporter

    exported, _ = HTMLExporter().from_filename(str(executed))
    (tmp_path / "exported.html").write_text(exported)
    page.goto((tmp_path / "exported.html").as_uri())
    for who in "ABAB":
        page.get_by_role("button", name=f"Step {who}", exact=True).click()
    page.get_by_role("status").get_by_text("db is lost").wait_for()
    page.locator("svg[role=img] title", has_text="6 orders · 4 lose a pod").wait_for(state="attached")


def test_as_text_it_shows_the_order(executed: Path) -> None:
    shown = nbformat.read(executed, as_version=4).cells[1].outputs[0].data
    assert set(shown) == {"text/html", "text/plain"}
    assert shown["text/plain"].splitlines()[0] == "goal: lose a pod · 6 orders · 4 lose a pod"
    assert shown["text/plain"].endswith("db is gone: over index 3, which B never read\n→ db is lost")


def test_nbval_finds_the_same_output_again(executed: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "--nbval", str(executed)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=100, cwd=executed.parent)
    assert "3 passed" in ran.stdout, ran.stdout
