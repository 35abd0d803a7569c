"""Honest work is marked rightly, whatever it prints, logs, tries first, copies or leaves out, and nbval agrees."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kubeish.classroom.grading import mark_submission as mark_submission_module
from kubeish.classroom.grading import nbval_run, results
from kubeish.classroom.grading.cut_text import cut_text
from kubeish.classroom.grading.exercise_specs import ExerciseSpec, ExerciseSpecs
from kubeish.classroom.grading.mark_submission import Sandboxes, mark_submission
from kubeish.classroom.grading.reading.answer_candidates import AnswerCandidate
from kubeish.classroom.grading.reading.folders import find_submissions
from kubeish.classroom.grading.reading.submission import read_submission
from kubeish.classroom.grading.results import ExerciseMark, SubmissionMark
from kubeish.classroom.grading.sandbox.sandbox import Sandbox
from kubeish.classroom.grading.settings import Bounds, Settings
from tests.grading import notebook_samples as samples

SLUG = "string-set"
LESSON = samples.find_lesson(SLUG)
RIGHT, WRONG = samples.get_right_answer(SLUG), samples.get_wrong_answer(SLUG)

Mark = Callable[..., SubmissionMark]


@pytest.fixture
def mark(sandboxes: Sandboxes, specs: ExerciseSpecs, tmp_path: Path) -> Mark:
    """A function that marks notebooks handed in by a learner."""
    lesson_specs = ExerciseSpecs(
        tuple(spec for spec in specs.exercises if spec.lesson == LESSON), {LESSON: specs.references[LESSON]}
    )
    numbers = itertools.count()

    def mark_notebooks(*notebooks: samples.Notebook, seconds: float = 60, nbval: bool = True) -> SubmissionMark:
        folder = tmp_path / f"in{next(numbers)}" / "ann"
        folder.mkdir(parents=True)
        for number, notebook in enumerate(notebooks):
            (folder / f"{LESSON} ({number}).ipynb").write_bytes(samples.to_bytes(notebook))
        ((learner, entries),) = find_submissions(folder.parent, [LESSON]).items()
        return mark_submission(
            read_submission(learner, entries), lesson_specs, Settings(Bounds(seconds), nbval=nbval), sandboxes
        )

    return mark_notebooks


def fill_in(answer: str) -> samples.Notebook:
    return samples.fill_in(LESSON, {SLUG: answer})


def get_only_mark(marks: SubmissionMark) -> ExerciseMark:
    (found,) = marks.exercises
    return found


@pytest.mark.parametrize("number", range(len(samples.load_answers(SLUG)[0])))
def test_every_right_way_passes_and_nbval_agrees(number: int, mark: Mark) -> None:
    source = samples.load_answers(SLUG)[0][number].source
    found = get_only_mark(mark(fill_in(source)))
    assert found.status == results.PASSED, found
    assert (found.nbval == "passed") != ("print(" in source), "what an answer prints, nbval does not expect"


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
def test_what_an_answer_says_beside_costs_nothing(title: str, mark: Mark) -> None:
    assert NOISE[title] != RIGHT
    found = get_only_mark(mark(fill_in(NOISE[title]), nbval=False))
    assert found.status == results.PASSED, found


def test_what_it_prints_is_feedback(mark: Mark) -> None:
    found = get_only_mark(mark(fill_in(NOISE["a print below"])))
    assert (found.printed, found.nbval) == ("['a', 'b']\n", "passed")


def test_what_cannot_be_written_down_is_written_otherwise(mark: Mark) -> None:
    body = RIGHT.replace("def list(self):", "def list(self):\n        raise ValueError('\\ud800\\x1b')")
    found = mark(fill_in(f"print('\\ud800')\n{body}"), nbval=False)
    assert "ValueError: \ufffd\ufffd" in get_only_mark(found).reason
    assert get_only_mark(found).printed == "\ufffd\n"
    found.to_json().encode()


def test_a_right_answer_after_a_wrong_one_counts_wherever_it_stands(mark: Mark) -> None:
    for original, copy in ((WRONG, RIGHT), (RIGHT, WRONG)):
        found = get_only_mark(mark(samples.copy_cell(fill_in(original), SLUG, copy), nbval=False))
        assert found.status == results.PASSED
        assert found.answer.strip() == RIGHT.strip()
        assert "taken of 2 cells since it passes" in found.chosen
    found = get_only_mark(mark(samples.copy_cell(fill_in(WRONG), SLUG, WRONG + "\n# again"), nbval=False))
    assert found.status == results.FAILED
    assert "none passes" in found.chosen


def test_an_empty_copy_of_the_cell_takes_nothing_away(mark: Mark) -> None:
    stub = samples.notebooks.get_source(samples.notebooks.find_exercise_cells(samples.load_notebook(LESSON))[SLUG])
    found = get_only_mark(mark(samples.copy_cell(fill_in(RIGHT), SLUG, stub), nbval=False))
    assert (found.status, found.chosen.count("taken of")) == (results.PASSED, 0)


def test_two_notebooks_of_one_lesson_are_both_looked_at(mark: Mark) -> None:
    for notebooks in ((fill_in(WRONG), fill_in(RIGHT)), (fill_in(RIGHT), samples.load_notebook(LESSON))):
        assert get_only_mark(mark(*notebooks, nbval=False)).status == results.PASSED


def test_what_the_answer_needs_may_stand_in_another_cell(mark: Mark) -> None:
    body = "class StringSet(Basis):\n    pass\n"
    notebook = fill_in(body)
    helper = {"cell_type": "code", "id": "mine", "metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"].insert(4, {**helper, "source": RIGHT.replace("class StringSet", "class Basis")})
    found = get_only_mark(mark(notebook))
    assert (found.status, found.nbval) == (results.PASSED, "passed"), found


def test_what_nbval_says_of_a_wrong_answer_is_whole(mark: Mark) -> None:
    found = get_only_mark(mark(fill_in(WRONG)))
    assert found.nbval.startswith("failed: ")
    assert found.nbval.rstrip().endswith("in a cell asks the same again)")


def test_what_an_answer_prints_is_shown_in_part_and_ends_after_a_line(mark: Mark) -> None:
    found = get_only_mark(mark(fill_in(f"print('a line of words\\n' * 1_000)\n{RIGHT}"), nbval=False))
    lines = found.printed.splitlines()
    assert (set(lines[:-1]), lines[-1]) == ({"a line of words"}, "…")
    assert 1_900 < len(found.printed) < 2_010


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("whole", "whole"),
        ("one\ntwo three", "one\n…"),
        ("one two three", "one two …"),
        ("one two\nthree", "one two\n…"),
        ("twelveletters", "twelvelet…"),
        ("", ""),
    ],
)
def test_a_text_that_is_cut_ends_after_a_line_or_a_word(text: str, shown: str) -> None:
    assert cut_text(text, 9) == shown


def test_a_cell_that_hangs_costs_its_limit_and_its_points_alone(mark: Mark) -> None:
    marks = mark(fill_in("while True:\n    pass\n"), seconds=1)
    assert get_only_mark(marks).status == results.TIME_OUT
    assert "1 second" in get_only_mark(marks).reason


@pytest.mark.parametrize(
    ("status", "took", "left"), [("failed", 4.0, [6.0]), ("failed", 9.9, [1.0]), (results.TIME_OUT, 10.0, [])]
)
def test_a_notebook_has_the_time_that_its_answers_have_left(
    status: str, took: float, left: list[float], mark: Mark, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, now = [], [0.0]

    def examine(sandbox: Sandbox, spec: ExerciseSpec, found: list[AnswerCandidate], bounds: Bounds) -> ExerciseMark:
        now[0] += took
        return ExerciseMark(spec.slug, status, "", found[0].source)

    def run(sandbox: Sandbox, lesson: str, reference: Any, answers: Any, seconds: float, slugs: Any) -> dict[str, Any]:
        given.append(seconds)
        return {}

    monkeypatch.setattr(mark_submission_module, "perf_counter", lambda: now[0])
    monkeypatch.setattr(mark_submission_module, "mark_exercise", examine)
    monkeypatch.setattr(nbval_run, "run_notebook", run)
    mark(fill_in(WRONG), seconds=10)
    assert given == pytest.approx(left)


def test_a_missing_notebook_is_not_attempted_and_the_rest_counts(
    specs: ExerciseSpecs, sandboxes: Sandboxes, tmp_path: Path
) -> None:
    (tmp_path / "in" / "ann").mkdir(parents=True)
    (tmp_path / "in" / "ann" / "mine.ipynb").write_bytes(samples.to_bytes(fill_in(RIGHT)))
    ((learner, entries),) = find_submissions(tmp_path / "in", specs.references).items()
    marks = mark_submission(read_submission(learner, entries), specs, Settings(Bounds(60), nbval=False), sandboxes)
    statuses = {each.slug: each.status for each in marks.exercises}
    assert statuses.pop(SLUG) == results.PASSED
    assert set(statuses.values()) == {results.NOT_ATTEMPTED}
