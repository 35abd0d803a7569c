"""A small class for tests of whole runs, the learners marked so far, and waiting with a limit."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from tests.grading import notebook_samples as samples

MANY = 24
LESSON = "00_start_here"
MAX_WAIT = 120.0  # seconds, for things that take a second on a quiet machine


def lay_out(folder: Path) -> Path:
    """A class of ``MANY``: right, wrong, blank and broken answers in turn."""
    folder.mkdir()
    answers = [samples.get_right_answer("warm-up"), samples.get_wrong_answer("warm-up"), None, "def (:\n"]
    for number in range(MANY):
        answer = answers[number % len(answers)]
        notebook = samples.fill_in(LESSON, {"warm-up": answer} if answer else {})
        (folder / f"learner-{number:02}.ipynb").write_bytes(samples.to_bytes(notebook))
    return folder


def read_marked_learners(out: Path) -> dict[str, int]:
    """Which learners are marked, each with the number of its row, which changes where it is marked again."""
    path = out / "journal.sqlite"
    if not path.exists():
        return {}
    with contextlib.suppress(sqlite3.OperationalError), contextlib.closing(sqlite3.connect(path, timeout=30)) as file:
        return dict(file.execute("SELECT learner, rowid FROM marked").fetchall())
    return {}


def wait_until(holds: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + MAX_WAIT
    while not holds():
        assert time.monotonic() < end, f"waited {MAX_WAIT:g} seconds for {what}"
        time.sleep(0.005)
