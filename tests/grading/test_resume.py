"""A grader that is killed at any moment goes on when it is started again: same grades, nothing marked twice."""

from __future__ import annotations

import contextlib
import multiprocessing
import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kubeish.classroom.grading import results
from kubeish.classroom.grading.grade import GradingRun
from kubeish.classroom.grading.results_db import ReportInUse, ReportNotWritable, ResultsDatabase
from tests.grading import notebook_samples as samples
from tests.grading.small_class import LESSON, MANY, lay_out, read_marked_learners, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.sandbox]

SEED = 4
OPTIONS = ["--lesson", "00", "--jobs", "1", "--seed", "7", "--no-nbval", "--seconds", "60"]


def draw_moments() -> list[tuple[str, int]]:
    """Twenty: fourteen while submissions are marked, and six while the report is written."""
    draw = random.Random(SEED)
    marking = [(draw.choice(["before", "within", "after"]), draw.choice([1, 1, 2, 3])) for _ in range(14)]
    return marking + [("report", draw.randint(1, MANY)) for _ in range(6)]


def grade(folder: Path, out: Path, *program: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", *program, "grade", str(folder), "--out", str(out), *OPTIONS]
    return subprocess.Popen(command, cwd=samples.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def list_descendants(process: int) -> list[int]:
    """The processes that it has started, and those that these have."""
    try:
        children = [int(each) for path in Path(f"/proc/{process}/task").iterdir() for each in _list_children(path)]
    except OSError:
        return []
    return children + [grandchild for child in children for grandchild in list_descendants(child)]


def _list_children(task: Path) -> list[str]:
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
    for moment, number in draw_moments():
        before = read_marked_learners(out)
        grader = grade(folder, out, "tests.grading.killed_grader", moment, str(number))
        assert grader.wait() == -signal.SIGKILL, (moment, number, before)
        after = read_marked_learners(out)
        assert {learner: after.get(learner) for learner in before} == before, "something was marked twice, or lost"
        if moment != "report":
            assert len(after) == len(before) + number - (moment != "after")
    assert grade(folder, out, "kubeish").wait() == 0
    assert read_marked_learners(out) == after, "something was marked twice, or lost"
    assert grade(folder, tmp_path / "whole", "kubeish").wait() == 0
    for name in ("grades.csv", "totals.csv", "junit.xml", "index.html"):
        assert (out / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), name
    assert (out / "grades.csv").read_text().count(f",{results.PASSED},") == MANY // 4


def test_a_killed_grader_leaves_no_process_and_no_folder_behind(
    bubblewrap: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    grader = grade(lay_out(tmp_path / "in"), tmp_path / "out", "kubeish")
    wait_until(
        lambda: bool(read_marked_learners(tmp_path / "out")) or grader.poll() is not None, "the first to be marked"
    )
    others = list_descendants(grader.pid)
    grader.kill()
    grader.wait()
    wait_until(lambda: not any(map(is_there, others)), "the processes of a dead grader to end")
    wait_until(lambda: not list((tmp_path / "tmp").iterdir()), "the folders of a dead grader to go")


def test_a_killed_process_of_the_pool_costs_no_learner_a_mark(
    bubblewrap: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out, write, written = lay_out(tmp_path / "in"), tmp_path / "out", ResultsDatabase.write, []

    def kill_halfway(self: ResultsDatabase, *args: Any) -> None:
        write(self, *args)
        written.append(args)
        if len(written) == MANY // 2:
            multiprocessing.active_children()[0].kill()

    monkeypatch.setattr(ResultsDatabase, "write", kill_halfway)
    GradingRun(folder, out, lessons=("00",), jobs=2, no_nbval=True, seconds=60).mark()
    assert len(written) == len(read_marked_learners(out)) == MANY
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
    run = GradingRun(folder, out, lessons=("00",), jobs=1, no_nbval=True, seconds=60)
    run.mark()
    before = read_marked_learners(out)
    book = samples.fill_in(LESSON, {"warm-up": samples.get_right_answer("warm-up")})
    (folder / "learner-01.ipynb").write_bytes(samples.to_bytes(book))
    (folder / "learner-02.ipynb").unlink()
    run.mark()
    after = read_marked_learners(out)
    assert set(before) - set(after) == {"learner-02"}
    assert [learner for learner in after if after[learner] != before[learner]] == ["learner-01"]
    assert "learner-01,warm-up,1,1,passed" in (out / "grades.csv").read_text()
    assert not list((out / "learners").glob("learner-02*"))


def test_two_graders_do_not_write_to_one_report(tmp_path: Path) -> None:
    first = ResultsDatabase(tmp_path)
    with pytest.raises(ReportInUse, match="name another --out"):
        ResultsDatabase(tmp_path)
    first.close()
    ResultsDatabase(tmp_path).close()


def test_the_report_of_an_older_version_is_marked_again(bubblewrap: str, tmp_path: Path) -> None:
    folder, out = lay_out(tmp_path / "in"), tmp_path / "out"
    for number in range(1, MANY):
        (folder / f"learner-{number:02}.ipynb").unlink()
    with contextlib.closing(ResultsDatabase(out)) as database:
        seed = database.choose_seed()
    with sqlite3.connect(out / "journal.sqlite") as file:
        file.execute("INSERT INTO marked VALUES ('learner-00', 'old key', '{\"told\": \"of an older version\"}')")
    file.close()
    GradingRun(folder, out, lessons=("00",), jobs=1, no_nbval=True, seconds=60).mark()
    assert "learner-00,warm-up,1,1,passed" in (out / "grades.csv").read_text()
    assert f"seed {seed}" in (out / "index.html").read_text()


@pytest.mark.parametrize("content", [b"no database" * 100, None])
def test_a_journal_that_cannot_be_read_is_kept_aside_and_marking_begins_anew(
    content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if content:
        (tmp_path / "journal.sqlite").write_bytes(content)
    else:
        with sqlite3.connect(tmp_path / "journal.sqlite") as file:
            file.execute("CREATE TABLE marked (somebody TEXT)")
        file.close()
    before = (tmp_path / "journal.sqlite").read_bytes()
    for said in ("it is kept as journal.sqlite.damaged-1, all is marked anew", ""):
        with contextlib.closing(ResultsDatabase(tmp_path)) as database:
            assert list(database.read_all()) == []
        assert said in capsys.readouterr().err
    kept = (tmp_path / "journal.sqlite.damaged-1").read_bytes()
    assert kept == before if content else b"somebody TEXT" in kept
    assert not (tmp_path / "journal.sqlite.damaged-2").exists()


def test_a_report_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(ReportNotWritable, match=r"No report can be written in .*: name another|Name another --out"):
            ResultsDatabase(out)


def test_ctrl_c_waits_for_no_answer_and_keeps_what_is_marked(bubblewrap: str, tmp_path: Path) -> None:
    folder = lay_out(tmp_path / "in")
    loop = samples.to_bytes(samples.fill_in(LESSON, {"warm-up": "while True:\n    pass"}))
    (folder / "zz.ipynb").write_bytes(loop)  # the last one, which takes its 600 seconds
    command = [sys.executable, "-m", "kubeish", "grade", str(folder), "--out", str(tmp_path / "out"), *OPTIONS]
    grader = subprocess.Popen([*command, "--seconds", "600"], cwd=samples.ROOT, stderr=subprocess.PIPE)
    wait_until(lambda: len(read_marked_learners(tmp_path / "out")) == MANY, "all but one to be marked")
    grader.send_signal(signal.SIGINT)
    _, words = grader.communicate(timeout=60)
    assert grader.returncode == 1
    assert words.decode().endswith("Interrupted. What is marked is kept: give the same command again to go on.\n")
    assert len(read_marked_learners(tmp_path / "out")) == MANY
