"""A grader that is killed at whatever moment goes on when it is started again: same grades, nothing marked twice."""

from __future__ import annotations

import contextlib
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kubeish.grading import results
from kubeish.grading.evening import Evening
from kubeish.grading.journal import InUse, Journal
from tests.grading import handing_in as hand

pytestmark = [pytest.mark.slow, pytest.mark.sandbox]

MANY, KILLS, SEED = 24, 20, 4
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


def command(folder: Path, out: Path) -> list[str]:
    options = ["--lesson", "00", "--jobs", "2", "--seed", "7", "--no-nbval", "--seconds", "60"]
    return [sys.executable, "-m", "kubeish", "grade", str(folder), "--out", str(out), *options]


def offspring(process: int) -> list[int]:
    """The processes that it has started, and those that these have."""
    try:
        children = [int(each) for path in Path(f"/proc/{process}/task").iterdir() for each in _children(path)]
    except OSError:
        return []
    return children + [grandchild for child in children for grandchild in offspring(child)]


def _children(task: Path) -> list[str]:
    with contextlib.suppress(OSError):
        return (task / "children").read_text().split()
    return []


def is_there(process: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def start_and_kill(folder: Path, out: Path, progress: int) -> bool:
    """Start the grader, kill it when ``progress`` are marked. False if it had ended before."""
    grader = subprocess.Popen(command(folder, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until(lambda: len(marked(out)) >= progress or grader.poll() is not None, f"{progress} to be marked")
    others = offspring(grader.pid)
    grader.send_signal(signal.SIGKILL)
    killed = grader.wait() == -signal.SIGKILL
    wait_until(lambda: not any(map(is_there, others)), "the processes of a dead grader to end")
    return killed


@pytest.mark.timeout(900)
def test_twenty_kills_and_the_same_grades(bubblewrap: str, tmp_path: Path) -> None:
    folder, out = lay_out(tmp_path / "in"), tmp_path / "out"
    moments = sorted(random.Random(SEED).choices(range(MANY + 1), k=KILLS))
    kills = 0
    for moment in moments:
        before = marked(out)
        kills += start_and_kill(folder, out, moment)
        after = marked(out)
        assert {learner: after.get(learner) for learner in before} == before, "something was marked twice, or lost"
    subprocess.run(command(folder, out), check=True, capture_output=True)
    assert kills >= KILLS - moments.count(MANY)
    whole = tmp_path / "whole"
    subprocess.run(command(folder, whole), check=True, capture_output=True)
    assert (out / "grades.csv").read_bytes() == (whole / "grades.csv").read_bytes()
    assert (whole / "grades.csv").read_text().count(f",{results.PASSED},") == MANY // 4


def test_what_has_changed_is_marked_again_and_nothing_else(bubblewrap: str, tmp_path: Path) -> None:
    folder, out = lay_out(tmp_path / "in"), tmp_path / "out"
    for number in range(4, MANY):
        (folder / f"learner-{number:02}.ipynb").unlink()
    evening = Evening(folder, out, lessons=("00",), jobs=1, no_nbval=True, seconds=60)
    evening.mark()
    before = marked(out)
    book = hand.filled_in(LESSON, {"warm-up": hand.right("warm-up")})
    (folder / "learner-01.ipynb").write_bytes(hand.text_of(book))
    (folder / "learner-02.ipynb").unlink()
    evening.mark()
    after = marked(out)
    assert set(before) - set(after) == {"learner-02"}
    assert [learner for learner in after if after[learner] != before[learner]] == ["learner-01"]
    assert "learner-01,warm-up,1,1,passed" in (out / "grades.csv").read_text()
    assert not list((out / "learners").glob("learner-02*"))


def test_two_graders_do_not_write_to_one_report(tmp_path: Path) -> None:
    first = Journal(tmp_path)
    with pytest.raises(InUse, match="name another --out"):
        Journal(tmp_path)
    first.close()
    Journal(tmp_path).close()
