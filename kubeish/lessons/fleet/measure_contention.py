"""Conflicts of many writers of one list, in virtual time, by the waits that a back_off draws.

Writers that retry at once meet n(n-1)/2 conflicts: each successful write is a conflict for all
writers that are left. A back_off becomes a table of numbers, which, unlike a function, can go to
another process.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from kubeish.api import TODO, Pod, Todo
from kubeish.errors import CallMistake
from kubeish.etcd.store import State

from .place_pods import RetryingRegistry
from .simulation import Simulation, Writer, WriterContext

MACHINE = "m1"
BASE, CAP = 0.01, 0.5  # seconds: a few requests on a small cluster, and the longest wait
ATTEMPTS, DRAWS = 12, 30

BackOff = Callable[[int, random.Random, float, float], object]


class BadWait(CallMistake):
    """A wait that is not a number of seconds."""


def measure_contention(waits: Sequence[Sequence[float]]) -> int:
    """The conflicts of one writer for each row of ``waits``, which all add a pod at once.

    After its n-th conflict a writer waits for the n-th number of its row in seconds, past the end
    for the last one, and in an empty row not at all.
    """
    simulation = Simulation(State.empty())
    for _ in simulation.run({f"writer {number}": [_make_writer(number, row)] for number, row in enumerate(waits)}):
        pass
    return simulation.conflicts


def count_conflicts(writers: int, back_off: BackOff | None = None) -> int | Todo:
    """The conflicts of so many writers that wait as ``back_off`` says; None: not at all; TODO while it is TODO."""
    waits = [draw_waits(back_off, number) for number in range(writers)]
    return TODO if back_off and not waits[0] else measure_contention([[row[0] for row in rows] for rows in waits])


def _make_writer(number: int, waits: Sequence[float]) -> Writer[None]:
    def write(context: WriterContext) -> None:
        def wait_after(conflicts: int) -> None:
            if waits:
                context.wait(waits[min(conflicts, len(waits)) - 1])

        RetryingRegistry(context.client, [MACHINE], wait_after).run_pod(Pod(f"pod-{number}"), MACHINE)

    return write


def draw_waits(back_off: BackOff | None, seed: int) -> list[list[float]]:
    """Waits in seconds: a row of DRAWS for each of a pod's first ATTEMPTS conflicts.

    Empty without a ``back_off``, or while it is TODO. Raises BadWait.
    """
    if back_off is None:
        return []
    generator = random.Random(seed)
    rows = [[back_off(n + 1, generator, BASE, CAP) for _ in range(DRAWS)] for n in range(ATTEMPTS)]
    return [] if rows[0][0] is TODO else [[_check_wait(wait) for wait in row] for row in rows]


def _check_wait(wait: object) -> float:
    if isinstance(wait, bool) or not isinstance(wait, int | float) or not 0 <= wait <= 10:
        raise BadWait(f"back_off gave {wait!r}, and a number of seconds from 0 to {CAP} was wanted: check it.")
    return wait
