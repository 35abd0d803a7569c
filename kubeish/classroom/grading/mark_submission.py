"""Marking of one submission: its exercises examined, its notebooks run, and both put together.

No learner's text makes it raise. SandboxBroken is the grader's own trouble and is raised.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kubeish.classroom.grading import nbval_run, results
from kubeish.classroom.grading.cut_text import cut_text
from kubeish.classroom.grading.exercise_specs import ExerciseSpec, ExerciseSpecs
from kubeish.classroom.grading.mark_exercise import mark_exercise
from kubeish.classroom.grading.reading.answer_candidates import AnswerCandidate, find_candidates
from kubeish.classroom.grading.reading.submission import Submission
from kubeish.classroom.grading.results import ExerciseMark, SubmissionMark
from kubeish.classroom.grading.sandbox.package_view import load_visibility
from kubeish.classroom.grading.sandbox.sandbox import Sandbox
from kubeish.classroom.grading.settings import Settings
from kubeish.explorer.real_time import perf_counter

_NOT_PASSED = (results.FAILED, results.ERROR, results.NOT_ATTEMPTED)
_MIN_NOTEBOOK_SECONDS = 1.0


@dataclass(frozen=True)
class Sandboxes:
    """The sandbox in which answers are questioned, and the one in which notebooks run."""

    answers: Sandbox
    notebooks: Sandbox

    def close(self) -> None:
        """End their processes."""
        self.answers.close()
        self.notebooks.close()


@dataclass
class _Attempt:
    """An exercise in one submission: its candidates, its mark, the seconds of its examination."""

    spec: ExerciseSpec
    candidates: list[AnswerCandidate]
    mark: ExerciseMark
    seconds: float

    def choose_cell(self) -> str:
        """The cell of the notebook: the marked answer, or the stub if there is none or it hangs."""
        if self.mark.status == results.TIME_OUT or not self.candidates:
            return self.spec.stub
        return self.mark.whole or self.mark.answer

    def add_nbval(self, found: nbval_run.NbvalOutcome) -> None:
        """Add the outcome of the notebook's check, and dispute a wrong answer that it lets pass."""
        words = f"{found.outcome}: {found.words}" if found.words else found.outcome
        self.mark = replace(self.mark, nbval=words)
        if found.outcome == nbval_run.PASSED and self.mark.status in _NOT_PASSED and self.mark.answer:
            self.mark = replace(self.mark, status=results.DISPUTED)


def mark_submission(
    submission: Submission, specs: ExerciseSpecs, settings: Settings, sandboxes: Sandboxes
) -> SubmissionMark:
    """The marks of one submission."""
    started = perf_counter()
    attempts = [_make_attempt(spec, submission, settings, sandboxes.answers) for spec in specs.exercises]
    examined = perf_counter()
    if settings.nbval:
        _run_notebooks(specs, attempts, settings, sandboxes.notebooks)
    return SubmissionMark(
        submission.learner,
        submission.digest,
        submission.when,
        tuple(attempt.mark.replace_control_characters() for attempt in attempts),
        (*submission.notes, *submission.list_unreadable_files()),
        {"examiner": examined - started, "nbval": perf_counter() - examined},
    )


def _make_attempt(spec: ExerciseSpec, submission: Submission, settings: Settings, sandbox: Sandbox) -> _Attempt:
    candidates, untouched = find_candidates(spec, submission)
    started = perf_counter()
    if candidates:
        mark = mark_exercise(sandbox, spec, candidates, settings.bounds)
    elif untouched:
        mark = ExerciseMark(spec.slug, results.NOT_ATTEMPTED, "the cell is as it was handed out")
    elif reasons := submission.list_unreadable_files(spec.lesson[:2]):
        mark = ExerciseMark(spec.slug, results.UNREADABLE, cut_text("; ".join(reasons), 300))
    else:
        mark = ExerciseMark(spec.slug, results.NOT_ATTEMPTED, "no cell answers to it")
    return _Attempt(spec, candidates, mark, perf_counter() - started)


def _run_notebooks(specs: ExerciseSpecs, attempts: list[_Attempt], settings: Settings, sandbox: Sandbox) -> None:
    """Add nbval's outcomes to the attempts of each lesson that has an answer to run.

    A notebook has the time that the slowest of its answers has left: both share one limit.
    """
    for lesson, reference in specs.references.items():
        mine = {attempt.spec.slug: attempt for attempt in attempts if attempt.spec.lesson == lesson}
        cells = {slug: attempt.choose_cell() for slug, attempt in mine.items()}
        answered = [slug for slug, attempt in mine.items() if cells[slug] != attempt.spec.stub]
        slowest = max((each.seconds for each in mine.values() if each.mark.status != results.TIME_OUT), default=0.0)
        seconds = max(settings.bounds.seconds - slowest, _MIN_NOTEBOOK_SECONDS)
        for slugs in load_visibility().group(answered):
            for slug, outcome in nbval_run.run_notebook(sandbox, lesson, reference, cells, seconds, slugs).items():
                mine[slug].add_nbval(outcome)
