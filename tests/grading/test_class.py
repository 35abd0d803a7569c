"""A class of more than forty, in which each second answer of tests/answers is handed in, gets the expected marks."""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from kubeish.classroom.grading import results
from kubeish.classroom.grading.grade import GradingRun
from kubeish.classroom.grading.results import ExerciseMark
from kubeish.classroom.grading.results_db import ResultsDatabase
from tests.answers import Wrong
from tests.grading.full_class import ANSWERS, MOST, SLUGS, Classroom, build_class_with_answers

pytestmark = [pytest.mark.slow, pytest.mark.sandbox]


@dataclass(frozen=True)
class GradedClass:
    """A class, and what became of it: the rows of grades.csv, and what was found, by learner and exercise."""

    out: Path
    classroom: Classroom
    rows: list[dict[str, str]]
    found: dict[tuple[str, str], ExerciseMark]


@pytest.fixture(scope="module")
def graded(bubblewrap: str, tmp_path_factory: pytest.TempPathFactory) -> GradedClass:
    folder = tmp_path_factory.mktemp("grading")
    submissions, out = folder / "submissions", folder / "report"
    submissions.mkdir()
    classroom = build_class_with_answers(submissions)
    grade(submissions, out)
    return GradedClass(out, classroom, read_rows(out), read_marks(out))


def grade(submissions: Path, out: Path) -> None:
    # The seed of tests/checks: what a wrong answer hears first depends on the questions.
    GradingRun(submissions, out, jobs=2, seed=1, seconds=60, no_nbval=True).mark()


def read_rows(out: Path) -> list[dict[str, str]]:
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_marks(out: Path) -> dict[tuple[str, str], ExerciseMark]:
    database = ResultsDatabase(out)
    found = {(marks.learner, mark.slug): mark for marks in database.read_all() for mark in marks.exercises}
    database.close()
    return found


def test_every_learner_gets_the_expected_marks_exercise_by_exercise(graded: GradedClass) -> None:
    got = {(row["learner"], row["exercise"]): row["status"] for row in graded.rows}
    wanted = {
        (learner, slug): status for learner, marks in graded.classroom.wanted.items() for slug, status in marks.items()
    }
    wrong = {
        key: (wanted.get(key), got.get(key), graded.found.get(key))
        for key in {*wanted, *got}
        if wanted.get(key) != got.get(key)
    }
    assert not wrong
    assert len(graded.classroom.wanted) >= 40


def test_the_same_learners_in_another_class_get_the_same_to_the_letter(graded: GradedClass, tmp_path: Path) -> None:
    (tmp_path / "some").mkdir()
    for path in graded.classroom.folder.iterdir():
        if path.name.startswith("learner-1"):
            (shutil.copytree if path.is_dir() else shutil.copy2)(path, tmp_path / "some" / path.name)
    grade(tmp_path / "some", tmp_path / "again")
    rows = read_rows(tmp_path / "again")
    assert len(rows) == 10 * len(SLUGS)
    by_chance = [key for key, mark in graded.found.items() if "id(self)" in mark.answer]
    assert len(by_chance) < 5, "what they are told depends on what else is in memory"
    assert [row for row in rows if row not in graded.rows and (row["learner"], row["exercise"]) not in by_chance] == []


def test_points_are_those_of_what_passed_and_of_nothing_else(graded: GradedClass) -> None:
    for row in graded.rows:
        assert row["points"] == (row["of"] if row["status"] == results.PASSED else "0"), row
    for learner in graded.classroom.wanted:
        points = sum(float(row["points"]) for row in graded.rows if row["learner"] == learner)
        assert points == graded.classroom.points(learner)


def test_each_wrong_answer_of_the_class_hears_what_is_wrong(graded: GradedClass) -> None:
    assert len(graded.classroom.says) == sum(isinstance(each, Wrong) for slug in SLUGS for each in ANSWERS[slug]) > 200
    for key, says in graded.classroom.says.items():
        found = graded.found[key]
        assert says in f"not yet: {found.ran} {found.saw} {found.wanted} {found.try_next}", (key, found)


def test_every_row_says_why(graded: GradedClass) -> None:
    assert len(graded.rows) == len(graded.classroom.wanted) * len(SLUGS)
    assert all(len(row["reason"]) > 10 for row in graded.rows)
    assert MOST >= 30
