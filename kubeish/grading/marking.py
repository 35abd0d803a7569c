"""Mark one submission: examine each exercise, have nbval run the notebook, and put both together.

Nothing that a learner wrote makes it raise; SandboxBroken alone comes out, since that is the grader's own trouble.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Any

from kubeish.grading import notebook_run, results
from kubeish.grading.examining import Bounds, examined
from kubeish.grading.papers import Paper, Papers
from kubeish.grading.reading.finding import Candidate, candidates
from kubeish.grading.reading.submission import Submission
from kubeish.grading.results import Examined, Marked, legible
from kubeish.grading.sandbox.room import Room

_NO = (results.FAILED, results.ERROR, results.NOT_ATTEMPTED)
_LEAST = 1.0
"""So many seconds are left to a notebook in any case."""


@dataclass(frozen=True)
class Settings:
    """How to mark. ``nbval``: also run the notebooks."""

    bounds: Bounds = field(default_factory=Bounds)
    sandbox: bool = True
    nbval: bool = True


@dataclass(frozen=True)
class Rooms:
    """Where answers are questioned, and where notebooks run."""

    answers: Room
    notebooks: Room

    def close(self) -> None:
        """End what is warm in them."""
        self.answers.close()
        self.notebooks.close()


def mark(submission: Submission, papers: Papers, settings: Settings, rooms: Rooms) -> Marked:
    """The marks of one submission."""
    started = perf_counter()
    found = {paper.slug: candidates(paper, submission) for paper in papers.exercises}
    marks, took = {}, {}
    for paper in papers.exercises:
        begun = perf_counter()
        marks[paper.slug] = _one(paper, *found[paper.slug], submission, settings, rooms.answers)
        took[paper.slug] = perf_counter() - begun
    middle = perf_counter()
    if settings.nbval:
        marks |= _with_nbval(papers, found, marks, took, settings, rooms.notebooks)
    seconds = {"examiner": middle - started, "nbval": perf_counter() - middle}
    notes = (*submission.notes, *submission.troubles)
    return Marked(
        submission.learner, submission.digest, submission.when, tuple(map(legible, marks.values())), notes, seconds
    )


def _one(
    paper: Paper, found: list[Candidate], untouched: bool, submission: Submission, settings: Settings, room: Room
) -> Examined:
    if found:
        return examined(room, paper, found, settings.bounds)
    if untouched:
        return Examined(paper.slug, results.NOT_ATTEMPTED, "the cell is as it was handed out")
    if troubles := submission.troubles_with(paper.lesson[:2]):
        return Examined(paper.slug, results.UNREADABLE, "; ".join(troubles)[:300])
    return Examined(paper.slug, results.NOT_ATTEMPTED, "no cell answers to it")


def _with_nbval(
    papers: Papers,
    found: dict[str, Any],
    marks: dict[str, Examined],
    took: dict[str, float],
    settings: Settings,
    room: Room,
) -> dict[str, Examined]:
    """The marks of those lessons that have an answer to run, with what nbval says of each.

    A notebook has the time that the slowest of its answers has left, so that both together take no more than one limit.
    """
    changed: dict[str, Examined] = {}
    for lesson, reference in papers.references.items():
        mine = [paper for paper in papers.exercises if paper.lesson == lesson]
        run = {paper.slug: _to_run(paper, found[paper.slug][0], marks[paper.slug]) for paper in mine}
        if all(run[paper.slug] == paper.stub for paper in mine):
            continue
        slowest = max((took[slug] for slug in run if marks[slug].status != results.TIME_OUT), default=0.0)
        said = notebook_run.run(room, lesson, reference, run, max(settings.bounds.seconds - slowest, _LEAST))
        changed |= {slug: _together(marks[slug], said[slug]) for slug in run if slug in said}
    return changed


def _to_run(paper: Paper, found: list[Candidate], mark: Examined) -> str:
    """What stands in the notebook: the answer that was marked, or the stub where there is none, or where it hangs."""
    if mark.status == results.TIME_OUT or not found:
        return paper.stub
    taken = next(candidate for candidate in found if candidate.source == mark.answer)
    return "\n\n".join([*taken.helpers, taken.source])


def _together(mark: Examined, said: notebook_run.Said) -> Examined:
    mark = replace(mark, nbval=f"{said.outcome}: {said.words}" if said.words else said.outcome)
    if said.outcome == notebook_run.PASSED and mark.status in _NO and mark.answer:
        return replace(mark, status=results.DISPUTED)
    return mark
