"""Placement of a scheduler's pods despite lost replies, on a real etcd or in virtual time."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kubeish.api import ContainerManifest, Pod
from kubeish.errors import NODE_EXIST, ConnectionFailedError, ConnectionTimeoutError, EtcdError, InternalServerError
from kubeish.etcd.client_protocol import Client
from kubeish.registry.one_transaction import OneTransactionRegistry
from kubeish.registry.pod_storage import PodRegistryStorage
from kubeish.scheduler.first_fit import FirstFitScheduler

PAUSE = 0.02  # seconds to wait when no member answers
UNANSWERED = (ConnectionFailedError, ConnectionTimeoutError, InternalServerError)


def retry_at_once(conflicts: int) -> None:
    """Do not wait, as #265, and as GuaranteedUpdate does to this day."""


class RetryingRegistry(OneTransactionRegistry):
    """Calls ``after_conflict(n)`` after a pod's n-th conflict, from 1. ``conflicts`` counts all."""

    def __init__(
        self, client: Client, machines: Iterable[str], after_conflict: Callable[[int], None] = retry_at_once
    ) -> None:
        super().__init__(client, machines)
        self.after_conflict = after_conflict
        self.conflicts = 0
        self._conflicts_of_pod = 0

    def run_pod(self, pod: Pod, machine: str) -> None:
        self._conflicts_of_pod = 0
        super().run_pod(pod, machine)

    def _write_both(self, pod: Pod, machine: str, manifests: list[ContainerManifest], index: int) -> bool:
        written = super()._write_both(pod, machine, manifests, index)
        if not written:
            self.conflicts += 1
            self._conflicts_of_pod += 1
            self.after_conflict(self._conflicts_of_pod)
        return written


@dataclass(frozen=True)
class Job:
    """The work of one scheduler: ``pods`` on ``machines``, in order, random choices by ``seed``.

    ``waits``: a row of waits in seconds for a pod's first conflict, its second, and so on; the n-th
    pod takes the n-th of a row. Empty: no waits.
    """

    pods: Sequence[str]
    machines: Sequence[str]
    seed: int
    waits: Sequence[Sequence[float]] = ()


@dataclass(frozen=True)
class PlacedPod:
    """A running pod, with its conflicts, and its number of tries whose outcome was not known."""

    pod: str
    conflicts: int
    unknown: int


def place_pod(job: Job, nth: int, client: Client, wait: Callable[[float], None]) -> PlacedPod:
    """Place the ``nth`` pod of ``job``. ``wait(seconds)`` waits."""

    def wait_after(conflicts: int) -> None:
        if job.waits:
            row = job.waits[min(conflicts, len(job.waits)) - 1]
            wait(row[nth % len(row)])

    pod = Pod(job.pods[nth])
    registry = RetryingRegistry(client, job.machines, wait_after)
    scheduler = FirstFitScheduler(registry, random.Random(f"{job.seed} {pod.id}"))
    unknown = create_until_it_runs(PodRegistryStorage(registry, scheduler), pod, lambda: wait(PAUSE))
    return PlacedPod(pod.id, registry.conflicts, unknown)


def create_until_it_runs(
    storage: PodRegistryStorage,
    pod: Pod,
    pause: Callable[[], None],
) -> int:
    """Create ``pod`` until it surely runs. Returns the number of unanswered tries.

    A try without an answer is made again. If it had happened all the same, the next try
    finds the pod's own key: only this scheduler uses the id, so "it exists" means that
    its own try succeeded.
    """
    unknown = 0
    while True:
        try:
            storage.create(pod)
            return unknown
        except EtcdError as error:
            if error.code != NODE_EXIST:
                raise
            return unknown
        except UNANSWERED as error:
            unknown += not error.definite
            pause()
