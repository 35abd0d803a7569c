"""Sections of Markdown pages that `kubeish build` makes, each between two marks."""

from __future__ import annotations

from kubeish.errors import CourseError


def get_marks(name: str) -> tuple[str, str]:
    """The lines before and after the section ``name``."""
    return f"<!-- {name}: made by `kubeish build` -->", f"<!-- /{name} -->"


def replace_section(text: str, name: str, content: str, page: str = "README.md") -> str:
    """``text`` with ``content`` in the section ``name``. Raises CourseError without its marks."""
    begin, end = get_marks(name)
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(begin) > text.index(end):
        raise CourseError(f"{page} has no place for the {name} table: it needs '{begin}' and '{end}', once each.")
    before, rest = text.split(begin)
    return f"{before}{begin}\n\n{content}\n\n{end}{rest.split(end)[1]}"
