"""Marking scheme: points of exercises, partial credit for wrong answers, the cost of lateness.

It is applied when reports are written, so that it can be changed after answers were examined.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kubeish.classroom.grading import results
from kubeish.classroom.grading.results import ExerciseMark


@dataclass(frozen=True)
class PartialCredit:
    """A share of the points for answers to ``exercise`` (empty: any) whose verdict ``says`` so.

    Only what the check wanted and advises is searched: what it ran and saw may quote the answer,
    which could speak those words.
    """

    share: float
    exercise: str = ""
    says: str = ""
    status: str = results.FAILED

    def applies_to(self, mark: ExerciseMark) -> bool:
        """Whether the mark gets this share."""
        words = "\n".join((mark.wanted, mark.try_next))
        return self.exercise in ("", mark.slug) and self.status == mark.status and self.says in words


@dataclass(frozen=True)
class LatePolicy:
    """``due``: None if nothing is late. ``per_day``: share that a day costs, ``at_most`` in all.

    ``submitted``: the school's own times, by learner. They go before those of the files.
    """

    due: datetime | None = None
    grace: timedelta = timedelta()
    per_day: float = 0.0
    at_most: float = 1.0
    submitted: Mapping[str, datetime] = field(default_factory=dict)

    def count_days(self, learner: str, when: float) -> int:
        """How many days, begun ones included, a submission of ``when`` is late (0: unknown)."""
        time = self.submitted.get(learner) or (datetime.fromtimestamp(when).astimezone() if when else None)
        if self.due is None or time is None or time <= self.due + self.grace:
            return 0
        return -((self.due - time) // timedelta(days=1))

    def deduct(self, days: int) -> float:
        """The share of the points that so many days cost."""
        return min(days * self.per_day, self.at_most)


@dataclass(frozen=True)
class MarkingScheme:
    """``points`` of each exercise, by its slug."""

    points: Mapping[str, float]
    partial: tuple[PartialCredit, ...] = ()
    late: LatePolicy = field(default_factory=LatePolicy)

    def count_points(self, mark: ExerciseMark, days: int = 0) -> float:
        """The points of a mark, ``days`` late: of a pass, or where partial credit applies."""
        share = max((each.share for each in self.partial if each.applies_to(mark)), default=0.0)
        if mark.status == results.PASSED:
            share = 1.0
        return round(self.points[mark.slug] * share * (1 - self.late.deduct(days)), 2)
