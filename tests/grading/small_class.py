"""What tests of whole evenings share: a small class, its marks as they come, and waiting for things."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from tests.grading import handing_in as hand

MANY = 24
LESSON = "00_start_here"
PATIENCE = 120.0  # seconds, for things that take a second when nobody else is at work


def lay_out(folder: Path) -> Path:
    """A class of ``MANY``: right, wrong, blank and broken answers in turn."""
    folder.mkdir()
    answers = [hand.right("warm-up"), hand.wrong("warm-up"), None, "def (:\n"]
    for number in range(MANY):
        answer = answers[number % len(answers)]
        notebook = hand.filled_in(LESSON, {"warm-up": answer} if answer else {})
        (folder / f"learner-{number:02}.ipynb").write_bytes(hand.text_of(notebook))
    return folder


def marked(out: Path) -> dict[str, int]:
    """Which learners are marked, each with the number of its row, which changes where it is marked again."""
    path = out / "journal.sqlite"
    if not path.exists():
        return {}
    with contextlib.suppress(sqlite3.OperationalError), contextlib.closing(sqlite3.connect(path, timeout=30)) as file:
        return dict(file.execute("SELECT learner, rowid FROM marked").fetchall())
    return {}


def wait_until(holds: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, f"waited {PATIENCE:g} seconds for {what}"
        time.sleep(0.005)
