"""Generators that count their draws, and notice what must not be done to them. Answer's side."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class RecordingRandom(random.Random):
    """Draws what a ``random.Random`` of that seed draws. All of Random's methods use the two draws below.

    ``draws_made``: how many there were; ``overlap_seen``: whether two were made at the same time, by two
    threads; ``before_next_draw``: called once, before the next draw.
    """

    def __init__(self, seed: Any = None) -> None:
        self.draws_made, self.overlap_seen = 0, False
        self.before_next_draw: Callable[[], None] | None = None
        self._draws_running, self._times_seeded = 0, -1  # Random seeds itself once
        super().__init__(seed)

    def random(self) -> float:
        return float(self._draw_alone(super().random))

    def getrandbits(self, k: int) -> int:
        bits = super().getrandbits
        return int(self._draw_alone(lambda: bits(k)))

    def seed(self, a: Any = None, version: int = 2) -> None:
        self._times_seeded += 1
        super().seed(a, version)

    def setstate(self, state: tuple[Any, ...]) -> None:
        self._times_seeded += 1
        super().setstate(state)

    def restart_from(self, seed: int) -> None:
        """Draw from now on what a new generator of that seed draws."""
        super().seed(seed)

    def count_draws(self) -> int:
        """How many draws there were."""
        return self.draws_made

    def find_misuse(self) -> str:
        """``seeded`` or ``changed``: it was seeded anew, or a method of it was replaced; else empty."""
        if _has_own_methods(self) or any(_is_changed(kind, before) for kind, before in _CLASSES):
            return "changed"
        return "seeded" if self._times_seeded > 0 else ""

    def _draw_alone(self, draw: Callable[[], T]) -> T:
        self.draws_made += 1
        self._draws_running += 1
        self.overlap_seen = self.overlap_seen or self._draws_running > 1
        try:
            before, self.before_next_draw = self.before_next_draw, None
            if before is not None:
                before()
            return draw()
        finally:
            self._draws_running -= 1


_CLASSES = [(kind, dict(vars(kind))) for kind in (RecordingRandom, random.Random)]


def _is_changed(kind: type, before: dict[str, object]) -> bool:
    """Whether a class has lost, replaced or got an attribute."""
    now = vars(kind)
    return now.keys() != before.keys() or any(now[name] is not before[name] for name in before)


def _has_own_methods(generator: RecordingRandom) -> bool:
    return any(hasattr(random.Random, name) for name in vars(generator))


class TailRandom(RecordingRandom):
    """Draws numbers near 0 and near 1 far more often than a fair generator, and never the same twice.

    So an answer that does something else once in ten thousand draws does it often.
    """

    def __init__(self, seed: Any = None) -> None:
        self._chooser = random.Random(seed)
        super().__init__(seed)

    def random(self) -> float:
        number, kind = super().random(), self._chooser.randrange(3)
        small = 10 ** (-3 - 3 * number)
        return (number, small, 1 - small)[kind]
