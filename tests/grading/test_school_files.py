"""The tables that schools import, and the pages as feedback files: their columns, numbers and names."""

from __future__ import annotations

import csv
import errno
import io
import sqlite3
import zipfile
from pathlib import Path

import click
import pytest

from kubeish.classroom import course
from kubeish.classroom.cli.grade_command import command
from kubeish.classroom.grading import results
from kubeish.classroom.grading.exercise_specs import ExerciseSpecs
from kubeish.classroom.grading.reading.learner_names import HandIn
from kubeish.classroom.grading.reading.roster import NOTHING
from kubeish.classroom.grading.report.learner_report import LearnerReport, make_learner_report
from kubeish.classroom.grading.report.replace_file import replace_file
from kubeish.classroom.grading.report.school_files import SCHOOLS, write_school_files
from kubeish.classroom.grading.results import SubmissionMark
from kubeish.classroom.grading.results_db import ReportNotWritable, explain_full_disk
from tests.grading.test_report import make_marks, make_scheme

COLUMN = "HW 4 (77)"
WHO = {
    "Ann Lee": HandIn("Ann Lee", id="12345", mail="ann@example.org", wrote="leeann_12345_678_hw.ipynb"),
    "=cmd": HandIn("=cmd", id="12346", wrote="cmd_LATE_12346_679_hw.ipynb"),
    "Dan": HandIn("Dan"),
}


def make_reports(specs: ExerciseSpecs) -> list[LearnerReport]:
    marks = [make_marks(specs, "Ann Lee"), make_marks(specs, "=cmd", run_pod=results.FAILED)]
    marks += [SubmissionMark("Dan", "", 0.0, make_marks(specs).exercises, (NOTHING,))]
    return [make_learner_report(mark, specs, make_scheme(specs)) for mark in marks]


def write(school: str, specs: ExerciseSpecs, folder: Path) -> tuple[list[list[str]], str, bytes]:
    (folder / "learners").mkdir()
    for report in make_reports(specs):
        (folder / "learners" / report.page).write_text(f"page of {report.learner}")
    words = write_school_files(folder, school, make_reports(specs), WHO, COLUMN)
    data = (folder / f"{school}.csv").read_bytes()
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")))), words, data


_POINTS = {exercise.slug: exercise.points for exercise in course.load().exercises}
ALL, LESS = str(sum(_POINTS.values())), str(sum(_POINTS.values()) - _POINTS["run-pod"])
TABLES = {
    "canvas": [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", COLUMN],
        ["    Points Possible", "", "", "", "", ALL],
        ["Ann Lee", "12345", "", "", "", ALL],
        ["'=cmd", "12346", "", "", "", LESS],
        ["Dan", "", "", "", "", ""],
    ],
    "moodle": [
        ["Identifier", "Full name", "Grade", "Maximum grade", "Last modified (grade)"],
        ["Participant 12345", "Ann Lee", ALL, ALL, "-"],
        ["Participant 12346", "'=cmd", LESS, ALL, "-"],
    ],
    "blackboard": [["Last Name", "First Name", "Username", COLUMN], ["Lee", "Ann", "12345", ALL]],
    "brightspace": [
        ["OrgDefinedId", f"{COLUMN} Points Grade <Numeric MaxPoints:{ALL}>", "End-of-Line Indicator"],
        ["#12345", ALL, "#"],
    ],
    "classroom": [["Last Name", "First Name", "Email Address", COLUMN], ["Lee", "Ann", "ann@example.org", ALL]],
    "gradescope": [
        ["Name", "SID", "Email", "Total Score", "Max Points"],
        ["Ann Lee", "12345", "ann@example.org", ALL, ALL],
    ],
}


@pytest.mark.parametrize("school", SCHOOLS)
def test_the_table_has_the_school_s_columns_and_numbers(school: str, specs: ExerciseSpecs, tmp_path: Path) -> None:
    rows, words, data = write(school, specs, tmp_path)
    wanted = TABLES[school]
    assert rows[: len(wanted)] == wanted
    assert data.startswith(b"\xef\xbb\xbf") == (school in ("moodle", "classroom", "gradescope"))
    assert "is not known: name a --roster that has it" in words


def test_pages_go_back_under_the_names_of_the_download(specs: ExerciseSpecs, tmp_path: Path) -> None:
    write("canvas", specs, tmp_path)
    with zipfile.ZipFile(tmp_path / "canvas-feedback.zip") as file:
        assert file.namelist() == ["leeann_12345_678_hw.html", "cmd_LATE_12346_679_hw.html"]
        assert file.read("leeann_12345_678_hw.html") == b"page of Ann Lee"
    folder = "Lee Ann_12345_assignsubmission_file_"
    who = {"Ann Lee": HandIn("Ann Lee", id="12345", wrote=folder)}
    write_school_files(tmp_path, "moodle", make_reports(specs), who, COLUMN)
    with zipfile.ZipFile(tmp_path / "moodle-feedback.zip") as file:
        assert file.namelist() == [f"{folder}/feedback.html"]


def fill_the_disk(path: Path) -> None:
    with replace_file(path) as aside:
        aside.write_text("half")
        raise OSError(errno.ENOSPC, "full")


def test_a_file_is_whole_or_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "grades.csv"
    path.write_text("earlier")
    with pytest.raises(OSError, match="full"):
        fill_the_disk(path)
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("grades.csv", "earlier")]
    with replace_file(path) as aside:
        aside.write_text("new")
    assert path.read_text() == "new"


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left"), sqlite3.OperationalError("disk is full")])
def test_a_full_disk_is_a_sentence(error: Exception, tmp_path: Path) -> None:
    with pytest.raises(ReportNotWritable, match="What is marked is kept: make room"), explain_full_disk(tmp_path):
        raise error
    with pytest.raises(ConnectionError), explain_full_disk(tmp_path):
        raise ConnectionError(errno.ECONNRESET, "an error of another kind is no full disk")


def test_the_command_knows_the_same_schools() -> None:
    (option,) = [each for each in command.params if each.name == "schools"]
    assert isinstance(option.type, click.Choice)
    assert tuple(option.type.choices) == SCHOOLS
