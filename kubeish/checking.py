"""``check``, the one call that notebooks make: examine an answer in this kernel, keep the progress, tell it."""

from __future__ import annotations

import os
from typing import Any

from kubeish import course, progress
from kubeish.checks import LocalAnswer, NotPassed, Verdict, examine


def check(slug: str, *answer: Any) -> Verdict:
    """Check the answer to the exercise ``slug``: ``check("run-pod", run_pod)``.

    The answer is what the exercise's cell defines, a function, a class or a value, in the order of its check's cell.
    With KUBEISH_GRADE=1 in the environment anything but a pass raises NotPassed.
    """
    exercise = course.load().exercise(slug)
    verdict = examine(slug, LocalAnswer(exercise.names, dict(zip(exercise.names, answer))))
    if os.environ.get("KUBEISH_GRADE") == "1":
        if not verdict.passed:
            raise NotPassed(verdict)
    else:
        progress.record(slug, verdict.status)
    return verdict
