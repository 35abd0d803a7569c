"""``check``: examine an answer in this kernel, record the progress, return the verdict."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from typing import TYPE_CHECKING

from kubeish.checks import SEED_VARIABLE, LocalAnswer, NotPassed, Verdict, examine
from kubeish.classroom import course, display_language, progress
from kubeish.classroom.cell_address import make_address
from kubeish.classroom.course import Exercise, Lesson
from kubeish.classroom.streams import allow_all_characters
from kubeish.errors import CallMistake

if TYPE_CHECKING:
    from kubeish.checks.verdict_card import ExerciseSetting


class BadSeed(CallMistake):
    """KUBEISH_SEED is set, and is no whole number."""


def check(slug: str = "", *answer: object) -> Verdict:
    """Check the answer to the exercise ``slug``: ``check("run-pod", run_pod)``.

    The answer is what the exercise's cell defines, a function, a class or a value, in the order of
    its check's cell. The questions are drawn anew for each call, unless KUBEISH_SEED is set. With
    KUBEISH_GRADE=1 in the environment anything but a pass raises NotPassed.
    """
    allow_all_characters()
    exercise = course.load().find_exercise(slug)
    verdict = examine(slug, LocalAnswer(exercise.names, dict(zip(exercise.names, answer))), _choose_seed())
    is_marked = os.environ.get("KUBEISH_GRADE") == "1"
    if is_marked and not verdict.passed:
        raise NotPassed(verdict)
    had_passed = progress.load().get_status(slug) == progress.PASSED
    if not is_marked:
        progress.record(slug, verdict.status)
    return replace(verdict, setting=_describe_setting(exercise, had_passed, tell=not is_marked))


def _describe_setting(exercise: Exercise, had_passed: bool, tell: bool) -> ExerciseSetting:
    """What the card shows beside the verdict. It is the same in every run, but for ``had_passed``.

    ``tell``: the page and this kernel tell each other of hints and progress.
    """
    from kubeish.checks.verdict_card import ExerciseSetting

    found = display_language.load_course()
    lesson, exercise = found.find_lesson(exercise.lesson), found.find_exercise(exercise.slug)
    ahead = found.exercises[found.exercises.index(exercise) + 1 :][:1]
    return ExerciseSetting(
        exercise.title,
        tuple(each.slug for each in lesson.exercises),
        exercise.hints,
        (ahead[0].title, make_address(ahead[0])) if ahead else ("", ""),
        had_passed,
        (lambda: _find_passed(lesson)) if tell else None,
        (lambda rung: progress.record_hint(exercise.slug, rung)) if tell else None,
    )


def _find_passed(lesson: Lesson) -> list[str]:
    so_far = progress.load()
    return [each.slug for each in lesson.exercises if so_far.get_status(each.slug) == progress.PASSED]


def _choose_seed() -> int:
    """The number in KUBEISH_SEED, or a new one."""
    text = os.environ.get(SEED_VARIABLE)
    if not text:
        return random.SystemRandom().randrange(1, 10**6)
    try:
        return int(text)
    except ValueError:
        raise BadSeed(f"{SEED_VARIABLE} is {text!r}: give it a whole number, or remove it.") from None
