"""Candidates for an exercise, found by a cell's id, its metadata, or what it defines."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kubeish.classroom.grading.exercise_specs import ExerciseSpec
from kubeish.classroom.grading.reading.definitions import (
    Block,
    find_defined_names,
    find_mentioned_names,
    split_blocks,
)
from kubeish.classroom.grading.reading.notebook import Cell
from kubeish.classroom.grading.reading.submission import NotebookFile, Submission

MAX_CANDIDATES = 3
"""Candidates for one exercise that are examined."""

_WAYS = ("its id", "the slug in its metadata", "what it defines", "part of what it defines")


_SOLUTION = re.compile(r"^[ \t]*### (?:BEGIN|END) SOLUTION\b", re.MULTILINE)
"""What the course's authors mark their answers by. No notebook for learners has it."""


@dataclass(frozen=True)
class AnswerCandidate:
    """A cell that may answer an exercise. ``helpers``: definitions elsewhere that it mentions."""

    source: str
    how: str
    notebook: str
    number: int
    helpers: tuple[str, ...] = ()

    def describe(self) -> str:
        """``cell 7 of ann.ipynb (found by its id)``."""
        return f"cell {self.number} of {self.notebook} (found by {self.how})"


def find_candidates(spec: ExerciseSpec, submission: Submission) -> tuple[list[AnswerCandidate], bool]:
    """The cells that may answer the exercise, best first, and whether its cell is there untouched.

    Those found by the id come first, then those found by the slug, then by what they define. Of
    equals the last comes first: when a notebook has run to its end, the last definition holds.
    """
    untouched = False
    found: list[AnswerCandidate] = []
    for file, cell in reversed(_list_cells(spec, submission)):
        how = _find_way(spec, cell)
        if how and _strip_lines(cell.source) == _strip_lines(spec.stub):
            untouched = True
        elif _SOLUTION.search(cell.source):
            continue  # the course's own cell, from its solutions or from another edition's
        elif how and cell.source.strip():
            helpers = tuple(_collect_helpers(spec, cell, file))
            found.append(AnswerCandidate(cell.source, how, file.name, cell.number, helpers))
    return sorted(found, key=lambda candidate: _WAYS.index(candidate.how)), untouched


def _find_way(spec: ExerciseSpec, cell: Cell) -> str:
    """The first of _WAYS in which the cell may answer the exercise, or an empty text."""
    if cell.id == spec.cell:
        return _WAYS[0]
    if not cell.code or cell.slug not in ("", spec.slug):
        return ""
    if cell.slug:
        return _WAYS[1]
    names = set(spec.names)
    defined = names & find_defined_names(cell.source)
    return _WAYS[2] if defined == names else _WAYS[3] if defined else ""


def _list_cells(spec: ExerciseSpec, submission: Submission) -> list[tuple[NotebookFile, Cell]]:
    """The cells of the lesson's notebooks, and of those whose lesson is unknown."""
    files = [file for file in submission.files if file.lesson in ("", spec.lesson[:2])]
    return [(file, cell) for file in files for cell in file.cells]


def _strip_lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


def _collect_helpers(spec: ExerciseSpec, cell: Cell, file: NotebookFile) -> list[str]:
    """What the learner defines in other cells, the answer mentions and the reference lacks."""
    known = {name for statement in spec.before for name in statement.names} | find_defined_names(cell.source)
    others = [other for other in file.cells if other is not cell and other.code and other.id != spec.cell]
    blocks = [block for other in others for block in split_blocks(other.source) if block.names and _is_helper(block)]
    where = {name: number for number, block in enumerate(blocks) for name in block.names}  # the last one counts
    chosen: set[int] = set()
    wanted = (find_mentioned_names(cell.source) | set(spec.names)) - known
    while new := {where[name] for name in wanted if name in where} - chosen:
        chosen |= new
        wanted = set().union(*(find_mentioned_names(blocks[number].text) for number in new)) - known
    return [blocks[number].text for number in sorted(chosen)]


def _is_helper(block: Block) -> bool:
    """Whether it is a definition, an import, or a constant that calls nothing."""
    return block.text.startswith(("def ", "class ", "async ", "@", "import ", "from ")) or "(" not in block.text
