"""What is asked of every answer that draws lots: that its chance is the one it was given, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable

from .subject import Subject, choices
from .verdict import Verdict

FIVE = ["m1", "m2", "m3", "m4", "m5"]
SEEDS = (7, 8)  # beside the examination's own


def is_repeatable(given: Callable[[int], Subject], seed: int) -> Verdict | None:
    """``given``: makes the subject whose generator has that seed. The same seed, the same choices; another, others."""
    subject = given(seed)
    one, same, other = (choices(given(seed + more).chosen(FIVE, 20)) for more in (SEEDS[0], *SEEDS))
    if one != same:
        return subject.tell.not_yet(
            ran="two schedulers, each with a random.Random of its own, and both of the same seed.",
            saw="they chose differently.",
            wanted="the same choices: who hands you a generator decides what is drawn; else no test could pin it down.",
            try_next="draw only from the generator that `__init__` was given, never seed it, share it with nobody.",
        )
    if one == other:
        return subject.tell.not_yet(
            ran="two schedulers, each with a random.Random of its own, of different seeds.",
            saw="twenty times they chose the same.",
            wanted="choices that depend on the generator.",
            try_next="draw from the generator that `__init__` was given, and never seed it anew.",
        )
    return None
