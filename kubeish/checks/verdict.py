"""Verdict on an answer: what a check ran, saw and wanted, and what to try next."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kubeish.explorer import Outcome, Timeline

if TYPE_CHECKING:
    from .verdict_card import CardContent, ExerciseSetting

PASSED = "passed"
NOT_YET = "not yet"
NOT_ATTEMPTED = "not attempted yet"
SEED_VARIABLE = "KUBEISH_SEED"
"""The environment variable that gives a learner's check its seed."""


@dataclass(frozen=True)
class Verdict:
    """Verdict on one exercise. ``status``: PASSED, NOT_YET or NOT_ATTEMPTED.

    ``line``: the sentence of a pass, or what is missing. ``saw`` may have several lines, a timeline
    among them. ``outcome``: the exploration or run that shows the fault; it opens in the stepper.
    ``seed``: what the questions were drawn from, None where they are always the same.
    ``setting``: where the exercise stands in the course, for the card.
    """

    slug: str
    status: str
    line: str = ""
    ran: str = ""
    saw: str = ""
    wanted: str = ""
    try_next: str = ""
    outcome: Outcome | Timeline | None = field(default=None, compare=False, repr=False)
    seed: int | None = None
    setting: ExerciseSetting | None = field(default=None, compare=False, repr=False)

    @property
    def passed(self) -> bool:
        """True if the exercise is done."""
        return self.status == PASSED

    @property
    def timeline(self) -> Timeline | None:
        """The run that shows the fault, or None."""
        return self.outcome.counterexample if isinstance(self.outcome, Outcome) else self.outcome

    def __str__(self) -> str:
        if self.status == PASSED:
            return f"{self.slug} · {self.line}"
        if self.status == NOT_ATTEMPTED:
            return f"{self.slug} · not attempted yet: {self.line}"
        parts = [
            ("I ran    ", self.ran),
            ("I saw    ", self.saw),
            ("I wanted ", self.wanted),
            ("Try      ", self.advice),
        ]
        lines = [_format_part(label, text) for label, text in parts if text]
        if self.seed is not None:
            lines.append(f"(seed {self.seed}: %env {SEED_VARIABLE}={self.seed} in a cell asks the same again)")
        return f"{self.slug} · not yet\n\n" + "\n".join(lines)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        """The verdict as a card, with the run that shows the fault in the stepper."""
        from kubeish.widgets.pages.page import make_key  # a mark needs none of this

        from .verdict_card import ExerciseSetting, build_card

        setting = self.setting or ExerciseSetting()
        page = build_card(self._describe(), setting)
        if setting.find_passed is None:
            return page.with_key(make_key(page.html)).html
        from .verdict_widget import VerdictCard

        return VerdictCard(page, setting).page.html

    def _describe(self) -> CardContent:
        from .verdict_card import CardContent

        parts = (("I ran", self.ran), ("I saw", self.saw), ("I wanted", self.wanted), ("Try", self.try_next))
        return CardContent(
            self.slug,
            self.status,
            self.line,
            tuple((label, text) for label, text in parts if text),
            self.timeline,
            getattr(self.outcome, "breaking", "break the rule"),
            "" if self.seed is None else f"%env {SEED_VARIABLE}={self.seed}",
        )

    @property
    def advice(self) -> str:
        """What to try, and where the hints are."""
        return f'{self.try_next}\n(for a hint: from kubeish import hint; hint("{self.slug}"))' if self.try_next else ""


def _format_part(label: str, text: str) -> str:
    """Put ``label`` before ``text``. Prose is wrapped, lines with a space before them are not."""
    lines: list[str] = []
    for line in text.splitlines():
        lines += [line] if line.startswith(" ") or not line else textwrap.wrap(line, 84)
    return label + ("\n" + " " * len(label)).join(lines)


class NotPassed(AssertionError):
    """Raised by ``check`` for anything but a pass where KUBEISH_GRADE=1. Its text: the verdict."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        super().__init__(str(verdict))


@dataclass(frozen=True)
class VerdictBuilder:
    """Makes the verdicts on the exercise ``slug``."""

    slug: str

    def accept(self, line: str) -> Verdict:
        """Make a pass. ``line``: a sentence on what the answer has shown."""
        return Verdict(self.slug, PASSED, line)

    def reject(
        self, ran: str, saw: str, wanted: str, try_next: str, outcome: Outcome | Timeline | None = None
    ) -> Verdict:
        """Make a "not yet". The timeline of ``outcome``, if it has steps, comes after ``saw``."""
        if isinstance(outcome, Timeline) and not outcome.steps:
            outcome = None
        verdict = Verdict(self.slug, NOT_YET, "", ran, saw, wanted, try_next, outcome)
        if verdict.timeline is None:
            return verdict
        return replace(verdict, saw=f"{saw}\n{textwrap.indent(str(verdict.timeline), '  ')}")

    def reject_order(self, ran: str, outcome: Outcome, wanted: str, try_next: str) -> Verdict:
        """Make a "not yet" of the first complaint and the shortest broken order of ``outcome``."""
        many = f" Orders that go wrong: {outcome.broken:,}. The shortest:" if outcome.interleavings > 1 else ""
        return self.reject(ran, f"{next(iter(outcome.complaints))}.{many}", wanted, try_next, outcome)

    def skip(self, line: str) -> Verdict:
        """Make a "not attempted yet". ``line``: what is missing."""
        return Verdict(self.slug, NOT_ATTEMPTED, line)
