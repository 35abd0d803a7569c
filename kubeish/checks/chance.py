"""Chance, judged exactly: how far a count may stray before it is no chance any more. Standard library only.

Who draws by lot may, by chance, look unfair to any test. How likely that is, is computed here and not estimated. Of
``n`` independent draws, each a hit with probability ``p``, the number of hits is binomially distributed. ``bounds``
cuts off both ends of that distribution, added up in whole numbers: a count falls outside with probability at most
``alarm``.

Where many counts are judged at once (one for each machine, one for each pair of them), each gets its part of the alarm.
The chance that any one strays is at most the sum of the parts, however the counts hang together: the union bound. So a
fair answer is called unfair with probability at most ``alarm`` in all, whatever the generator and however it draws.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

ALARM = Fraction(1, 1_000_000)
"""How often, at most, a right answer may fail a whole examination by chance."""


@cache
def least(n: int, p: Fraction, alarm: Fraction) -> int:
    """The largest ``k`` such that fewer than ``k`` hits of ``n`` are at most as likely as ``alarm``. 0 <= p < 1."""
    hit, miss = p.numerator, p.denominator - p.numerator
    whole = p.denominator**n * alarm.numerator
    ways, fewer = miss**n, 0  # ways: how many of the equally likely outcomes have exactly k hits
    for k in range(n + 1):
        fewer += ways
        if fewer * alarm.denominator > whole:
            return k
        ways = ways * (n - k) * hit // ((k + 1) * miss)
    return n + 1


def most(n: int, p: Fraction, alarm: Fraction) -> int:
    """The smallest ``k`` such that more than ``k`` hits of ``n`` are at most as likely as ``alarm``. 0 < p <= 1."""
    return n - least(n, 1 - p, alarm)


def bounds(n: int, p: Fraction, alarm: Fraction, p_most: Fraction | None = None) -> tuple[int, int]:
    """The least and the most hits that pass: outside with probability at most ``alarm``, half of it on each side.

    ``p_most``: where more than one way of drawing is right, the largest of their probabilities, ``p`` the smallest.
    """
    return least(n, p, alarm / 2), most(n, p if p_most is None else p_most, alarm / 2)


@dataclass(frozen=True)
class Stray:
    """A cell whose ``count`` lies outside ``low`` to ``high``."""

    cell: Any
    count: int
    low: int
    high: int


def stray(drawn: Iterable[Hashable], cells: Sequence[Hashable], alarm: Fraction) -> Stray | None:
    """The cell that strayed furthest, or None. Each draw is to hit each of the ``cells`` with the same probability."""
    counts = Counter(drawn)
    n, p = counts.total(), Fraction(1, len(cells))
    low, high = bounds(n, p, alarm / len(cells))
    outside = [cell for cell in cells if not low <= counts[cell] <= high]
    if not outside:
        return None
    worst = max(outside, key=lambda cell: abs(counts[cell] * len(cells) - n))
    return Stray(worst, counts[worst], low, high)
