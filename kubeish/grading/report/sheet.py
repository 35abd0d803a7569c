"""One learner's marks by the scheme: a row for each exercise, and the sums."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from kubeish.grading.papers import Papers
from kubeish.grading.results import Examined, Marked
from kubeish.grading.scheme import Scheme


@dataclass(frozen=True)
class Row:
    """One exercise: ``points`` earned ``of`` so many, and all that the examiner found."""

    title: str
    objective: str
    points: float
    of: float
    reason: str
    examined: Examined

    @property
    def slug(self) -> str:
        """The exercise's."""
        return self.examined.slug

    @property
    def status(self) -> str:
        """One of results.STATUSES."""
        return self.examined.status


@dataclass(frozen=True)
class Sheet:
    """One learner. ``late``: words on how late it was, empty if it was not."""

    learner: str
    rows: tuple[Row, ...]
    late: str
    notes: tuple[str, ...]

    @property
    def points(self) -> float:
        """What the learner has earned in all."""
        return round(sum(row.points for row in self.rows), 2)

    @property
    def of(self) -> float:
        """What there was to earn."""
        return round(sum(row.of for row in self.rows), 2)

    @property
    def page(self) -> str:
        """The name of the learner's page: the learner's own as far as a file may have it, and no two the same."""
        safe = re.sub(r"[^\w.-]+", "_", self.learner).strip("._")[:60] or "learner"
        return f"{safe}-{hashlib.sha256(self.learner.encode()).hexdigest()[:6]}.html"


def sheet(marked: Marked, papers: Papers, scheme: Scheme) -> Sheet:
    """The marks of ``marked`` by ``scheme``."""
    days = scheme.late.days(marked.learner, marked.when)
    off = scheme.late.share(days)
    late = f"{days} day{'' if days == 1 else 's'} late: {off:.0%} off" if days and off else ""
    by_slug = {mark.slug: mark for mark in marked.exercises}
    rows = []
    for paper in papers.exercises:
        mark = by_slug[paper.slug]
        earned = scheme.earned(mark, days)
        reason = f"{mark.reason} ({late})" if late and scheme.earned(mark) else mark.reason
        rows.append(Row(paper.title, paper.objective, earned, scheme.of(paper.slug), reason, mark))
    return Sheet(marked.learner, tuple(rows), late, marked.notes)
