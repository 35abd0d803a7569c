"""Write all of a report from the journal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubeish
from kubeish.grading.journal import Journal
from kubeish.grading.papers import Papers
from kubeish.grading.report.pages import Pages
from kubeish.grading.report.sheet import sheet
from kubeish.grading.report.tables import Tables
from kubeish.grading.scheme import Scheme

WARNING = "Marked without a sandbox: an answer could have changed these marks."


def write(folder: Path, journal: Journal, papers: Papers, scheme: Scheme, sandbox: bool) -> None:
    """Write the report into ``folder``."""
    warning = "" if sandbox else WARNING
    many = sum(1 for _ in journal.all())
    seed = journal.setting("seed")
    facts = {"version": kubeish.__version__, "papers": papers.fingerprint, "seed": seed, "submissions": many}
    pages, tables = Pages(folder, papers, facts, warning), Tables(folder, warning)
    kept = set()
    for marked in journal.all():
        found = sheet(marked, papers, scheme)
        tables.add(found)
        kept.add(pages.add(found))
    tables.close()
    for stray in (folder / "learners").glob("*.html"):
        if f"learners/{stray.name}" not in kept:
            stray.unlink()
    pages.add_class(journal, _lines(journal, papers, scheme))


def _lines(journal: Journal, papers: Papers, scheme: Scheme) -> Iterator[tuple[Any, ...]]:
    for marked in journal.all():
        found = sheet(marked, papers, scheme)
        yield found.learner, f"learners/{found.page}", found.points, found.of, found.late
