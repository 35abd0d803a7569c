"""A class: every answer of tests/answers once, handed in by somebody, in every way in which schools and learners do it.

``Classroom`` lays the files out and knows which mark each exercise of each learner must get.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from kubeish import course, notebooks
from kubeish.grading import results
from tests.answers import Right, Wrong
from tests.grading import handing_in as hand

Change = Callable[[hand.Notebook], hand.Notebook]

CHANGES: list[Change] = [
    lambda notebook: notebook,
    hand.ids_lost,
    hand.metadata_stripped,
    hand.upside_down,
    hand.through_colab,
    hand.bare,
    hand.with_damage,
    hand.of_2014,
    hand.without_checks,
]
SLUGS = [exercise.slug for exercise in course.load().exercises]
LESSONS = list(dict.fromkeys(map(hand.lesson_of, SLUGS)))
MOST = max(len(right) + len(wrong) for right, wrong in map(hand.answers_to, SLUGS))
"""So many learners are needed to hand in every answer once."""

BROKEN = b'{"cells": [{"cell_type": "code", "sour'


@dataclass
class Classroom:
    """Submissions below ``folder``; ``wanted``: learner -> exercise -> status; ``says``: what a verdict has to say."""

    folder: Path
    wanted: dict[str, dict[str, str]] = field(default_factory=dict)
    says: dict[tuple[str, str], str] = field(default_factory=dict)

    def points(self, learner: str) -> int:
        """What a learner must earn: the points of what passed."""
        exercises = {exercise.slug: exercise for exercise in course.load().exercises}
        return sum(exercises[slug].points for slug, status in self.wanted[learner].items() if status == results.PASSED)

    def hand_in(self, learner: str, books: dict[str, bytes], way: str, expected: dict[str, str]) -> None:
        """Lay out the notebooks, by their names, in one of the ways; all that is not ``expected`` is not attempted."""
        self.wanted[learner] = {slug: expected.get(slug, results.NOT_ATTEMPTED) for slug in SLUGS}
        if way == "zip":
            (self.folder / f"{learner}.zip").write_bytes(hand.zipped({f"work/{n}": b for n, b in books.items()}))
        for name, data in books.items() if way != "zip" else ():
            path = self.folder / (f"{learner} {name}" if way == "files" else f"{learner}/{name}")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def books_of(
    answers: dict[str, str], change: Callable[[hand.Notebook], hand.Notebook] = CHANGES[0]
) -> dict[str, bytes]:
    """The notebooks of all lessons, with ``answers`` in their cells, as ``change`` leaves them."""
    books = {}
    for lesson in LESSONS:
        mine = {slug: text for slug, text in answers.items() if hand.lesson_of(slug) == lesson}
        books[f"{lesson}.ipynb"] = hand.text_of(change(hand.filled_in(lesson, mine)))
    return books


def with_every_answer(folder: Path) -> Classroom:
    """The class: ``MOST`` learners with each answer once, and those to whom other things have happened."""
    room = Classroom(folder)
    for number in range(MOST):
        _one_of_many(room, number)
    _the_others(room)
    return room


def _one_of_many(room: Classroom, number: int) -> None:
    learner = f"learner-{number:02}"
    answers, expected = {}, {}
    for place, slug in enumerate(SLUGS):
        right, wrong = hand.answers_to(slug)
        mine: Right | Wrong | None = dict(enumerate([*right, *wrong])).get((number + place) % MOST)
        if mine is not None:
            answers[slug] = mine.source
            expected[slug] = results.FAILED if isinstance(mine, Wrong) else results.PASSED
        if isinstance(mine, Wrong):
            room.says[learner, slug] = mine.says
    way = ("folder", "files", "zip")[number % 3]
    room.hand_in(learner, books_of(answers, CHANGES[number % len(CHANGES)]), way, expected)


QUICK = [slug for slug in SLUGS if slug not in ("run-pod", "first-write", "atomic-update")]
"""Those that take less than a second to examine."""


def _the_others(room: Classroom) -> None:
    everything = dict.fromkeys(SLUGS, results.UNREADABLE)
    room.hand_in("blank", books_of({}), "folder", {})
    room.hand_in(
        "broken-syntax", books_of(dict.fromkeys(SLUGS, "def (:\n")), "folder", dict.fromkeys(SLUGS, results.ERROR)
    )
    room.hand_in("half-done", books_of({slug: _half_done(slug) for slug in SLUGS}), "zip", {})
    room.hand_in("nothing-but-text", {"essay.docx": b"PK"}, "folder", everything)
    room.hand_in("cut-off", {"work.ipynb": BROKEN}, "folder", everything)
    _one_is_missing_and_one_cut(room)
    _right_after_wrong(room)
    _in_a_cell_of_its_own(room)


def _half_done(slug: str) -> str:
    stub = notebooks.source(notebooks.exercise_cells(hand.handed_out(hand.lesson_of(slug)))[slug])
    return f"# I began here, and ran out of time\n{stub}\n"


def _one_is_missing_and_one_cut(room: Classroom) -> None:
    answers = {slug: hand.right(slug) for slug in QUICK}
    books = books_of(answers)
    del books["01_the_race.ipynb"]
    books["02_compare_and_swap.ipynb"] = books["02_compare_and_swap.ipynb"][:3000]
    expected = dict.fromkeys(QUICK, results.PASSED)
    expected |= {slug: results.UNREADABLE for slug in SLUGS if hand.lesson_of(slug).startswith("02")}
    expected |= {slug: results.NOT_ATTEMPTED for slug in SLUGS if hand.lesson_of(slug).startswith("01")}
    room.hand_in("one-lost-one-cut", books, "zip", expected)


def _right_after_wrong(room: Classroom) -> None:
    books = {}
    for lesson in LESSONS:
        mine = [slug for slug in QUICK if hand.lesson_of(slug) == lesson]
        notebook = hand.filled_in(lesson, {slug: hand.wrong(slug) for slug in mine})
        for slug in mine:
            notebook = hand.copied(notebook, slug, hand.right(slug))
        books[f"{lesson}.ipynb"] = hand.text_of(notebook)
    room.hand_in("right-after-wrong", books, "files", dict.fromkeys(QUICK, results.PASSED))


def _in_a_cell_of_its_own(room: Classroom) -> None:
    """The exercise's cell deleted, and its answer somewhere else, where nothing marks it."""
    books = {}
    for lesson in LESSONS:
        notebook = hand.handed_out(lesson)
        cells = notebooks.exercise_cells(notebook)
        notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] not in {c["id"] for c in cells.values()}]
        for number, slug in enumerate(slug for slug in cells if slug in QUICK):
            own = {"cell_type": "code", "id": f"own{number}", "metadata": {}, "source": hand.right(slug), "outputs": []}
            notebook["cells"].insert(0, own)
        books[f"{lesson}.ipynb"] = hand.text_of(notebook)
    room.hand_in("in-other-cells", books, "folder", dict.fromkeys(QUICK, results.PASSED))
