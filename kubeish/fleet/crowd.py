"""A crowd: so many writers, each with one pod, all for one list and all at the same moment; in virtual time.

Who try again at once meet n(n-1)/2 conflicts: each write that succeeds is a conflict for all who are left.
"""

from __future__ import annotations

from collections.abc import Sequence

from kubeish.api import Pod
from kubeish.store import State

from .patient import PatientRegistry
from .virtual import Desk, VirtualTime, Writer, run
from .waits import BackOff, table

MACHINE = "m1"


def crowd(waits: Sequence[Sequence[float]]) -> VirtualTime:
    """Let one writer for each row of ``waits`` add its pod; after its n-th conflict it waits as its n-th entry says.

    An empty row: it tries again at once. Past its end a row's last entry holds.
    """
    return run({f"writer {number}": _writer(number, row) for number, row in enumerate(waits)}, State.empty())


def conflicts(writers: int, back_off: BackOff | None = None) -> int:
    """How many conflicts a crowd meets that waits as ``back_off`` says; None: not at all."""
    return crowd([[row[0] for row in table(back_off, number)] for number in range(writers)]).conflicts


def _writer(number: int, waits: Sequence[float]) -> Writer:
    def write(desk: Desk) -> None:
        def after_conflict(conflicts: int) -> None:
            if waits:
                desk.wait(waits[min(conflicts, len(waits)) - 1])

        PatientRegistry(desk.client, [MACHINE], after_conflict).run_pod(Pod(f"pod-{number}"), MACHINE)

    return write
