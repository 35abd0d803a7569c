"""A verdict: what a check ran, saw and wanted, and what to try next. Its text is what a learner reads."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

PASSED = "passed"
NOT_YET = "not yet"
NOT_ATTEMPTED = "not attempted yet"


@dataclass(frozen=True)
class Verdict:
    """``status``: passed, not yet, or not attempted yet. ``saw`` may have several lines, a timeline among them.

    ``line``: what a passed check has to say, or which name still says TODO. ``outcome``: the exploration that
    showed the fault, where there was one: it opens in the stepper.
    """

    slug: str
    status: str
    line: str = ""
    ran: str = ""
    saw: str = ""
    wanted: str = ""
    try_next: str = ""
    outcome: Any = field(default=None, compare=False, repr=False)

    @property
    def passed(self) -> bool:
        """True if the exercise is done."""
        return self.status == PASSED

    @property
    def timeline(self) -> Any:
        """The run that broke the answer, or None."""
        return getattr(self.outcome, "counterexample", self.outcome)

    def __str__(self) -> str:
        if self.status == PASSED:
            return f"{self.slug} · {self.line}"
        if self.status == NOT_ATTEMPTED:
            return f"{self.slug} · not attempted yet: {self.line}"
        parts = [
            ("I ran    ", self.ran),
            ("I saw    ", self.saw),
            ("I wanted ", self.wanted),
            ("Try      ", self.hinted),
        ]
        return f"{self.slug} · not yet\n\n" + "\n".join(_part(label, text) for label, text in parts if text)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str | None:
        """What a notebook shows of a run that broke the answer: the words, and the run in the stepper."""
        if self.timeline is None:
            return None
        from kubeish.figures import replay

        steps = replay(self.timeline, getattr(self.outcome, "breaking", "break the rule")).html
        return f'<pre style="white-space:pre-wrap">{escape(str(self))}</pre>{steps}'

    @property
    def hinted(self) -> str:
        """What to try, and where the hints are."""
        return f'{self.try_next}\n(for a hint: from kubeish import hint; hint("{self.slug}"))' if self.try_next else ""


def _part(label: str, text: str) -> str:
    """A labelled part: lines of prose are wrapped, those that begin with a space (a timeline's) left as they are."""
    lines: list[str] = []
    for line in text.splitlines():
        lines += [line] if line.startswith(" ") or not line else textwrap.wrap(line, 84)
    return label + ("\n" + " " * len(label)).join(lines)


class NotPassed(AssertionError):
    """Raised by ``check`` for anything but a pass where KUBEISH_GRADE=1. Its text is the verdict's."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        super().__init__(str(verdict))


@dataclass(frozen=True)
class Teller:
    """Makes the verdicts of one exercise, so that each check says only what differs."""

    slug: str

    def passed(self, line: str) -> Verdict:
        """The exercise is done; ``line`` is one sentence worth having earned."""
        return Verdict(self.slug, PASSED, line)

    def not_yet(self, ran: str, saw: str, wanted: str, try_next: str, outcome: Any = None) -> Verdict:
        """The answer is wrong; ``outcome`` holds the run that shows it, and its timeline is told under ``saw``."""
        verdict = Verdict(self.slug, NOT_YET, "", ran, saw, wanted, try_next, outcome)
        if verdict.timeline is None:
            return verdict
        return replace(verdict, saw=f"{saw}\n{textwrap.indent(str(verdict.timeline), '  ')}")

    def not_attempted(self, line: str) -> Verdict:
        """Nothing is there to be checked yet."""
        return Verdict(self.slug, NOT_ATTEMPTED, line)
