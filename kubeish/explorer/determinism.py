"""Determinism: does a client do the same each time it is given the same answers?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass

from kubeish.wording import say

from .descriptions import describe_request
from .errors import NotDeterministic
from .opaque_index import strip_marks
from .steps import Asks, End, Raised, Returned, Step
from .stored_values import clip

_ADDRESS = re.compile(" at 0x[0-9a-fA-F]+")
_ADVICE = say(
    "let it depend on nothing but its arguments and the store's answers, neither on chance, "
    "nor the clock, nor on anything kept from an earlier run."
)

_FEW, _EACH, _LONG = 4, 8, 100


@dataclass(slots=True)
class Replay:
    """One replay of a client: its requests, the answers to them, and the step that follows.

    ``waited``: the seconds that it slept meanwhile, by its own clock.
    """

    asked: list[object]
    answers: list[object]
    step: Step
    waited: float = 0.0

    def is_same_as(self, other: Replay) -> bool:
        """True if both asked the same, slept as long, and went on, or ended, in the same way."""
        return self.is_same_but_for_waits(other) and self.waited == other.waited

    def is_same_but_for_waits(self, other: Replay) -> bool:
        """True if both asked the same and went on, or ended, in the same way."""
        return self.asked == other.asked and is_same_step(self.step, other.step)


class EndSampler:
    """Takes some ends of a client, to be compared with those of a second run where that would take too long for all.

    Of each kind the first ones, and each eighth of the others; of a history with very many requests none.
    """

    def __init__(self) -> None:
        self._seen: Counter[tuple[int, type]] = Counter()

    def takes(self, replay: Replay, end: End) -> bool:
        """Whether it takes the end of this replay."""
        if len(replay.asked) > _LONG:
            return False
        kind = len(replay.asked), type(end.error if isinstance(end, Raised) else end)
        self._seen[kind] += 1
        return self._seen[kind] <= _FEW or self._seen[kind] % _EACH == 0


def is_same_step(one: Step, other: Step) -> bool:
    """True for equal steps, also where one run had opaque indexes and the other one numbers."""
    if isinstance(one, Raised) and isinstance(other, Raised):
        return type(one.error) is type(other.error) and _is_same_text(str(one.error), str(other.error))
    if isinstance(one, Returned) and isinstance(other, Returned):
        return _is_same_value(one.value, other.value)
    return one == other


def _is_same_value(one: object, other: object) -> bool:
    return one is other or (type(one) is type(other) and _is_same_text(repr(one), repr(other)))


def _is_same_text(one: str, other: str) -> bool:
    """True for texts that differ only in addresses of objects and in the marks of indexes."""
    return one == other or strip_marks(_ADDRESS.sub("", one)) == strip_marks(_ADDRESS.sub("", other))


def make_end_key(end: End) -> Hashable:
    """A key, equal for ends that look alike from outside; unique where that is not known."""
    if isinstance(end, Returned):
        text = repr(end.value)
        return object() if _ADDRESS.search(text) else ("returned", type(end.value), text)
    if isinstance(end, Raised):
        return ("raised", type(end.error), str(end.error))
    return "crashed"


def explain_difference(name: str, one: Replay, other: Replay | None) -> NotDeterministic:
    """The error for two replays of one history that differ; ``other`` None: it asked for less."""
    if other and one.is_same_but_for_waits(other):
        return NotDeterministic(
            say(
                "{name} was given the same answers twice, and did not sleep as long the second time: draw "
                "a random wait from a generator with a seed, random.Random(7), that it is handed or makes "
                "itself, so that it can be run again.",
                name=name,
            )
        )
    before, after = _find_difference(one, other) if other else (one.step, None)
    return NotDeterministic(
        say(
            "{name} was given the same answers twice and did two different things ({before}, then {after}): {advice}",
            name=name,
            before=_describe(before),
            after=_describe(after) if after else say("asked less"),
            advice=_ADVICE,
        )
    )


def explain_other_path(name: str) -> NotDeterministic:
    """The error for a client that ended where it went on when the same order was run before."""
    return NotDeterministic(
        say("{name} did something else when one order was run again: {advice}", name=name, advice=_ADVICE)
    )


def _find_difference(one: Replay, other: Replay) -> tuple[Step, Step]:
    """The first steps in which two replays of one history differ."""
    for was, now in zip(one.asked, other.asked):
        if was != now:
            return Asks(was), Asks(now)
    steps = [Asks(more) for more in one.asked[len(other.asked) :] + other.asked[len(one.asked) :]]
    if not steps:
        return one.step, other.step
    return (steps[0], other.step) if len(one.asked) > len(other.asked) else (one.step, steps[0])


def _describe(step: Step) -> str:
    if isinstance(step, Asks):
        return say("asked to {request}", request=clip(describe_request(step.request), 120))
    if isinstance(step, Returned):
        return say("returned {value}", value=clip(repr(step.value), 120))
    return say("raised {error}", error=clip(repr(getattr(step, "error", step)), 120))
