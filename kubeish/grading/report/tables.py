"""grades.csv, totals.csv and junit.xml, a line at a time: a large class needs no more memory than a small one."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from kubeish.grading import results
from kubeish.grading.report.sheet import Row, Sheet

GRADES = ("learner", "exercise", "points", "of", "status", "reason")
TOTALS = ("learner", "points", "of")

_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KIND = {
    results.FAILED: "failure",
    results.DISPUTED: "failure",
    results.NOT_ATTEMPTED: "skipped",
    results.ERROR: "error",
    results.TIME_OUT: "error",
    results.UNREADABLE: "error",
}


class Tables:
    """Writes the three files in ``folder``. ``warning``: what every row has to say of how it came about."""

    def __init__(self, folder: Path, warning: str = "") -> None:
        self._warning = warning
        self._files = [(folder / name).open("w", encoding="utf-8", newline="") for name in _NAMES]
        self._grades, self._totals = csv.writer(self._files[0]), csv.writer(self._files[1])
        self._junit = self._files[2]
        self._grades.writerow(GRADES)
        self._totals.writerow(TOTALS)
        self._junit.write('<?xml version="1.0" encoding="utf-8"?>\n<testsuites name="kubeish grade">\n')

    def add(self, sheet: Sheet) -> None:
        """One learner."""
        for row in sheet.rows:
            reason = f"{row.reason} [{self._warning}]" if self._warning else row.reason
            cells = [sheet.learner, row.slug, number(row.points), number(row.of), row.status, reason]
            self._grades.writerow(map(_no_formula, cells))
        self._totals.writerow(map(_no_formula, (sheet.learner, number(sheet.points), number(sheet.of))))
        self._junit.write(self._suite(sheet))

    def close(self) -> None:
        """Finish them."""
        self._junit.write("</testsuites>\n")
        for file in self._files:
            file.close()

    def _suite(self, sheet: Sheet) -> str:
        kinds = [_KIND.get(row.status, "") for row in sheet.rows]
        counts = {"tests": len(kinds), "failures": kinds.count("failure")}
        counts |= {"errors": kinds.count("error"), "skipped": kinds.count("skipped")}
        attributes = "".join(f" {name}={quoteattr(str(count))}" for name, count in counts.items())
        cases = "".join(self._case(sheet.learner, row) for row in sheet.rows)
        return f"<testsuite name={_attribute(sheet.learner)}{attributes}>\n{cases}</testsuite>\n"

    def _case(self, learner: str, row: Row) -> str:
        head = f"  <testcase classname={_attribute(learner)} name={_attribute(row.slug)}"
        kind = _KIND.get(row.status)
        if kind is None:
            return f"{head}/>\n"
        said = f"{row.reason} [{self._warning}]" if self._warning else row.reason
        message = _attribute(f"{row.status}: {said}")
        body = escape(_NOT_IN_XML.sub("\ufffd", row.examined.saw))
        return f"{head}><{kind} message={message}>{body}</{kind}></testcase>\n"


_NAMES = ("grades.csv", "totals.csv", "junit.xml")


def number(points: float) -> str:
    """``3``, ``2.5``: no more digits than it needs."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


def _no_formula(cell: Any) -> str:
    """A cell that no spreadsheet takes for a formula: names of files and words of errors are the learners' own."""
    text = " ".join(str(cell).split())
    return f"'{text}" if text[:1] in tuple("=+-@") else text


def _attribute(text: str) -> str:
    return quoteattr(_NOT_IN_XML.sub("\ufffd", text))
