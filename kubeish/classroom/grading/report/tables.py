"""grades.csv, totals.csv and junit.xml, written learner by learner to save memory."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from kubeish.classroom.grading import results
from kubeish.classroom.grading.report.learner_report import ExerciseRow, LearnerReport
from kubeish.classroom.grading.report.replace_file import replace_file

_FILES = ("grades.csv", "totals.csv", "junit.xml")
_GRADES = ("learner", "exercise", "points", "of", "status", "reason")
_TOTALS = ("learner", "points", "of")

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_JUNIT_KINDS = {
    results.FAILED: "failure",
    results.DISPUTED: "failure",
    results.NOT_ATTEMPTED: "skipped",
    results.ERROR: "error",
    results.TIME_OUT: "error",
    results.UNREADABLE: "error",
}


@contextmanager
def open_tables(folder: Path, warning: str = "") -> Iterator[ReportTables]:
    """The three files in ``folder``. They replace earlier ones at the end of the block."""
    with ExitStack() as stack:
        paths = [stack.enter_context(replace_file(folder / name)) for name in _FILES]
        files = [stack.enter_context(path.open("w", encoding="utf-8", newline="")) for path in paths]
        tables = ReportTables(files[0], files[1], files[2], warning)
        yield tables
        tables.finish()


class ReportTables:
    """Writes to three files. ``warning``: added to the reason in every row."""

    def __init__(self, grades: TextIO, totals: TextIO, junit: TextIO, warning: str = "") -> None:
        self._warning = f" [{warning}]" if warning else ""
        self._grades, self._totals, self._junit = csv.writer(grades), csv.writer(totals), junit
        self._grades.writerow(_GRADES)
        self._totals.writerow(_TOTALS)
        self._junit.write('<?xml version="1.0" encoding="utf-8"?>\n<testsuites name="kubeish grade">\n')

    def add(self, report: LearnerReport) -> None:
        """Write one learner's rows."""
        for row in report.rows:
            points = format_points(row.points), format_points(row.of)
            cells = (report.learner, row.mark.slug, *points, row.mark.status, f"{row.reason}{self._warning}")
            self._grades.writerow(map(escape_formula, cells))
        totals = (report.learner, format_points(report.points), format_points(report.of))
        self._totals.writerow(map(escape_formula, totals))
        self._junit.write(self._make_suite(report))

    def finish(self) -> None:
        """Write what stands at the end."""
        self._junit.write("</testsuites>\n")

    def _make_suite(self, report: LearnerReport) -> str:
        kinds = [_JUNIT_KINDS.get(row.mark.status, "") for row in report.rows]
        counts = {"tests": len(kinds), "failures": kinds.count("failure")}
        counts |= {"errors": kinds.count("error"), "skipped": kinds.count("skipped")}
        attributes = "".join(f" {name}={quoteattr(str(count))}" for name, count in counts.items())
        cases = "".join(self._make_case(report.learner, row) for row in report.rows)
        return f"<testsuite name={_quote(report.learner)}{attributes}>\n{cases}</testsuite>\n"

    def _make_case(self, learner: str, row: ExerciseRow) -> str:
        head = f"  <testcase classname={_quote(learner)} name={_quote(row.mark.slug)}"
        kind = _JUNIT_KINDS.get(row.mark.status)
        if kind is None:
            return f"{head}/>\n"
        message = _quote(f"{row.mark.status}: {row.reason}{self._warning}")
        body = escape(_NOT_IN_XML.sub("\ufffd", row.mark.saw))
        return f"{head}><{kind} message={message}>{body}</{kind}></testcase>\n"


def format_points(points: float) -> str:
    """``3``, ``2.5``: no more digits than it needs."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


def escape_formula(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: learners choose names and errors' words."""
    text = " ".join(_CONTROL.sub("\ufffd", cell).split())
    return f"'{text}" if text[:1] in tuple("=+-@") else text


def _quote(text: str) -> str:
    return quoteattr(_NOT_IN_XML.sub("\ufffd", text))
