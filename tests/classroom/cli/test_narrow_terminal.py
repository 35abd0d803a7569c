"""What `kubeish etcd` and `kubeish check` show fits a terminal of 80 by 24."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from kubeish.classroom import course, progress
from kubeish.classroom.cli import check_command, main
from kubeish.classroom.cli.etcd_command import HELP, NO_MAJORITY, draw_screen
from kubeish.classroom.summary import Attempt, Summary
from kubeish.etcd.cluster import MemberStatus

ROOT = Path(__file__).resolve().parents[3]


def make_member(index: int, answers: bool = True, cut_off: bool = False) -> MemberStatus:
    state = "running" if answers else "killed"
    return MemberStatus(
        index, state, "", 1, leader=index == 0 and answers, term=2 if answers else None, cut_off=cut_off
    )


@pytest.mark.parametrize("dead", range(4))
def test_without_a_majority_the_screen_says_that_nothing_can_be_written(dead: int) -> None:
    screen = draw_screen([make_member(i, answers=i >= dead) for i in range(3)], "", 200)
    assert (NO_MAJORITY in screen) == (dead >= 2)


def test_a_member_that_is_cut_off_counts_for_nothing() -> None:
    members = [make_member(0, cut_off=True), make_member(1, cut_off=True), make_member(2)]
    assert NO_MAJORITY in draw_screen(members, "", 200)


@pytest.mark.parametrize("width", [40, 80])
def test_no_line_of_the_screen_is_cut(width: int) -> None:
    lines = draw_screen([make_member(i, answers=False) for i in range(3)], "Member 1 is cut off.", width).splitlines()
    assert max(map(len, lines)) <= width
    assert " ".join(HELP.split()) in " ".join(" ".join(lines).split())


def test_a_lesson_that_is_passed_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    lessons = course.load(ROOT).lessons
    done = lessons[:5]
    status = {lesson.name: progress.PASSED if lesson in done else progress.NOT_YET for lesson in lessons}
    so_far = Summary(
        tuple((one, tuple(Attempt(e, status[one.name], "") for e in one.exercises)) for one in lessons), tmp_path
    )
    check_command.show_lessons(so_far)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(lessons) + sum(len(one.exercises) for one in lessons if one not in done) < 22
    assert lines[0].endswith("Start here: 1 of 1 passed")


def test_lessons_ahead_are_one_line_each_so_that_all_stands_on_24_lines(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lessons = course.load(ROOT).lessons
    for begun in range(len(lessons)):
        status = [progress.PASSED] * begun + [progress.NOT_ATTEMPTED] * (len(lessons) - begun)
        attempts = (tuple(Attempt(e, each, "") for e in one.exercises) for one, each in zip(lessons, status))
        so_far = Summary(tuple(zip(lessons, attempts)), tmp_path)
        check_command.show_lessons(so_far)
        lines = capsys.readouterr().out.splitlines()
        shown = [line for line in lines if line.startswith("    ")]
        assert [line.split()[0] for line in shown] == [each.slug for each in lessons[begun].exercises]
        assert len(lines) + len(["", "counts", "go on", "a hint", "the prompt"]) <= 24


@pytest.mark.parametrize("found", [True, False])
def test_make_lab_says_where_the_command_is_if_the_shell_does_not_find_it(
    found: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}" if found else None)
    said = CliRunner().invoke(main, ["lab", "--no-open", "--work", str(tmp_path / "work")])
    assert said.exit_code == 0, said.output
    assert ("In a terminal of your own, kubeish is " in said.output) is not found


def test_a_check_where_no_notebook_is_says_what_makes_them(tmp_path: Path) -> None:
    said = CliRunner().invoke(main, ["check", "--work", str(tmp_path)])
    assert "That notebook is not there yet: kubeish lab makes it" in said.output
