"""Honest work is marked rightly, whatever it prints, logs, tries first, copies or leaves out, and nbval agrees."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kubeish.grading import marking as marks
from kubeish.grading import notebook_run, results
from kubeish.grading.examining import Bounds
from kubeish.grading.marking import Rooms, Settings, mark
from kubeish.grading.papers import Paper, Papers
from kubeish.grading.reading.finding import Candidate
from kubeish.grading.reading.folders import pile
from kubeish.grading.reading.submission import read
from kubeish.grading.results import Examined, Marked
from kubeish.grading.sandbox.room import Room
from tests.grading import handing_in as hand

SLUG = "string-set"
LESSON = hand.lesson_of(SLUG)
RIGHT, WRONG = hand.right(SLUG), hand.wrong(SLUG)

Marking = Callable[..., Marked]


@pytest.fixture
def marking(rooms: Rooms, papers: Papers, tmp_path: Path) -> Marking:
    """Marks notebooks that a learner hands in."""
    alone = Papers(
        tuple(paper for paper in papers.exercises if paper.lesson == LESSON), {LESSON: papers.references[LESSON]}
    )
    numbers = itertools.count()

    def marked(*books: hand.Notebook, seconds: float = 60, nbval: bool = True) -> Marked:
        folder = tmp_path / f"in{next(numbers)}" / "ann"
        folder.mkdir(parents=True)
        for number, book in enumerate(books):
            (folder / f"{number} {LESSON}.ipynb").write_bytes(hand.text_of(book))
        ((learner, entries),) = pile(folder.parent, [LESSON]).items()
        return mark(read(learner, entries), alone, Settings(Bounds(seconds), nbval=nbval), rooms)

    return marked


def book(answer: str) -> hand.Notebook:
    return hand.filled_in(LESSON, {SLUG: answer})


def only(marked: Marked) -> Examined:
    (mark,) = marked.exercises
    return mark


@pytest.mark.parametrize("number", range(len(hand.answers_to(SLUG)[0])))
def test_every_right_way_passes_and_nbval_agrees(number: int, marking: Marking) -> None:
    found = only(marking(book(hand.answers_to(SLUG)[0][number].source)))
    assert (found.status, found.nbval) == (results.PASSED, "passed"), found


NOISE = {
    "a forgotten print": RIGHT.replace(
        "def insert(self, *items):", "def insert(self, *items):\n        print('here', items)"
    ),
    "a print below": f"{RIGHT}\nprint(StringSet('a', 'b').list())\n",
    "a logged warning": "import logging\n" + RIGHT.replace(
        "def has(self, item):", "def has(self, item):\n        logging.warning('looking for %s', item)"
    ),
    "a warning": "import warnings\nwarnings.warn('this is old')\n" + RIGHT,
    "a value at the end": f"{RIGHT}\nStringSet('a', 'b').list()\n",
    "a check of one's own": f"{RIGHT}\nassert StringSet('a').has('a')\n",
    "one's own check fails": f"{RIGHT}\nassert StringSet('a').has('b')\n",
    "magic": f"%time 1 + 1\n{RIGHT}\n!true\n",
    "the course's check in the same cell": f"{RIGHT}\nfrom kubeish import check\ncheck('string-set', StringSet)\n",
    "windows newlines": RIGHT.replace("\n", "\r\n"),
    "tabs": RIGHT.replace("    ", "\t"),
}  # fmt: skip


@pytest.mark.parametrize("title", NOISE)
def test_what_an_answer_says_beside_costs_nothing(title: str, marking: Marking) -> None:
    assert NOISE[title] != RIGHT
    found = only(marking(book(NOISE[title]), nbval=False))
    assert found.status == results.PASSED, found


def test_what_it_prints_is_feedback(marking: Marking) -> None:
    found = only(marking(book(NOISE["a print below"])))
    assert (found.printed, found.nbval) == ("['a', 'b']\n", "passed")


def test_what_cannot_be_written_down_is_written_otherwise(marking: Marking) -> None:
    body = RIGHT.replace("def list(self):", "def list(self):\n        raise ValueError('\\ud800\\x1b')")
    found = marking(book(f"print('\\ud800')\n{body}"), nbval=False)
    assert "ValueError: \ufffd\ufffd" in only(found).reason
    assert only(found).printed == "\ufffd\n"
    found.to_json().encode()


def test_a_right_answer_after_a_wrong_one_counts_wherever_it_stands(marking: Marking) -> None:
    for original, copy in ((WRONG, RIGHT), (RIGHT, WRONG)):
        found = only(marking(hand.copied(book(original), SLUG, copy), nbval=False))
        assert found.status == results.PASSED
        assert found.answer.strip() == RIGHT.strip()
        assert "taken of 2 cells since it passes" in found.taken
    found = only(marking(hand.copied(book(WRONG), SLUG, WRONG + "\n# again"), nbval=False))
    assert found.status == results.FAILED
    assert "none passes" in found.taken


def test_an_empty_copy_of_the_cell_takes_nothing_away(marking: Marking) -> None:
    stub = hand.notebooks.source(hand.notebooks.exercise_cells(hand.handed_out(LESSON))[SLUG])
    found = only(marking(hand.copied(book(RIGHT), SLUG, stub), nbval=False))
    assert (found.status, found.taken.count("taken of")) == (results.PASSED, 0)


def test_two_notebooks_of_one_lesson_are_both_looked_at(marking: Marking) -> None:
    for books in ((book(WRONG), book(RIGHT)), (book(RIGHT), hand.handed_out(LESSON))):
        assert only(marking(*books, nbval=False)).status == results.PASSED


def test_what_the_answer_needs_may_stand_in_another_cell(marking: Marking) -> None:
    body = "class StringSet(Basis):\n    pass\n"
    with_help = book(body)
    helper = {"cell_type": "code", "id": "mine", "metadata": {}, "outputs": [], "execution_count": None}
    with_help["cells"].insert(4, {**helper, "source": RIGHT.replace("class StringSet", "class Basis")})
    found = only(marking(with_help))
    assert (found.status, found.nbval) == (results.PASSED, "passed"), found


def test_a_cell_that_hangs_costs_its_limit_and_its_points_alone(marking: Marking) -> None:
    marked = marking(book("while True:\n    pass\n"), seconds=1)
    assert only(marked).status == results.TIME_OUT
    assert "1 second" in only(marked).reason


@pytest.mark.parametrize(
    ("status", "took", "left"), [("failed", 4.0, [6.0]), ("failed", 9.9, [1.0]), (results.TIME_OUT, 10.0, [])]
)
def test_a_notebook_has_the_time_that_its_answers_have_left(
    status: str, took: float, left: list[float], marking: Marking, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, now = [], [0.0]

    def examined(room: Room, paper: Paper, found: list[Candidate], bounds: Bounds) -> Examined:
        now[0] += took
        return Examined(paper.slug, status, "", found[0].source)

    def run(room: Room, lesson: str, reference: Any, answers: Any, seconds: float) -> dict[str, Any]:
        given.append(seconds)
        return {}

    monkeypatch.setattr(marks, "perf_counter", lambda: now[0])
    monkeypatch.setattr(marks, "examined", examined)
    monkeypatch.setattr(notebook_run, "run", run)
    marking(book(WRONG), seconds=10)
    assert given == pytest.approx(left)


def test_a_missing_notebook_is_not_attempted_and_the_rest_counts(papers: Papers, rooms: Rooms, tmp_path: Path) -> None:
    (tmp_path / "in" / "ann").mkdir(parents=True)
    (tmp_path / "in" / "ann" / "mine.ipynb").write_bytes(hand.text_of(book(RIGHT)))
    ((learner, entries),) = pile(tmp_path / "in", papers.references).items()
    marked = mark(read(learner, entries), papers, Settings(Bounds(60), nbval=False), rooms)
    statuses = {each.slug: each.status for each in marked.exercises}
    assert statuses.pop(SLUG) == results.PASSED
    assert set(statuses.values()) == {results.NOT_ATTEMPTED}
