"""A class in which each second answer of tests/answers is handed in, in every way in which schools and learners do it.

``Classroom`` lays the files out and knows which mark each exercise of each learner must get.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from kubeish.classroom import course, notebooks
from kubeish.classroom.grading import results
from tests.answers import Right, Wrong
from tests.grading import notebook_samples as samples

Change = Callable[[samples.Notebook], samples.Notebook]

CHANGES: list[Change] = [
    lambda notebook: notebook,
    samples.drop_ids,
    samples.strip_metadata,
    samples.reverse_cells,
    samples.save_by_colab,
    samples.drop_ids_and_metadata,
    samples.damage_other_cells,
    samples.save_as_of_2014,
    samples.delete_checks,
]
SLUGS = [exercise.slug for exercise in course.load().exercises]
LESSONS = list(dict.fromkeys(map(samples.find_lesson, SLUGS)))
ANSWERS: dict[str, list[Right | Wrong]] = {
    slug: [answer for kind in samples.load_answers(slug) for answer in kind][::2] for slug in SLUGS
}
"""Those of the class; test_remote_answer has some of the others."""

MOST = max(map(len, ANSWERS.values()))
"""Learners needed to hand in each of them once."""

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

    def hand_in(self, learner: str, notebook_files: dict[str, bytes], way: str, expected: dict[str, str]) -> None:
        """Lay out the notebooks, by their names, in one of the ways; all that is not ``expected`` is not attempted."""
        self.wanted[learner] = {slug: expected.get(slug, results.NOT_ATTEMPTED) for slug in SLUGS}
        if way == "zip":
            (self.folder / f"{learner}.zip").write_bytes(
                samples.make_zip({f"work/{n}": b for n, b in notebook_files.items()})
            )
        for name, data in notebook_files.items() if way != "zip" else ():
            path = self.folder / (f"{learner} {name}" if way == "files" else f"{learner}/{name}")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def make_notebooks(
    answers: dict[str, str], change: Callable[[samples.Notebook], samples.Notebook] = CHANGES[0]
) -> dict[str, bytes]:
    """The notebooks of all lessons, with ``answers`` in their cells, as ``change`` leaves them."""
    notebook_files = {}
    for lesson in LESSONS:
        mine = {slug: text for slug, text in answers.items() if samples.find_lesson(slug) == lesson}
        notebook_files[f"{lesson}.ipynb"] = samples.to_bytes(change(samples.fill_in(lesson, mine)))
    return notebook_files


def build_class_with_answers(folder: Path) -> Classroom:
    """The class: ``MOST`` learners with each of ANSWERS once, and those to whom other things have happened."""
    classroom = Classroom(folder)
    for number in range(MOST):
        _add_learner_with_answers(classroom, number)
    _add_other_learners(classroom)
    return classroom


def _add_learner_with_answers(classroom: Classroom, number: int) -> None:
    learner = f"learner-{number:02}"
    answers, expected = {}, {}
    for place, slug in enumerate(SLUGS):
        mine = dict(enumerate(ANSWERS[slug])).get((number + place) % MOST)
        if mine is not None:
            answers[slug] = mine.source
            expected[slug] = results.FAILED if isinstance(mine, Wrong) else results.PASSED
        if isinstance(mine, Wrong):
            classroom.says[learner, slug] = mine.says
    way = ("folder", "files", "zip")[number % 3]
    classroom.hand_in(learner, make_notebooks(answers, CHANGES[number % len(CHANGES)]), way, expected)


QUICK = [slug for slug in SLUGS if slug not in ("run-pod", "first-write", "atomic-update")]
"""Those that take less than a second to examine."""


def _add_other_learners(classroom: Classroom) -> None:
    everything = dict.fromkeys(SLUGS, results.UNREADABLE)
    classroom.hand_in("blank", make_notebooks({}), "folder", {})
    classroom.hand_in(
        "broken-syntax", make_notebooks(dict.fromkeys(SLUGS, "def (:\n")), "folder", dict.fromkeys(SLUGS, results.ERROR)
    )
    classroom.hand_in("half-done", make_notebooks({slug: _make_unfinished_answer(slug) for slug in SLUGS}), "zip", {})
    classroom.hand_in("nothing-but-text", {"essay.docx": b"PK"}, "folder", everything)
    classroom.hand_in("cut-off", {"work.ipynb": BROKEN}, "folder", everything)
    _add_learner_with_a_notebook_lost_and_one_cut(classroom)
    _add_learner_with_right_copies(classroom)
    _add_learner_with_answers_in_other_cells(classroom)


def _make_unfinished_answer(slug: str) -> str:
    stub = notebooks.get_source(notebooks.find_exercise_cells(samples.load_notebook(samples.find_lesson(slug)))[slug])
    return f"# I began here, and ran out of time\n{stub}\n"


def _add_learner_with_a_notebook_lost_and_one_cut(classroom: Classroom) -> None:
    answers = {slug: samples.get_right_answer(slug) for slug in QUICK}
    notebook_files = make_notebooks(answers)
    del notebook_files["01_the_race.ipynb"]
    notebook_files["02_compare_and_swap.ipynb"] = notebook_files["02_compare_and_swap.ipynb"][:3000]
    expected = dict.fromkeys(QUICK, results.PASSED)
    expected |= {slug: results.UNREADABLE for slug in SLUGS if samples.find_lesson(slug).startswith("02")}
    expected |= {slug: results.NOT_ATTEMPTED for slug in SLUGS if samples.find_lesson(slug).startswith("01")}
    classroom.hand_in("one-lost-one-cut", notebook_files, "zip", expected)


def _add_learner_with_right_copies(classroom: Classroom) -> None:
    notebook_files = {}
    for lesson in LESSONS:
        mine = [slug for slug in QUICK if samples.find_lesson(slug) == lesson]
        notebook = samples.fill_in(lesson, {slug: samples.get_wrong_answer(slug) for slug in mine})
        for slug in mine:
            notebook = samples.copy_cell(notebook, slug, samples.get_right_answer(slug))
        notebook_files[f"{lesson}.ipynb"] = samples.to_bytes(notebook)
    classroom.hand_in("right-after-wrong", notebook_files, "files", dict.fromkeys(QUICK, results.PASSED))


def _add_learner_with_answers_in_other_cells(classroom: Classroom) -> None:
    """The exercise's cell deleted, and its answer somewhere else, where nothing marks it."""
    notebook_files = {}
    for lesson in LESSONS:
        notebook = samples.load_notebook(lesson)
        cells = notebooks.find_exercise_cells(notebook)
        notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] not in {c["id"] for c in cells.values()}]
        for number, slug in enumerate(slug for slug in cells if slug in QUICK):
            own = {"cell_type": "code", "id": f"own{number}", "metadata": {}, "outputs": []}
            notebook["cells"].insert(0, {**own, "source": samples.get_right_answer(slug)})
        notebook_files[f"{lesson}.ipynb"] = samples.to_bytes(notebook)
    classroom.hand_in("in-other-cells", notebook_files, "folder", dict.fromkeys(QUICK, results.PASSED))
