"""Verdict on an answer: what a check ran, saw and wanted, and what to try next."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kubeish.explorer import Outcome, Timeline
from kubeish.explorer.outcome import BREAKING
from kubeish.figures.text_width import measure_width, pad, wrap
from kubeish.wording import Wording, join, load_words, look_up, say, show, word

if TYPE_CHECKING:
    from .verdict_card import CardContent, ExerciseSetting

PASSED = "passed"
NOT_YET = "not yet"
NOT_ATTEMPTED = "not attempted yet"
SEED_VARIABLE = "KUBEISH_SEED"
"""The environment variable that gives a learner's check its seed."""
THE_SHORTEST = say("The shortest:")
"""The end of what was seen, before a timeline."""
_WIDTH = 84
_LABELS = (say("I ran"), say("I saw"), say("I wanted"), say("Try"))


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
        return self.word(load_words())

    def word(self, words: Wording) -> str:
        """The verdict as text in the language of ``words``; without any, in English."""
        if self.status == PASSED:
            return f"{self.slug} · {word(self.line, words)}"
        if self.status == NOT_ATTEMPTED:
            return f"{self.slug} · {say('not attempted yet: {line}', line=self.line).word(words)}"
        return "\n".join([f"{self.slug} · {say('not yet').word(words)}", "", *self._format_parts(words)])

    def _format_parts(self, words: Wording) -> Iterator[str]:
        labels = [label.word(words) for label in _LABELS]
        width = max(map(measure_width, labels)) + 1
        for label, text in zip(labels, (self.ran, self.saw, self.wanted, self.advice)):
            if text:
                yield _format_part(pad(label, width), str(word(text, words)), width)
        if self.seed is not None:
            asks = say("(seed {seed}: {code} in a cell asks the same again)", seed=self.seed, code=self._repeat)
            yield asks.word(words)

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

        parts = zip(_LABELS, (self.ran, self.saw, self.wanted, self.try_next))
        return CardContent(
            self.slug,
            self.status,
            show(self.line),
            tuple((show(label), show(text)) for label, text in parts if text),
            self.timeline,
            show(look_up(getattr(self.outcome, "breaking", BREAKING))),
            "" if self.seed is None else self._repeat,
        )

    @property
    def _repeat(self) -> str:
        """What asks the same questions again, in a cell."""
        return f"%env {SEED_VARIABLE}={self.seed}"

    @property
    def advice(self) -> str:
        """What to try, and where the hints are."""
        hint = say("(for a hint: {code})", code=f'from kubeish import hint; hint("{self.slug}")')
        return join("\n", [self.try_next, hint]) if self.try_next else ""


def _format_part(label: str, text: str, width: int) -> str:
    """Put ``label`` before ``text``. Prose is wrapped, lines with a space before them are not."""
    lines: list[str] = []
    for line in text.splitlines():
        lines += [line] if line.startswith(" ") or not line else wrap(line, _WIDTH)
    return label + ("\n" + " " * width).join(lines)


@dataclass(frozen=True)
class _Steps:
    """A run as lines with a space before them."""

    run: Timeline

    def __str__(self) -> str:
        return self.word({})

    def word(self, words: Wording) -> str:
        return textwrap.indent(self.run.word(words), "  ")


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
        return replace(verdict, saw=say("{saw}\n{steps}", saw=saw, steps=_Steps(verdict.timeline)))

    def reject_order(self, ran: str, outcome: Outcome, wanted: str, try_next: str) -> Verdict:
        """Make a "not yet" of the first complaint and the shortest broken order of ``outcome``."""
        saw: list[str] = [say("{complaint}.", complaint=next(iter(outcome.complaints)))]
        if outcome.interleavings > 1:
            saw += [say("Orders that go wrong: {broken:,}.", broken=outcome.broken), THE_SHORTEST]
        return self.reject(ran, join(" ", saw), wanted, try_next, outcome)

    def skip(self, line: str) -> Verdict:
        """Make a "not attempted yet". ``line``: what is missing."""
        return Verdict(self.slug, NOT_ATTEMPTED, line)
