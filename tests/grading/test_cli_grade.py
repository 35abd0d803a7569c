"""`kubeish grade` as an instructor calls it: what it says, what it writes, and a sentence for each mistake."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kubeish.classroom.cli import main
from kubeish.classroom.grading import terminal_progress
from kubeish.classroom.grading.sandbox import bubblewrap as bubblewrap_module
from kubeish.classroom.grading.terminal_progress import ProgressBar
from tests.grading import notebook_samples as samples

ONE = ["--lesson", "05", "--jobs", "1", "--seconds", "60"]


def grade(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["grade", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two learners, of whom one has it right."""
    (tmp_path / "in").mkdir()
    for learner, answer in (
        ("ann", samples.get_right_answer("string-set")),
        ("bob", samples.get_wrong_answer("string-set")),
    ):
        book = samples.fill_in("05_string_set", {"string-set": answer})
        (tmp_path / "in" / f"{learner} 05_string_set.ipynb").write_bytes(samples.to_bytes(book))
    return tmp_path / "in"


def test_a_whole_run(bubblewrap: str, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = grade(folder, "--out", out, *ONE)
    assert done.exit_code == 0, done.output
    assert f"2 submissions marked: {out}/index.html, {out}/grades.csv" in done.output
    rows = (out / "grades.csv").read_text().splitlines()
    assert rows[0] == "learner,exercise,points,of,status,reason"
    assert [row.split(",")[:5] for row in rows[1:]] == [
        ["ann", "string-set", "3", "3", "passed"],
        ["bob", "string-set", "0", "3", "failed"],
    ]
    assert (out / "totals.csv").read_text().splitlines() == ["learner,points,of", "ann,3,3", "bob,0,3"]
    (page,) = (out / "learners").glob("bob-*.html")
    assert "What was wanted" in page.read_text()
    (tmp_path / "roster.csv").write_text("id,name\nann,Ann Lee\n9,Cas Kim\n")
    more = ["--scheme", _scheme(tmp_path), "--roster", tmp_path / "roster.csv", "--for", "canvas"]
    again = grade(folder, "--out", out, *ONE, *more)
    assert "Cas Kim: 0 notebooks; handed in nothing" in again.output
    assert "Ann Lee,string-set,5,5,passed" in (out / "grades.csv").read_text()
    lines = (out / "canvas.csv").read_text().splitlines()
    assert lines[0] == "Student,ID,SIS User ID,SIS Login ID,Section,05_string_set"
    assert lines[2:] == ["Ann Lee,ann,,,,5", "Cas Kim,9,,,,", "bob,,,,,0"]


def _scheme(folder: Path) -> Path:
    (folder / "own.toml").write_text("[points]\nstring-set = 5\n")
    return folder / "own.toml"


def test_without_bubblewrap_it_refuses_and_says_what_to_install(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bubblewrap_module.shutil, "which", lambda name: None)
    done = grade(folder, "--out", tmp_path / "out", *ONE)
    assert done.exit_code == 1
    assert "sudo apt install bubblewrap" in done.output
    assert "--no-sandbox" in done.output
    assert not (tmp_path / "out" / "grades.csv").exists()


def test_without_a_sandbox_the_marks_are_the_same_and_the_report_warns(folder: Path, tmp_path: Path) -> None:
    done = grade(folder, "--out", tmp_path / "out", *ONE, "--no-nbval", "--no-sandbox")
    assert done.exit_code == 0, done.output
    assert "Marked without a sandbox" in done.output
    rows = (tmp_path / "out" / "grades.csv").read_text().splitlines()[1:]
    assert [row.split(",")[4] for row in rows] == ["passed", "failed"]
    assert all("Marked without a sandbox" in row for row in rows)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere", "--out", "out"], "There is nothing at nowhere"),
        (["in", "--out", "in/out"], "among the submissions: name another --out"),
        (["in", "--out", "out", "--lesson", "44"], "There is no lesson '44'"),
        (["in", "--out", "out", "--scheme", "none.toml"], "none.toml cannot be read"),
        (["in"], "Missing option '--out'"),
        (["empty", "--out", "out"], "There is no submission in empty"),
        (["note.txt", "--out", "out"], "note.txt is neither a zip nor a notebook"),
        (["one", "--out", "out"], "all notebooks are one learner's"),
        (["one", "--out", "out"], "If all is right, add --yes."),
        (["in", "--out", "out", "--with", "no_such_package"], "no package of that name is installed"),
        (["in", "--out", "out", "--roster", "none.csv"], "none.csv cannot be read"),
        (["in", "--out", "out", "--for", "wattle"], "'wattle' is not one of"),
    ],
)
def test_a_mistake_is_a_sentence(
    arguments: list[str], says: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "note.txt").write_text("no zip")
    for name in ("00_start_here.ipynb", "05_string_set.ipynb"):
        path = tmp_path / "one" / "ann" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(samples.to_bytes(samples.load_notebook(name.removesuffix(".ipynb"))))
    done = grade(*arguments, "--no-nbval")
    assert says in done.output
    assert isinstance(done.exception, SystemExit) or done.exit_code == 0
    assert "Traceback" not in done.output


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_bar_with_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    with ProgressBar(3) as shown:
        for _ in range(3):
            shown.step()
    assert "3/3" in terminal.getvalue()
    assert re.search(r"\d:\d\d:\d\d", terminal.getvalue())


def test_a_log_gets_a_line_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", log := io.StringIO())
    times = iter([0.0, 40.0, 40.0, 40.0, 50.0, 1000.0, 1000.0, 1000.0])
    monkeypatch.setattr(terminal_progress.time, "monotonic", lambda: next(times))
    with ProgressBar(10) as shown:
        for _ in range(3):
            shown.step()
    assert log.getvalue() == "1 of 10, about 6 min left\n3 of 10, about 39 min left\n"
