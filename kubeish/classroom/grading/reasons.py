"""Reasons: an examination's end (a verdict, a missing name, an error) worded as an ExerciseMark."""

from __future__ import annotations

from dataclasses import replace

from kubeish.checks import NOT_ATTEMPTED, Verdict
from kubeish.checks.verdict import THE_SHORTEST
from kubeish.classroom.grading import results
from kubeish.classroom.grading.channel import ChannelError, ChannelTimeout, MessageTooLong
from kubeish.classroom.grading.counterexample import add_counterexample
from kubeish.classroom.grading.deadline import DeadlineExceeded
from kubeish.classroom.grading.reading.answer_candidates import AnswerCandidate
from kubeish.classroom.grading.results import ExerciseMark
from kubeish.classroom.grading.settings import Bounds
from kubeish.classroom.grading.suspicious_code import find_suspicious_code
from kubeish.errors import KubeishError

_MOST_OTHERS = 10
"""Cells that are named beside the one that was marked."""

_MAX_REASON, _MAX_TEXT = 300, 5_000
"""Characters of a reason, and of what was run and seen, that go into a report."""


def mark_verdict(mark: ExerciseMark, verdict: Verdict, texts: list[str]) -> ExerciseMark:
    """``mark`` with the check's verdict. ``texts``: the learner's code, judged if it passes."""
    if verdict.status == NOT_ATTEMPTED:
        return replace(mark, status=results.NOT_ATTEMPTED, reason=str(verdict.line))
    if verdict.passed:
        return _mark_pass(mark, verdict, texts)
    mark = replace(
        mark,
        status=results.FAILED,
        reason=_summarize(verdict),
        ran=verdict.ran[:_MAX_TEXT],
        saw=verdict.saw[:_MAX_TEXT],
        wanted=verdict.wanted[:_MAX_TEXT],
        try_next=verdict.try_next[:_MAX_TEXT],
    )
    return mark if verdict.timeline is None else add_counterexample(mark, verdict.timeline)


def _mark_pass(mark: ExerciseMark, verdict: Verdict, texts: list[str]) -> ExerciseMark:
    """A pass, disputed if the code reaches for what examines it: a person has to look."""
    suspicious = find_suspicious_code(texts, mark.slug)
    if not suspicious:
        return replace(mark, status=results.PASSED, reason=str(verdict.line))
    reason = f"it passes, and it reaches for what examines it, look at it yourself: {', '.join(suspicious)}"
    return replace(mark, status=results.DISPUTED, reason=reason[:_MAX_REASON])


def _summarize(verdict: Verdict) -> str:
    """What was run and what was seen, in one line, without a pointer to the picture."""
    ran = verdict.ran.strip().partition("\n")[0].rstrip(".:")
    saw = verdict.saw.strip().partition("\n")[0].removesuffix(THE_SHORTEST).rstrip(" :")
    return f"{ran}: {saw}"[:_MAX_REASON]


def mark_missing_names(mark: ExerciseMark, report: dict[str, str], missing: list[str]) -> ExerciseMark:
    """``mark`` of a cell that lacks what the exercise asks for. ``report``: of the cell's run."""
    if not report["error"]:
        return replace(mark, reason=f"the cell does not define {' and '.join(missing)}")
    place = f", {report['where']}" if report["where"] else ""
    error = f"{report['error']}: {report['message']}{place}"
    return replace(mark, reason=f"the cell stops before it defines {missing[0]}: {error}"[:_MAX_REASON])


def mark_process_error(mark: ExerciseMark, error: BaseException, bounds: Bounds) -> ExerciseMark:
    """``mark`` of an answer whose process ended, took too long, or sent what is no reply."""
    status = results.TIME_OUT if isinstance(error, (ChannelTimeout, DeadlineExceeded)) else results.ERROR
    if isinstance(error, ChannelTimeout):
        reason = f"no answer within {bounds.seconds:g} seconds"
    elif isinstance(error, DeadlineExceeded):
        reason = f"it kept the examiner busy for {bounds.examination_seconds:g} seconds"
    elif isinstance(error, MessageTooLong):
        reason = "it says more than anybody would read"
    elif isinstance(error, ChannelError):
        reason = "its process ended in the middle of the examination"
    else:
        reason = f"what came from its process is no reply: {error}"
    return replace(mark, status=status, reason=reason[:_MAX_REASON])


def mark_examination_error(mark: ExerciseMark, error: BaseException) -> ExerciseMark:
    """``mark`` of an answer that cannot be examined to the end."""
    if isinstance(error, KubeishError):
        return replace(mark, status=results.FAILED, reason=str(error)[:_MAX_REASON], saw=str(error)[:_MAX_TEXT])
    # A check that fails on a strange answer is a bug of the check: the run goes on, and says so.
    words = f"{type(error).__name__}: {' '.join(str(error).split())}"[:200]
    return replace(mark, reason=f"the examiner stumbled over it, look at it yourself: {words}")


def explain_choice(candidates: list[AnswerCandidate], number: int, status: str) -> str:
    """Which cell was marked, and why where there are several."""
    chosen = candidates[number].describe()
    if len(candidates) == 1:
        return chosen
    rest = [candidate for i, candidate in enumerate(candidates) if i != number]
    others = "; ".join(candidate.describe() for candidate in rest[:_MOST_OTHERS])
    others += f"; and {len(rest) - _MOST_OTHERS:,} more" if len(rest) > _MOST_OTHERS else ""
    why = "it passes" if status == results.PASSED else "none passes, and this one is the nearest to the original"
    return f"{chosen}, taken of {len(candidates)} cells since {why}; the others: {others}"
