"""How a scheduler sees a pod through, whatever becomes of the replies: on a real etcd and in virtual time alike."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kubeish.api import Pod
from kubeish.creating import PodRegistryStorage
from kubeish.errors import NODE_EXIST, ConnectionFailedError, ConnectionTimeoutError, EtcdError, InternalServerError
from kubeish.scheduler.first_fit import FirstFitScheduler

from .patient import PatientRegistry

BREATH = 0.02  # seconds to wait where no member answers
UNANSWERED = (ConnectionFailedError, ConnectionTimeoutError, InternalServerError)


@dataclass(frozen=True)
class Job:
    """What one scheduler is to do: ``pods`` on ``machines``, one after the other, drawing lots by ``seed``.

    ``waits``: for a pod's first conflict, its second, and so on, a row of waits in seconds, of which the n-th pod takes
    the n-th; empty: nobody waits.
    """

    pods: Sequence[str]
    machines: Sequence[str]
    seed: int
    waits: Sequence[Sequence[float]] = ()


@dataclass(frozen=True)
class Placed:
    """A pod that runs, after so many ``conflicts``; of so many tries it was ``unknown`` whether they had happened."""

    pod: str
    conflicts: int
    unknown: int


def work(job: Job, client: Any, wait: Callable[[float], None]) -> Iterator[Placed]:
    """Place the pods of ``job``, one after the other, and tell of each. ``wait(seconds)`` waits."""
    for nth in range(len(job.pods)):
        yield place(job, nth, client, wait)


def place(job: Job, nth: int, client: Any, wait: Callable[[float], None]) -> Placed:
    """Place the ``nth`` pod of ``job``."""

    def after_conflict(conflicts: int) -> None:
        if job.waits:
            row = job.waits[min(conflicts, len(job.waits)) - 1]
            wait(row[nth % len(row)])

    pod = Pod(job.pods[nth])
    registry = PatientRegistry(client, job.machines, after_conflict)
    scheduler = FirstFitScheduler(registry, random.Random(f"{job.seed} {pod.id}"))
    unknown = create(PodRegistryStorage(registry, scheduler), pod, lambda: wait(BREATH))
    return Placed(pod.id, registry.conflicts, unknown)


def create(storage: PodRegistryStorage, pod: Pod, breathe: Callable[[], None]) -> int:
    """Create ``pod``, and try again until it surely runs; how often a try may have happened or not.

    A try that was not answered is made again. If it had happened all the same, the next one meets the pod's own key:
    nobody else creates a pod of that id, so "there is one already" means "it was me".
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
            breathe()
