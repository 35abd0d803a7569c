"""Marks as plain values that are written down and read again. Nothing here decides anything."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from typing import Any

PASSED, FAILED, NOT_ATTEMPTED = "passed", "failed", "not attempted"
ERROR, TIME_OUT, UNREADABLE, DISPUTED = "error", "time-out", "unreadable", "disputed"

STATUSES = (PASSED, FAILED, NOT_ATTEMPTED, ERROR, TIME_OUT, UNREADABLE, DISPUTED)
"""``disputed``: the notebook's own check lets it pass, and the examiner does not."""


@dataclass(frozen=True)
class ExerciseMark:
    """Mark of one exercise. ``reason``: one line; ``ran`` to ``try_next``: those of the verdict.

    ``answer``: the learner's cell; ``chosen``: which cell that is, and why; ``picture`` and
    ``picture_text``: the run that broke it, as SVG and as text; ``steps``: the answer's own line at
    each step of it; ``nbval``: the outcome of the notebook's run; ``whole``: the answer with the
    statements of the learner's other cells that it needs, empty if it needs none.
    """

    slug: str
    status: str
    reason: str
    answer: str = ""
    chosen: str = ""
    ran: str = ""
    saw: str = ""
    wanted: str = ""
    try_next: str = ""
    picture: str = ""
    picture_text: str = ""
    steps: tuple[str, ...] = ()
    printed: str = ""
    nbval: str = ""
    fingerprint: str = ""
    whole: str = ""

    def replace_control_characters(self) -> ExerciseMark:
        """The mark with U+FFFD for surrogates and for control characters of terminals and XML."""
        texts: dict[str, Any] = asdict(self)
        for name, text in texts.items():
            texts[name] = _replace_in(text) if isinstance(text, str) else tuple(map(_replace_in, text))
        return ExerciseMark(**texts)


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def _replace_in(text: str) -> str:
    return _CONTROL.sub("\ufffd", text)


@dataclass(frozen=True)
class SubmissionMark:
    """Marks of one submission. ``when``: POSIX time of its last change, 0 if unknown.

    ``seconds`` that each part took. ``settled``: False where the grader had trouble of its own, so
    that the next run marks it again.
    """

    learner: str
    digest: str
    when: float
    exercises: tuple[ExerciseMark, ...]
    notes: tuple[str, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    settled: bool = True

    def to_json(self) -> str:
        """As one line."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> SubmissionMark:
        """The value that ``to_json`` wrote."""
        fields: dict[str, Any] = json.loads(text)
        marks = [ExerciseMark(**{**mark, "steps": tuple(mark["steps"])}) for mark in fields["exercises"]]
        return cls(**{**fields, "exercises": tuple(marks), "notes": tuple(fields["notes"])})
