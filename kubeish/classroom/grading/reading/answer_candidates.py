"""Candidates for an exercise, found by a cell's id, its metadata, or what it defines."""

from __future__ import annotations

from dataclasses import dataclass

from kubeish.classroom.grading.exercise_specs import ExerciseSpec
from kubeish.classroom.grading.reading import size_limits
from kubeish.classroom.grading.reading.notebook import Cell
from kubeish.classroom.grading.reading.submission import NotebookFile, Submission

MAX_CANDIDATES = 3
"""Candidates for one exercise that are examined."""

_MERGED = "what it defines, in another exercise's cell"
_WAYS = ("its id", "the slug in its metadata", "what it defines", "part of what it defines", _MERGED)


@dataclass(frozen=True)
class AnswerCandidate:
    """A cell that may answer an exercise; the learner's own cells ``above`` and ``below`` it."""

    source: str
    how: str
    notebook: str
    number: int
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()

    def describe(self) -> str:
        """``cell 7 of ann.ipynb (found by its id)``."""
        return f"cell {self.number} of {self.notebook} (found by {self.how})"


def find_candidates(spec: ExerciseSpec, submission: Submission) -> tuple[list[AnswerCandidate], bool]:
    """The cells that may answer the exercise, best first, and whether its cell is there untouched.

    Those found by the id come first, then those found by the slug, then by what they define. Of
    equals the last comes first: when a notebook has run to its end, the last definition holds.
    Another exercise's cell that defines all of it counts where there is no other: two were merged.
    """
    untouched = False
    stub = _strip_lines(spec.stub)
    found: list[tuple[str, NotebookFile, Cell]] = []
    for file, cell in reversed(_list_cells(spec, submission)):
        how = _find_way(spec, cell)
        if how and (_strip_lines(cell.source) == stub or (cell.is_of_the_course and not cell.is_of_the_authors)):
            untouched = True
        elif how and cell.source.strip() and not _is_of_the_authors(spec, cell):
            found.append((how, file, cell))
    if not all(how == _MERGED for how, _, _ in found):
        found = [each for each in found if each[0] != _MERGED]
    found.sort(key=lambda each: _WAYS.index(each[0]))
    # The other cells of those that are examined alone: of thousands of candidates that would take long.
    own = [_list_own_cells(spec, cell, file) for _, file, cell in found[:MAX_CANDIDATES]]
    return [
        AnswerCandidate(cell.source, how, file.name, cell.number, *(own[place] if place < len(own) else ()))
        for place, (how, file, cell) in enumerate(found)
    ], untouched


def _find_way(spec: ExerciseSpec, cell: Cell) -> str:
    """The first of _WAYS in which the cell may answer the exercise, or an empty text."""
    if not cell.code:
        return ""
    if cell.id == spec.cell:
        return _WAYS[0]
    if cell.slug == spec.slug:
        return _WAYS[1]
    defined = cell.defined_names.intersection(spec.names)
    if cell.slug:
        # Both answers are there: one that stands in another's place alone was not merged.
        is_merged = len(defined) == len(spec.names) and not cell.defined_names.isdisjoint(spec.others)
        return _MERGED if is_merged else ""
    return _WAYS[2] if len(defined) == len(spec.names) else _WAYS[3] if defined else ""


def _list_cells(spec: ExerciseSpec, submission: Submission) -> list[tuple[NotebookFile, Cell]]:
    """The cells of the lesson's notebooks, of those whose lesson is unknown, and those that carry its slug.

    Another edition of the course may have the exercise in a lesson of another number.
    """
    lessons = ("", spec.lesson[:2])
    cells = [(file, cell) for file in submission.files for cell in file.cells]
    return [(file, cell) for file, cell in cells if file.lesson in lessons or cell.slug == spec.slug]


def _strip_lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def _is_of_the_authors(spec: ExerciseSpec, cell: Cell) -> bool:
    """Whether it is the course's own: as handed out in some lesson, of any edition, or a solution."""
    return cell.source.strip() in spec.shipped_cells or cell.is_of_the_authors or cell.is_of_the_course


def _list_own_cells(spec: ExerciseSpec, answer: Cell, file: NotebookFile) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The code that the learner has in other cells above the answer's, and below: not the course's."""
    above: list[str] = []
    below: list[str] = []
    left = size_limits.OWN_CELLS
    for cell in file.cells:
        if cell is answer or not cell.code or _is_of_the_authors(spec, cell):
            continue
        left -= len(cell.source)
        if left >= 0:
            (above if cell.number < answer.number else below).append(cell.source)
    return tuple(above), tuple(below)
