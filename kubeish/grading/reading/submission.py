"""A submission: one learner's notebooks, read, or why one could not be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from kubeish.errors import NotebookUnreadable
from kubeish.grading.reading import limits
from kubeish.grading.reading.entry import Entry
from kubeish.grading.reading.notebook import Cell, contents, lesson_in


@dataclass(frozen=True)
class Sheet:
    """One notebook: its cells and the number of its ``lesson``, or the ``trouble`` with it."""

    name: str
    cells: tuple[Cell, ...] = ()
    lesson: str = ""
    trouble: str = ""


@dataclass(frozen=True)
class Submission:
    """``digest`` stands for every byte that was read; ``when``: the last change that a notebook claims, or 0."""

    learner: str
    sheets: tuple[Sheet, ...]
    digest: str
    when: float = 0.0
    notes: tuple[str, ...] = field(default=())

    @property
    def troubles(self) -> list[str]:
        """What could not be read, each with its reason."""
        return self.troubles_with("")

    def troubles_with(self, lesson: str) -> list[str]:
        """What could not be read and may be the notebook of ``lesson`` (two digits; empty: of any)."""
        wanted = [sheet for sheet in self.sheets if not lesson or sheet.lesson in ("", lesson)]
        return [f"{sheet.name}: {sheet.trouble}" for sheet in wanted if sheet.trouble]


def read(learner: str, entries: list[Entry]) -> Submission:
    """Read a learner's notebooks. It never raises: what cannot be read says why."""
    notebooks = [entry for entry in entries if entry.ends(".ipynb")]
    digest, left, sheets = hashlib.sha256(), limits.LEARNER, []
    for entry in notebooks[: limits.NOTEBOOKS]:
        sheet, size = _sheet(entry, digest, left)
        left -= size
        sheets.append(sheet)
    notes = (
        [f"{len(notebooks)} notebooks, of which {limits.NOTEBOOKS} were read"] if len(notebooks) > len(sheets) else []
    )
    if not notebooks:
        sheets.append(Sheet("no notebook", trouble=_nothing(entries)))
    when = max((entry.when for entry in notebooks), default=0.0)
    return Submission(learner, tuple(sheets), digest.hexdigest(), when, tuple(notes))


def _sheet(entry: Entry, digest: hashlib._Hash, left: int) -> tuple[Sheet, int]:
    """The notebook, and how many bytes of what may be read it has used up."""
    digest.update(entry.path.encode())
    data = b""
    try:
        data = entry.read(min(limits.NOTEBOOK, left))
        digest.update(data)
        cells, lesson = contents(data, entry.name)
        return Sheet(entry.path, tuple(cells), lesson), len(data)
    except NotebookUnreadable as error:
        digest.update(str(error).encode())
        return Sheet(entry.path, lesson=lesson_in(entry.name), trouble=str(error)), len(data)


def _nothing(entries: list[Entry]) -> str:
    names = [entry.name for entry in entries][:3]
    return f"there is {', '.join(names)}, and no file that ends in .ipynb" if names else "there is nothing"
