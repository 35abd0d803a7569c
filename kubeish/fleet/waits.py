"""A learner's back_off as a table of numbers: a function of the notebook cannot go to another process, numbers can."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from kubeish.errors import KubeishError
from kubeish.todo import TODO

BASE, CAP = 0.01, 0.5  # seconds: a few requests' time on a small cluster, and the most that anybody should wait
ATTEMPTS, DRAWS = 12, 30

BackOff = Callable[[int, Any, float, float], Any]


class BadWait(KubeishError):
    """A wait that is no number of seconds."""


def table(back_off: BackOff | None, seed: int) -> list[list[float]]:
    """Waits for a pod's first ATTEMPTS conflicts, DRAWS of each. None at all for None, or where it is still TODO."""
    if back_off is None:
        return []
    generator = random.Random(seed)
    drawn = [[back_off(n + 1, generator, BASE, CAP) for _ in range(DRAWS)] for n in range(ATTEMPTS)]
    if drawn[0][0] is TODO:
        return []
    for row in drawn:
        for wait in row:
            if type(wait) not in (int, float) or not 0 <= wait <= 10:
                raise BadWait(f"back_off gave {wait!r}, and a number of seconds from 0 to {CAP} was wanted: check it.")
    return drawn
