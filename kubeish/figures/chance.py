"""What chance alone predicts: how many of n pods, thrown at m machines, may well lie on one. Arithmetic alone."""

from __future__ import annotations


def band(pods: int, machines: int, share: float = 0.95) -> tuple[int, int]:
    """The least and the most pods that one machine gets, in ``share`` of all cases, if each pod falls anywhere alike.

    The number is binomial with probability 1/machines; at most half of what is left out lies on either side.
    """
    odds = 1 / machines
    chances = [(1 - odds) ** pods]  # of exactly 0, 1, 2, ... pods
    for k in range(pods):
        grown = chances[-1] * (pods - k) / (k + 1) * odds / (1 - odds) if machines > 1 else float(k + 1 == pods)
        chances.append(grown)
    tail = (1 - share) / 2
    return _outside(chances, tail), pods - _outside(chances[::-1], tail)


def _outside(chances: list[float], tail: float) -> int:
    """How many of the first counts may be left out so that no more than ``tail`` is lost."""
    lost = 0.0
    for count, chance in enumerate(chances):
        lost += chance
        if lost > tail:
            return count
    return len(chances) - 1
