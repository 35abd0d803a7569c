"""The scheme: what each exercise is worth, what a wrong answer may still earn, and what lateness costs.

It is applied when reports are written and not when answers are examined, so that it can be changed afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kubeish.grading import results
from kubeish.grading.results import Examined


@dataclass(frozen=True)
class Partial:
    """A share of the points for answers to ``exercise`` (empty: any) whose reason or verdict says ``says``."""

    share: float
    exercise: str = ""
    says: str = ""
    status: str = results.FAILED

    def fits(self, mark: Examined) -> bool:
        """Whether it is about this one."""
        said = "\n".join((mark.reason, mark.ran, mark.saw, mark.try_next))
        return self.exercise in ("", mark.slug) and self.status == mark.status and self.says in said


@dataclass(frozen=True)
class Late:
    """``due``: None means that nothing is late. ``per_day``: the share that a day begun takes, ``at_most`` in all."""

    due: datetime | None = None
    grace: timedelta = timedelta()
    per_day: float = 0.0
    at_most: float = 1.0
    submitted: Mapping[str, datetime] = field(default_factory=dict)

    def days(self, learner: str, when: float) -> int:
        """How many days late, begun ones counted whole."""
        time = self.submitted.get(learner) or (datetime.fromtimestamp(when).astimezone() if when else None)
        if self.due is None or time is None or time <= self.due + self.grace:
            return 0
        return -((self.due - time) // timedelta(days=1))

    def share(self, days: int) -> float:
        """What is taken off for so many days."""
        return min(days * self.per_day, self.at_most)


@dataclass(frozen=True)
class Scheme:
    """``points`` by slug: what an exercise is worth."""

    points: Mapping[str, float]
    partial: tuple[Partial, ...] = ()
    late: Late = field(default_factory=Late)

    def of(self, slug: str) -> float:
        """What the exercise is worth."""
        return self.points[slug]

    def earned(self, mark: Examined, days: int = 0) -> float:
        """What an answer earns: what passed counts, and nothing else unless the scheme says so."""
        share = (
            1.0 if mark.status == results.PASSED else max((p.share for p in self.partial if p.fits(mark)), default=0)
        )
        return round(self.of(mark.slug) * share * (1 - self.late.share(days)), 2)
