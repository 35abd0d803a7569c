"""Find the answers to an exercise in a submission: by a cell's id, by the slug in its metadata, by what it defines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kubeish.grading.papers import Paper
from kubeish.grading.reading.definitions import Block, blocks, defined, mentioned
from kubeish.grading.reading.notebook import Cell
from kubeish.grading.reading.submission import Sheet, Submission

MOST = 3
"""So many cells that answer to one exercise are examined."""


@dataclass(frozen=True)
class Candidate:
    """A cell that answers to an exercise. ``how`` it was found; ``helpers``: definitions elsewhere that it mentions."""

    source: str
    how: str
    sheet: str
    number: int
    helpers: tuple[str, ...] = ()

    def words(self) -> str:
        """``cell 7 (found by its id)``."""
        return f"cell {self.number} of {self.sheet} (found by {self.how})"


def candidates(paper: Paper, submission: Submission) -> tuple[list[Candidate], bool]:
    """The cells that answer to the exercise, best first, and whether there is an untouched one among all.

    Those found by the id come first, then those found by the slug, then by what they define; of equals the last, since
    that is the one whose definition a notebook that is run from top to bottom ends with.
    """
    found: list[Candidate] = []
    untouched = False
    for how, fits in _ways(paper):
        for sheet, cell in reversed(_cells(paper, submission)):
            if fits(cell) and not any((c.sheet, c.number) == (sheet.name, cell.number) for c in found):
                if _same(cell.source, paper.stub):
                    untouched = True
                elif cell.source.strip():
                    found.append(_candidate(paper, submission, sheet, cell, how))
    return found, untouched


def _ways(paper: Paper) -> list[tuple[str, Callable[[Cell], bool]]]:
    names = set(paper.names)

    def nobodys(cell: Cell) -> bool:
        return cell.code and cell.slug in ("", paper.slug)

    return [
        ("its id", lambda cell: cell.id == paper.cell),
        ("the slug in its metadata", lambda cell: cell.code and cell.slug == paper.slug),
        ("what it defines", lambda cell: nobodys(cell) and names <= defined(cell.source)),
        ("part of what it defines", lambda cell: nobodys(cell) and bool(names & defined(cell.source))),
    ]


def _cells(paper: Paper, submission: Submission) -> list[tuple[Sheet, Cell]]:
    """The cells of the lesson's notebooks, and of those of which nobody knows which lesson they are."""
    sheets = [sheet for sheet in submission.sheets if sheet.lesson in ("", paper.lesson[:2])]
    return [(sheet, cell) for sheet in sheets for cell in sheet.cells]


def _candidate(paper: Paper, submission: Submission, sheet: Sheet, cell: Cell, how: str) -> Candidate:
    others = [other for other in sheet.cells if other is not cell and other.code and other.id != paper.cell]
    return Candidate(cell.source, how, sheet.name, cell.number, tuple(_helpers(paper, cell, others)))


def _helpers(paper: Paper, cell: Cell, others: list[Cell]) -> list[str]:
    """What the learner defines in other cells, the answer mentions, and the reference does not have."""
    known = {name for statement in paper.before for name in statement.names} | defined(cell.source)
    at_hand = [block for other in others for block in blocks(other.source) if block.names and _comes_along(block)]
    where = {name: number for number, block in enumerate(at_hand) for name in block.names}  # the last one counts
    taken: set[int] = set()
    wanted = (mentioned(cell.source) | set(paper.names)) - known
    while new := {where[name] for name in wanted if name in where} - taken:
        taken |= new
        wanted = set().union(*(mentioned(at_hand[number].text) for number in new)) - known
    return [at_hand[number].text for number in sorted(taken)]


def _comes_along(block: Block) -> bool:
    """Definitions and imports, and constants that call nothing."""
    return block.text.startswith(("def ", "class ", "async ", "@", "import ", "from ")) or "(" not in block.text


def _same(one: str, other: str) -> bool:
    return [line.rstrip() for line in one.strip().splitlines()] == [
        line.rstrip() for line in other.strip().splitlines()
    ]
