"""Writing of a whole report from the database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import kubeish
from kubeish.classroom.grading.exercise_specs import ExerciseSpecs
from kubeish.classroom.grading.marking_scheme import MarkingScheme
from kubeish.classroom.grading.report.learner_report import LearnerReport, make_learner_report
from kubeish.classroom.grading.report.pages import HtmlPages
from kubeish.classroom.grading.report.tables import open_tables
from kubeish.classroom.grading.report.topics import Topics
from kubeish.classroom.grading.results_db import ResultsDatabase

WARNING = "Marked without a sandbox: an answer could have changed these marks."


def make_reports(database: ResultsDatabase, specs: ExerciseSpecs, scheme: MarkingScheme) -> Iterator[LearnerReport]:
    """The learners' reports, in the order of their names, one in memory at a time."""
    return (make_learner_report(mark, specs, scheme) for mark in database.read_all())


def write_report(
    folder: Path, database: ResultsDatabase, specs: ExerciseSpecs, scheme: MarkingScheme, sandbox: bool
) -> None:
    """Write the report into ``folder``, and delete the pages of learners who are not in it."""
    warning = "" if sandbox else WARNING
    facts = {
        "version": kubeish.__version__,
        "exercises": specs.fingerprint,
        "seed": database.read_seed(),
        "submissions": sum(1 for _ in database.read_all()),
    }
    pages, topics, kept = HtmlPages(folder, facts, warning), Topics(), set()
    with open_tables(folder, warning) as tables:
        for report in make_reports(database, specs, scheme):
            tables.add(report)
            topics.add(report)
            pages.add_learner(report)
            kept.add(report.page)
    for page in (folder / "learners").glob("*.html"):
        if page.name not in kept:
            page.unlink()
    pages.add_class(specs, database, make_reports(database, specs, scheme), topics)
