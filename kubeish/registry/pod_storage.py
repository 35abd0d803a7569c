"""Creation of a pod: choose a machine, write the pod there, read it back.

As PodRegistryStorage.Create in pkg/registry at #286, which separated registry and scheduler.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kubeish.api import Pod
from kubeish.errors import KubeishError
from kubeish.scheduler.interfaces import MinionLister, Scheduler

from .before_265 import EtcdRegistry


class PodUnnamed(KubeishError):
    """A pod without an id could never be found again."""


@dataclass(frozen=True)
class RegisteredMachines(MinionLister):
    """The machines of a registry as a MinionLister: sorted, a new list each time."""

    registry: EtcdRegistry

    def list(self) -> Sequence[str]:
        return sorted(self.registry.machines)


class PodRegistryStorage:
    """Creates pods in ``registry``, on machines that ``scheduler`` chooses from ``minion_lister``.

    Without a ``minion_lister``, from the registry's own machines.
    """

    def __init__(self, registry: EtcdRegistry, scheduler: Scheduler, minion_lister: MinionLister | None = None) -> None:
        self.registry, self.scheduler = registry, scheduler
        self.minion_lister = minion_lister or RegisteredMachines(registry)

    def create(self, pod: Pod) -> Pod:
        """Create ``pod`` on some machine, and return it with its ``host``.

        Raises PodUnnamed without an id; errors of scheduler and registry propagate.
        Until #961 another writer could take the machine's port between the choice
        and the write.
        """
        if not pod.id:
            raise PodUnnamed("a pod must have an id: give it one, Pod('web').")
        machine = self.scheduler.schedule(pod, self.minion_lister)
        self.registry.create_pod(machine, pod)
        return self.registry.get_pod(pod.id)
