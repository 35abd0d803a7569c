"""A grader that is killed at whatever moment goes on when it is started again: same grades, nothing marked twice."""

from __future__ import annotations

import contextlib
import multiprocessing
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kubeish.grading import results
from kubeish.grading.evening import Evening
from kubeish.grading.journal import InUse, Journal
from tests.grading import handing_in as hand
from tests.grading.small_class import LESSON, MANY, lay_out, marked, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.sandbox]

SEED = 4
OPTIONS = ["--lesson", "00", "--jobs", "1", "--seed", "7", "--no-nbval", "--seconds", "60"]


def moments() -> list[tuple[str, int]]:
    """Twenty: fourteen while submissions are marked, and six while the report is written."""
    lot = random.Random(SEED)
    marking = [(lot.choice(["before", "within", "after"]), lot.choice([1, 1, 2, 3])) for _ in range(14)]
    return marking + [("report", lot.randint(1, MANY)) for _ in range(6)]


def grade(folder: Path, out: Path, *program: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", *program, "grade", str(folder), "--out", str(out), *OPTIONS]
    return subprocess.Popen(command, cwd=hand.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


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


@pytest.mark.timeout(900)
def test_twenty_kills_and_the_same_grades(bubblewrap: str, tmp_path: Path) -> None:
    folder, out = lay_out(tmp_path / "in"), tmp_path / "out"
    for moment, number in moments():
        before = marked(out)
        grader = grade(folder, out, "tests.grading.dying_grader", moment, str(number))
        assert grader.wait() == -signal.SIGKILL, (moment, number, before)
        after = marked(out)
        assert {learner: after.get(learner) for learner in before} == before, "something was marked twice, or lost"
        if moment != "report":
            assert len(after) == len(before) + number - (moment != "after")
    assert grade(folder, out, "kubeish").wait() == 0
    assert marked(out) == after, "something was marked twice, or lost"
    assert grade(folder, tmp_path / "whole", "kubeish").wait() == 0
    assert (out / "grades.csv").read_bytes() == (tmp_path / "whole" / "grades.csv").read_bytes()
    assert (out / "grades.csv").read_text().count(f",{results.PASSED},") == MANY // 4


def test_a_killed_grader_leaves_no_process_and_no_folder_behind(
    bubblewrap: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    grader = grade(lay_out(tmp_path / "in"), tmp_path / "out", "kubeish")
    wait_until(lambda: bool(marked(tmp_path / "out")) or grader.poll() is not None, "the first to be marked")
    others = offspring(grader.pid)
    grader.kill()
    grader.wait()
    wait_until(lambda: not any(map(is_there, others)), "the processes of a dead grader to end")
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_killed_process_of_the_pool_costs_nobody_a_mark(
    bubblewrap: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out, write, written = lay_out(tmp_path / "in"), tmp_path / "out", Journal.write, []

    def kill_half_way(self: Journal, *args: Any) -> None:
        write(self, *args)
        written.append(args)
        if len(written) == MANY // 2:
            multiprocessing.active_children()[0].kill()

    monkeypatch.setattr(Journal, "write", kill_half_way)
    Evening(folder, out, lessons=("00",), jobs=2, no_nbval=True, seconds=60).mark()
    assert len(written) == len(marked(out)) == MANY
    rows = (out / "grades.csv").read_text()
    assert [rows.count(f",{status},") for status in (results.PASSED, results.FAILED, results.NOT_ATTEMPTED)] == [
        6,
        6,
        6,
    ]


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
