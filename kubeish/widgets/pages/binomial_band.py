"""The band that chance alone predicts for the pods on one machine. Arithmetic alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate


def find_band(pods: int, machines: int, share: float = 0.95) -> tuple[int, int]:
    """Find the least and the most pods on one machine in ``share`` of all cases, by chance.

    The number is binomial with probability 1/machines; at most half of the rest lies on either
    side.
    """
    hit = 1 / machines
    chances = [(1 - hit) ** pods]  # of exactly 0, 1, 2 ... pods
    for k in range(pods):
        grown = chances[-1] * (pods - k) / (k + 1) * hit / (1 - hit) if machines > 1 else float(k + 1 == pods)
        chances.append(grown)
    tail = (1 - share) / 2
    return _count_outside(chances, tail), pods - _count_outside(chances[::-1], tail)


def _count_outside(chances: Sequence[float], tail: float) -> int:
    """Count how many of the first may be left out so that no more than ``tail`` is lost."""
    sums = enumerate(accumulate(chances))
    return next((count for count, total in sums if total > tail), len(chances) - 1)
