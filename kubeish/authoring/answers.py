"""Answers in a cell's text: between nbgrader's own marks, with the stub that takes their place. Text in, text out.

def shout(text):
    ### BEGIN SOLUTION
    #| return TODO  # your lines here
    return text.upper()
    ### END SOLUTION
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kubeish.errors import CourseError

BEGIN, END, STUB = "### BEGIN SOLUTION", "### END SOLUTION", "#|"
DEFAULT_STUB = "return TODO  # your lines here"


@dataclass(frozen=True)
class Region:
    """Lines ``[start, stop)`` of a cell, the marks with them: the stub, if its author wrote one, and the answer."""

    start: int
    stop: int
    indent: str
    stub: tuple[str, ...]
    answer: tuple[str, ...]


def has_answer(source: str) -> bool:
    """Whether the cell holds an answer, or half a mark of one."""
    return BEGIN in source or END in source


def answered(source: str) -> str:
    """The cell as it stands in the solution: marks and answer, without the lines of the stub."""
    return _with(source, lambda region: [region.indent + BEGIN, *region.answer, region.indent + END])


def stubbed(source: str) -> str:
    """The cell as a learner finds it: the stub in place of marks and answer."""
    return _with(source, _stub)


def _stub(region: Region) -> Sequence[str]:
    if not region.stub and not region.indent:
        where = f"the answer at line {region.start + 1}"
        raise CourseError(f"{where} stands in no def, so it needs a stub of its own: lines that begin with '{STUB} '")
    return region.stub or [region.indent + DEFAULT_STUB]


def _with(source: str, replace: Callable[[Region], Sequence[str]]) -> str:
    lines = source.splitlines()
    for region in reversed(list(_regions(lines))):
        lines[region.start : region.stop] = replace(region)
    return "\n".join(lines)


def _regions(lines: list[str]) -> Iterator[Region]:
    start = None
    for number, line in enumerate(lines):
        mark = line.strip()
        if mark == BEGIN and start is None:
            start = number
        elif mark == END and start is not None:
            yield _region(lines, start, number + 1)
            start = None
        elif mark in (BEGIN, END):
            raise CourseError(f"line {number + 1} says '{mark}' where the other mark was wanted")
    if start is not None:
        raise CourseError(f"the answer that begins at line {start + 1} has no '{END}'")


def _region(lines: list[str], start: int, stop: int) -> Region:
    inside = lines[start + 1 : stop - 1]
    length = next((at for at, line in enumerate(inside) if not line.lstrip().startswith(STUB)), len(inside))
    indent, _, _ = lines[start].partition(BEGIN)
    return Region(start, stop, indent, tuple(map(_uncommented, inside[:length])), tuple(inside[length:]))


def _uncommented(line: str) -> str:
    indent, _, rest = line.partition(STUB)
    return (indent + rest.removeprefix(" ")).rstrip()
