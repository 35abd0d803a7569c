"""Cells of the lessons' sources, in the order in which a learner reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

LESSONS = sorted((Path(__file__).resolve().parents[2] / "solutions").glob("[0-9]*.md"))


@dataclass(frozen=True)
class Cell:
    """A cell of a lesson. ``place``: its lesson's number and its slug."""

    place: str
    is_code: bool
    text: str

    def introduces(self, name: str) -> bool:
        """Whether prose has the name between backticks, or code prints its source."""
        if self.is_code:
            return bool(re.search(rf"getsource\({name}\b", self.text))
        return any(re.search(rf"\b{name}\b", code) for code in re.findall(r"`([^`\n]+)`", self.text))

    def uses(self, name: str) -> bool:
        """Whether code uses the name, other than by importing it."""
        lines = [line for line in self.text.splitlines() if not line.startswith(("from ", "import "))]
        return self.is_code and bool(re.search(rf"(?<![\w.\"']){name}\b", "\n".join(lines)))


MARK = re.compile(
    r'^\+\+\+ \{"slug": "(?P<prose>[^"]+)"\}\n|^```\{code-cell\}\n:slug: (?P<code>\S+)\n(?P<text>.*?)^```$',
    re.MULTILINE | re.DOTALL,
)


def read_cells(lesson: Path) -> list[Cell]:
    """The cells of one lesson that have a slug: all but its title."""
    text, number = lesson.read_text(encoding="utf-8"), lesson.name[:2]
    marks = list(MARK.finditer(text))
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return [
        Cell(f"{number} {mark['prose'] or mark['code']}", mark["prose"] is None, mark["text"] or text[mark.end() : end])
        for mark, end in zip(marks, ends)
    ]


def read_all_cells() -> list[Cell]:
    """The cells of all lessons."""
    return [cell for lesson in LESSONS for cell in read_cells(lesson)]
