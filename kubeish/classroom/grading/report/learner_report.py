"""One learner's marks by the marking scheme: a row for each exercise, and the sums."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from kubeish.classroom.grading.exercise_specs import ExerciseSpecs
from kubeish.classroom.grading.marking_scheme import MarkingScheme
from kubeish.classroom.grading.results import ExerciseMark, SubmissionMark


@dataclass(frozen=True)
class ExerciseRow:
    """One exercise: ``points`` earned ``of`` those to be had, and its mark."""

    title: str
    objective: str
    points: float
    of: float
    reason: str
    mark: ExerciseMark


@dataclass(frozen=True)
class LearnerReport:
    """One learner. ``late``: words on how late the submission was, empty if it was not."""

    learner: str
    rows: tuple[ExerciseRow, ...]
    late: str
    notes: tuple[str, ...]

    @property
    def points(self) -> float:
        """The points earned in all."""
        return round(sum(row.points for row in self.rows), 2)

    @property
    def of(self) -> float:
        """The points to be had in all."""
        return round(sum(row.of for row in self.rows), 2)

    @property
    def page(self) -> str:
        """The file name of the learner's page: near the learner's name, and never another learner's."""
        safe = re.sub(r"[^\w.-]+", "_", self.learner).strip("._")[:60] or "learner"
        return f"{safe}-{hashlib.sha256(self.learner.encode()).hexdigest()[:16]}.html"


def make_learner_report(marks: SubmissionMark, specs: ExerciseSpecs, scheme: MarkingScheme) -> LearnerReport:
    """A submission's marks with the points of ``scheme``."""
    days = scheme.late.count_days(marks.learner, marks.when)
    off = scheme.late.deduct(days)
    late = f"{days} day{'' if days == 1 else 's'} late: {off:.0%} off" if days and off else ""
    by_slug = {mark.slug: mark for mark in marks.exercises}
    rows = []
    for spec in specs.exercises:
        mark = by_slug[spec.slug]
        reason = f"{mark.reason} ({late})" if late and scheme.count_points(mark) else mark.reason
        points, of = scheme.count_points(mark, days), scheme.points[spec.slug]
        rows.append(ExerciseRow(spec.title, spec.objective, points, of, reason, mark))
    return LearnerReport(marks.learner, tuple(rows), late, marks.notes)
