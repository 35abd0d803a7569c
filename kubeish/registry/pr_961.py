"""EtcdRegistry after #961: the atomic update of a machine's list also checks the pods' ports."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kubeish.api import ContainerManifest, Pod, from_json, to_json
from kubeish.errors import KubeishError

from .keys import make_container_key
from .pr_557 import EtcdRegistry557


class ConstraintViolation(KubeishError):
    """The machine cannot run this pod beside those that it has."""


class AlreadyAssigned(KubeishError):
    """The pod is on another machine than the caller assumed."""


def refuse_port_conflict(manifests: Sequence[ContainerManifest], machine: str) -> None:
    """Raise ConstraintViolation if a host port is wanted twice; the last pod is the new one."""
    ports = [p.host_port for m in manifests for c in m.containers for p in c.ports if p.host_port]
    if len(ports) != len(set(ports)):
        raise ConstraintViolation(
            f"{manifests[-1].id} wants a port of {machine} that is taken: choose another machine."
        )


class EtcdRegistry961(EtcdRegistry557):
    """What #961 changed: the write to the list decides, and a refused pod waits without a machine.

    From #961 on create_pod no longer assigned a machine: a separate scheduler did, by a binding
    (#592, #918). Here create_pod still does, so that the versions can be compared.
    """

    def assign_pod(self, pod_id: str, machine: str) -> None:
        """Write the machine into the pod, then the pod to the list; on an error undo the first."""
        pod = self.set_pod_host_to(pod_id, "", machine)
        try:
            self.add_manifest(machine, self.manifest_factory.make_manifest(machine, pod))
        except KubeishError:
            with contextlib.suppress(KubeishError):
                self.set_pod_host_to(pod_id, machine, "")
            raise

    def set_pod_host_to(self, pod_id: str, old: str, new: str) -> Pod:
        """Move the pod from ``old`` to ``new``. AlreadyAssigned if it is not on ``old`` (#918)."""

        def change(pod: Pod) -> Pod:
            if pod.host != old:
                raise AlreadyAssigned(f"pod {pod_id} is on {pod.host} already: delete it there first.")
            return replace(pod, host=new)

        return self.update_pod(pod_id, change)

    def add_manifest(self, machine: str, manifest: ContainerManifest) -> None:
        """Append to the machine's list. Raises ConstraintViolation on a port conflict."""

        def update(items: Any) -> object:
            manifests = [*(from_json(ContainerManifest, item) for item in items or []), manifest]
            refuse_port_conflict(manifests, machine)
            return to_json(manifests)

        self.atomic_update(make_container_key(machine), update)
