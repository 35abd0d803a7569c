"""What came of marking, as plain values that are written down and read again. Nothing here decides anything."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field, fields
from typing import Any

PASSED, FAILED, NOT_ATTEMPTED = "passed", "failed", "not attempted"
ERROR, TIME_OUT, UNREADABLE, DISPUTED = "error", "time-out", "unreadable", "disputed"

STATUSES = (PASSED, FAILED, NOT_ATTEMPTED, ERROR, TIME_OUT, UNREADABLE, DISPUTED)
"""``disputed``: the notebook's own check lets it pass, and the examiner does not."""


@dataclass(frozen=True)
class Examined:
    """What the examiner found of one exercise. ``reason``: one line; ``ran`` to ``try_next``: the verdict's, if any.

    ``answer``: the learner's cell; ``taken``: which cell that is, and why; ``drawn`` and ``told``: the run that broke
    it, as SVG and as text; ``steps``: where the answer stood at each step of it; ``nbval``: what nbval says.
    """

    slug: str
    status: str
    reason: str
    answer: str = ""
    taken: str = ""
    ran: str = ""
    saw: str = ""
    wanted: str = ""
    try_next: str = ""
    drawn: str = ""
    told: str = ""
    steps: tuple[str, ...] = ()
    printed: str = ""
    nbval: str = ""
    fingerprint: str = ""
    notes: tuple[str, ...] = ()


_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def legible(mark: Examined) -> Examined:
    """The same without what no file should hold: half characters, and signs that terminals and XML take for orders."""
    texts = {field.name: getattr(mark, field.name) for field in fields(mark)}
    for name, text in texts.items():
        texts[name] = _fit(text) if isinstance(text, str) else tuple(map(_fit, text))
    return Examined(**texts)


def _fit(text: str) -> str:
    return _UNFIT.sub("\ufffd", text)


@dataclass(frozen=True)
class Marked:
    """What came of one submission. ``when``: its last change, 0 where that is not known; ``seconds`` that it took.

    ``settled``: False where the grader had trouble of its own, so that the next run tries it again.
    """

    learner: str
    digest: str
    when: float
    exercises: tuple[Examined, ...]
    notes: tuple[str, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    settled: bool = True

    def to_json(self) -> str:
        """As one line."""
        return json.dumps(asdict(self), separators=(",", ":"))


def from_json(text: str) -> Marked:
    """What ``to_json`` wrote."""
    plain: dict[str, Any] = json.loads(text)
    plain["exercises"] = tuple(_examined(entry) for entry in plain["exercises"])
    return Marked(**{**plain, "notes": tuple(plain["notes"])})


def _examined(entry: dict[str, Any]) -> Examined:
    return Examined(**{**entry, "steps": tuple(entry["steps"]), "notes": tuple(entry["notes"])})
