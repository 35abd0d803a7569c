"""The HTML pages of the learners and the class. Each is one file that runs no script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kubeish.classroom.grading.exercise_specs import ExerciseSpec, ExerciseSpecs
from kubeish.classroom.grading.report.learner_report import LearnerReport
from kubeish.classroom.grading.report.replace_file import replace_file
from kubeish.classroom.grading.report.tables import format_points
from kubeish.classroom.grading.report.topics import Topics
from kubeish.classroom.grading.results import (
    DISPUTED,
    ERROR,
    FAILED,
    NOT_ATTEMPTED,
    PASSED,
    STATUSES,
    TIME_OUT,
    UNREADABLE,
)
from kubeish.classroom.grading.results_db import ResultsDatabase

SIGNS = {PASSED: "✓", FAILED: "✗", NOT_ATTEMPTED: "–", ERROR: "!", TIME_OUT: "∞", UNREADABLE: "?", DISPUTED: "≠"}
"""What stands in a cell of the grid beside its colour; a screen reader hears the status itself."""


class HtmlPages:
    """Writes the pages into ``folder``. Each has ``facts`` of the run, and ``warning`` on top."""

    def __init__(self, folder: Path, facts: Mapping[str, object], warning: str = "") -> None:
        self._folder = folder
        (folder / "learners").mkdir(parents=True, exist_ok=True)
        loader = FileSystemLoader(Path(__file__).with_name("templates"))
        self._templates = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
        self._templates.filters |= {"number": format_points, "picture": _embed_picture}
        self._templates.globals |= {"facts": facts, "warning": warning, "signs": SIGNS}

    def add_learner(self, report: LearnerReport) -> None:
        """Write a learner's page."""
        self._write(f"learners/{report.page}", "learner.html", report=report)

    def add_class(
        self, specs: ExerciseSpecs, database: ResultsDatabase, reports: Iterable[LearnerReport], topics: Topics
    ) -> None:
        """Write the page of the class."""
        exercises = [_summarize_exercise(spec, database) for spec in specs.exercises]
        counted = {status for spec in specs.exercises for status in database.count_statuses(spec.slug)}
        present = [status for status in STATUSES if status in counted]
        self._write("index.html", "class.html", exercises=exercises, reports=reports, present=present, topics=topics)

    def _write(self, path: str, template: str, **values: object) -> None:
        stream = self._templates.get_template(template).stream(**values)
        with replace_file(self._folder / path) as aside, aside.open("wb") as file:
            stream.dump(file, encoding="utf-8", errors="replace")


def _summarize_exercise(spec: ExerciseSpec, database: ResultsDatabase) -> dict[str, object]:
    counts = database.count_statuses(spec.slug)
    total = sum(counts.values())
    return {
        "slug": spec.slug,
        "title": spec.title,
        "counts": counts,
        "passed": counts.get(PASSED, 0) / total if total else 0,
        "reasons": database.count_reasons(spec.slug),
        "similar": database.group_similar(spec.slug),
    }


def _embed_picture(svg: str) -> str:
    """The drawing as an image: an image runs nothing, whatever a learner's names in it may be."""
    return "data:image/svg+xml," + quote(svg)
