"""A registry whose writer can be told to wait after a conflict: run_pod's loop, with a word between two tries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kubeish.api import ContainerManifest, Pod
from kubeish.registry.one_transaction import OneTransactionRegistry

AfterConflict = Callable[[int], None]


def at_once(conflicts: int) -> None:
    """Try again at once, as #265 did, and as GuaranteedUpdate does to this day."""


class PatientRegistry(OneTransactionRegistry):
    """Calls ``after_conflict(n)`` after a pod's n-th conflict, n from 1, and counts them all in ``conflicts``."""

    def __init__(self, client: Any, machines: Iterable[str], after_conflict: AfterConflict = at_once) -> None:
        super().__init__(client, machines)
        self.after_conflict = after_conflict
        self.conflicts = 0
        self._in_a_row = 0

    def run_pod(self, pod: Pod, machine: str) -> None:
        """Put ``pod`` on the list of ``machine``, however long that takes."""
        self._in_a_row = 0
        super().run_pod(pod, machine)

    def _written(self, pod: Pod, machine: str, manifests: list[ContainerManifest], index: int) -> bool:
        written = super()._written(pod, machine, manifests, index)
        if not written:
            self.conflicts += 1
            self._in_a_row += 1
            self.after_conflict(self._in_a_row)
        return written
