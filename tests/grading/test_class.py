"""A class of forty and some: every answer of tests/answers, handed in in every way, gets exactly the marks expected."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from kubeish.grading import results
from kubeish.grading.evening import Evening
from kubeish.grading.journal import Journal
from kubeish.grading.results import Examined
from tests.grading import handing_in as hand
from tests.grading.the_class import MOST, SLUGS, Classroom, with_every_answer

pytestmark = [pytest.mark.slow, pytest.mark.sandbox]


@dataclass(frozen=True)
class Graded:
    """A class, and what became of it: the rows of grades.csv, and what was found, by learner and exercise."""

    out: Path
    room: Classroom
    rows: list[dict[str, str]]
    found: dict[tuple[str, str], Examined]


@pytest.fixture(scope="module")
def graded(bubblewrap: str, tmp_path_factory: pytest.TempPathFactory) -> Graded:
    folder = tmp_path_factory.mktemp("evening")
    submissions, out = folder / "submissions", folder / "report"
    submissions.mkdir()
    room = with_every_answer(submissions)
    mark(submissions, out)
    return Graded(out, room, rows_of(out), found_in(out))


def mark(submissions: Path, out: Path) -> None:
    Evening(submissions, out, jobs=2, seed=0, seconds=60, no_nbval=True).mark()


def rows_of(out: Path) -> list[dict[str, str]]:
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def found_in(out: Path) -> dict[tuple[str, str], Examined]:
    journal = Journal(out)
    found = {(marked.learner, mark.slug): mark for marked in journal.all() for mark in marked.exercises}
    journal.close()
    return found


@pytest.mark.timeout(600)
def test_everybody_gets_the_marks_expected_exercise_by_exercise(graded: Graded) -> None:
    got = {(row["learner"], row["exercise"]): row["status"] for row in graded.rows}
    wanted = {(who, slug): status for who, marks in graded.room.wanted.items() for slug, status in marks.items()}
    wrong = {
        key: (wanted.get(key), got.get(key), graded.found.get(key))
        for key in {*wanted, *got}
        if wanted.get(key) != got.get(key)
    }
    assert not wrong
    assert len(graded.room.wanted) >= 40


@pytest.mark.timeout(600)
def test_another_evening_gives_the_same_to_the_letter(graded: Graded, tmp_path: Path) -> None:
    mark(graded.room.folder, tmp_path / "again")
    for name in ("grades.csv", "totals.csv", "junit.xml", "index.html"):
        assert (tmp_path / "again" / name).read_bytes() == (graded.out / name).read_bytes()


def test_points_are_those_of_what_passed_and_of_nothing_else(graded: Graded) -> None:
    for row in graded.rows:
        assert row["points"] == (row["of"] if row["status"] == results.PASSED else "0"), row
    for learner in graded.room.wanted:
        points = sum(float(row["points"]) for row in graded.rows if row["learner"] == learner)
        assert points == graded.room.points(learner)


def test_every_wrong_answer_is_in_the_class_and_hears_what_is_wrong(graded: Graded) -> None:
    assert len(graded.room.says) == sum(len(hand.answers_to(slug)[1]) for slug in SLUGS)
    for key, says in graded.room.says.items():
        found = graded.found[key]
        assert says in f"{found.ran} {found.saw} {found.wanted} {found.try_next}", (key, found)


def test_every_row_says_why(graded: Graded) -> None:
    assert len(graded.rows) == len(graded.room.wanted) * len(SLUGS)
    assert all(len(row["reason"]) > 10 for row in graded.rows)
    assert MOST >= 30
