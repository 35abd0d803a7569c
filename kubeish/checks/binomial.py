"""Exact bounds on the counts of random draws. Standard library only.

Of ``n`` independent draws, each a hit with probability ``p``, the number of hits is binomially
distributed. ``compute_bounds`` cuts off both tails of that distribution, summed in whole numbers: a
count lies outside with probability at most ``alarm``.

Where many counts are judged at once (one for each machine or pair of machines), each gets a part of
the alarm. By the union bound the chance that any of them lies outside is at most the sum of the
parts, whatever their dependence. So a fair answer is rejected with probability at most ``alarm`` in
all, by whichever generator and method it draws.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Generic, TypeVar

Cell = TypeVar("Cell", bound=Hashable)

ALARM = Fraction(1, 1_000_000)
"""How often, at most, a right answer may fail a whole examination by chance."""


@cache
def compute_lower_bound(n: int, p: Fraction, alarm: Fraction) -> int:
    """The largest ``k`` so that P(fewer than ``k`` hits of ``n``) <= ``alarm``. 0 <= p < 1."""
    hit, miss = p.numerator, p.denominator - p.numerator
    whole = p.denominator**n * alarm.numerator
    ways, fewer = miss**n, 0  # ways: how many of the equally likely outcomes have exactly k hits
    for k in range(n + 1):
        fewer += ways
        if fewer * alarm.denominator > whole:
            return k
        ways = ways * (n - k) * hit // ((k + 1) * miss)
    return n + 1


def compute_upper_bound(n: int, p: Fraction, alarm: Fraction) -> int:
    """The smallest ``k`` so that P(more than ``k`` hits of ``n``) <= ``alarm``. 0 < p <= 1."""
    return n - compute_lower_bound(n, 1 - p, alarm)


def compute_bounds(n: int, p: Fraction, alarm: Fraction, p_most: Fraction | None = None) -> tuple[int, int]:
    """The least and the most hits that pass: P(outside) <= ``alarm``, half of it on each side.

    ``p_most``: where several ways to draw are right, the largest probability, ``p`` the smallest.
    """
    return compute_lower_bound(n, p, alarm / 2), compute_upper_bound(n, p if p_most is None else p_most, alarm / 2)


@dataclass(frozen=True)
class Outlier(Generic[Cell]):
    """A cell whose ``count`` lies outside ``low`` to ``high``."""

    cell: Cell
    count: int
    low: int
    high: int


def find_outlier(draws: Iterable[Cell], cells: Sequence[Cell], alarm: Fraction) -> Outlier[Cell] | None:
    """The cell furthest from its expected count, if outside the bounds; all are equally likely."""
    counts = Counter(draws)
    n, p = counts.total(), Fraction(1, len(cells))
    low, high = compute_bounds(n, p, alarm / len(cells))
    outside = [cell for cell in cells if not low <= counts[cell] <= high]
    if not outside:
        return None
    worst = max(outside, key=lambda cell: abs(counts[cell] * len(cells) - n))
    return Outlier(worst, counts[worst], low, high)
