"""Answers in a cell's text, between nbgrader's marks, and the stubs that take their place.

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
    """Lines ``[start, stop)`` of a cell, from mark to mark: the author's stub, and the answer."""

    start: int
    stop: int
    indent: str
    stub: tuple[str, ...]
    answer: tuple[str, ...]


def has_answer(source: str) -> bool:
    """Whether the cell has a mark of an answer."""
    return BEGIN in source or END in source


def with_answers(source: str) -> str:
    """The cell of the solution: marks and answer, without the lines of the stub."""
    return _replace_regions(source, lambda region: [region.indent + BEGIN, *region.answer, region.indent + END])


def with_stubs(source: str) -> str:
    """The cell of the learner's notebook: the stub in place of marks and answer."""
    return _replace_regions(source, _get_stub)


def _get_stub(region: Region) -> Sequence[str]:
    if not region.stub and not region.indent:
        where = f"the answer at line {region.start + 1}"
        raise CourseError(f"{where} stands in no def, so it needs a stub of its own: lines that begin with '{STUB} '")
    return region.stub or [region.indent + DEFAULT_STUB]


def _replace_regions(source: str, replace: Callable[[Region], Sequence[str]]) -> str:
    lines = source.splitlines()
    for region in reversed(list(_find_regions(lines))):
        lines[region.start : region.stop] = replace(region)
    return "\n".join(lines)


def _find_regions(lines: list[str]) -> Iterator[Region]:
    start = None
    for number, line in enumerate(lines):
        mark = line.strip()
        if mark == BEGIN and start is None:
            start = number
        elif mark == END and start is not None:
            yield _parse_region(lines, start, number + 1)
            start = None
        elif mark in (BEGIN, END):
            raise CourseError(f"line {number + 1} says '{mark}' where the other mark was wanted")
    if start is not None:
        raise CourseError(f"the answer that begins at line {start + 1} has no '{END}'")


def _parse_region(lines: list[str], start: int, stop: int) -> Region:
    inside = lines[start + 1 : stop - 1]
    length = next((at for at, line in enumerate(inside) if not line.lstrip().startswith(STUB)), len(inside))
    indent, _, _ = lines[start].partition(BEGIN)
    return Region(start, stop, indent, tuple(map(_uncomment, inside[:length])), tuple(inside[length:]))


def _uncomment(line: str) -> str:
    indent, _, rest = line.partition(STUB)
    return (indent + rest.removeprefix(" ")).rstrip()
