"""The HTML pages: one a learner, one for the class. Each needs nothing but itself, and runs no script."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kubeish.grading.journal import Journal
from kubeish.grading.papers import Papers
from kubeish.grading.report.sheet import Sheet
from kubeish.grading.report.tables import number
from kubeish.grading.results import PASSED, STATUSES


class Pages:
    """Writes the pages into ``folder``. ``facts``: what each of them says of the run; ``warning``: on top of each."""

    def __init__(self, folder: Path, papers: Papers, facts: dict[str, Any], warning: str = "") -> None:
        self._folder, self._papers = folder, papers
        (folder / "learners").mkdir(parents=True, exist_ok=True)
        self._common = {"facts": facts, "warning": warning}
        templates = FileSystemLoader(Path(__file__).with_name("templates"))
        self._templates = Environment(loader=templates, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
        self._templates.filters |= {"number": number, "picture": _picture}

    def add(self, sheet: Sheet) -> str:
        """A learner's page; its path below the report's folder."""
        path = f"learners/{sheet.page}"
        self._write(path, "learner.html", sheet=sheet)
        return path

    def add_class(self, journal: Journal, sheets: Iterable[tuple[str, str, float, float, str]]) -> None:
        """The page of the class. ``sheets``: (learner, page, points, of, late) of each."""
        exercises = [_exercise(paper, journal) for paper in self._papers.exercises]
        self._write("index.html", "class.html", exercises=exercises, sheets=sheets, statuses=STATUSES)

    def _write(self, path: str, template: str, **values: Any) -> None:
        stream = self._templates.get_template(template).stream(**self._common, **values)
        with (self._folder / path).open("wb") as file:
            stream.dump(file, encoding="utf-8", errors="replace")


def _exercise(paper: Any, journal: Journal) -> dict[str, Any]:
    counts = journal.statuses(paper.slug)
    many = sum(counts.values())
    return {
        "slug": paper.slug,
        "title": paper.title,
        "counts": counts,
        "passed": counts.get(PASSED, 0) / many if many else 0,
        "common": journal.common(paper.slug),
        "alike": journal.alike(paper.slug),
    }


def _picture(svg: str) -> str:
    """The drawing as an image: whatever a learner's names may hold, an image runs nothing."""
    return "data:image/svg+xml," + quote(svg)
