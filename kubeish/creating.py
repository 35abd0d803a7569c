"""The one path of a new pod: choose a machine, write the pod there, read it back. Here meet the halves #286 parted.

As in PodRegistryStorage.Create, in pkg/registry at #286. It knows a registry and a scheduler, and not which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kubeish.api import Pod
from kubeish.errors import KubeishError
from kubeish.scheduler.scheduler import MinionLister, Scheduler


class PodUnnamed(KubeishError):
    """A pod without an id: nothing could ever be found again under it."""


@dataclass(frozen=True)
class RegisteredMachines:
    """The machines of a registry, as a MinionLister."""

    registry: Any

    def list(self) -> Sequence[str]:
        """Their names, sorted; a new list each time."""
        return sorted(self.registry.machines)


class PodRegistryStorage:
    """Creates pods in ``registry``, on machines that ``scheduler`` chooses from those that ``minion_lister`` lists.

    Without a ``minion_lister`` the registry's own machines are listed.
    """

    def __init__(self, registry: Any, scheduler: Scheduler, minion_lister: MinionLister | None = None) -> None:
        self.registry, self.scheduler = registry, scheduler
        self.minion_lister = minion_lister or RegisteredMachines(registry)

    def create(self, pod: Pod) -> Pod:
        """Have ``pod`` run somewhere, and return it with its ``host``. Errors of scheduler and registry come out.

        Between the choice and the write there is room for others: what was free may be taken by then (until #961).
        """
        if not pod.id:
            raise PodUnnamed("a pod without an id cannot be found again: give it one, Pod('web').")
        machine = self.scheduler.schedule(pod, self.minion_lister)
        self.registry.create_pod(machine, pod)
        created: Pod = self.registry.get_pod(pod.id)
        return created
