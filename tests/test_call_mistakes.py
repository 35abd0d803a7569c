"""A mistake in a call is told in its sentence alone, in a real shell of IPython: no traceback."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

SETUP = """
from kubeish import check, explore, hint, stepper
def ask(client):
    for _ in range(6):
        client.get("k")
def race(client):
    client.put("k", client.get("k")[0])
def interrupted(client):
    raise KeyboardInterrupt
def interrupted_later(client):
    if client.get("k")[0] is None:
        client.get("k")
        raise KeyboardInterrupt
"""
TEN = '{name: ask for name in "ABCDEFGHIJ"}'

MISTAKES = {
    'hint("runpod")': "There is no exercise 'runpod': did you mean 'run-pod'?",
    "check(ask)": "An exercise is named by its slug, a text, and a function came first",
    "check()": "An exercise is named by its slug, a text, and nothing came",
    f"explore({TEN}, max_states=50)": "there are more than 50 states to visit",
    'explore({"A": 3})': "",
    'stepper({"A": ask}, order="A B")': "",
    'explore({"A": ask, "B": interrupted_later})': "stopped by you after ",
    'explore({"A": interrupted})': "stopped by you before the orders were counted.",
}


@pytest.fixture(scope="module")
def shell() -> InteractiveShell:
    shell = InteractiveShell()
    shell.run_cell(SETUP)
    return shell


@pytest.mark.parametrize("cell", MISTAKES)
def test_a_notebook_shows_the_sentence_and_no_traceback(
    shell: InteractiveShell, cell: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KUBEISH_PROGRESS", str(tmp_path / "progress.txt"))
    shown = io.StringIO()
    with redirect_stdout(shown):
        result = shell.run_cell(cell)
    said = shown.getvalue().strip()
    assert said == str(result.error_in_exec)
    assert said.startswith(MISTAKES[cell])
    assert "\n" not in said


def test_an_error_of_the_invariant_s_own_keeps_its_traceback(shell: InteractiveShell) -> None:
    shown = io.StringIO()
    with redirect_stdout(shown):
        shell.run_cell('explore({"A": ask}, invariant=lambda client: 1 / 0)')
    assert "ZeroDivisionError" in shown.getvalue()
    assert "lambda client: 1 / 0" in shown.getvalue()
