"""EtcdRegistry after #961: whether the pods of a machine go together is asked inside the atomic update of its list."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from kubeish.api import ContainerManifest, Pod, from_json, to_json
from kubeish.errors import KubeishError

from .keys import make_container_key
from .pr_557 import EtcdRegistry557


class ConstraintViolation(KubeishError):
    """The machine cannot run this pod beside those that it has."""


class AlreadyAssigned(KubeishError):
    """The pod is on another machine than was thought."""


def allowed(manifests: Iterable[ContainerManifest]) -> bool:
    """True if no port of the machine is wanted twice."""
    ports = [p.host_port for m in manifests for c in m.containers for p in c.ports if p.host_port]
    return len(ports) == len(set(ports))


def clash(pod_id: str, machine: str) -> ConstraintViolation:
    """The error that says so."""
    return ConstraintViolation(f"{pod_id} wants a port of {machine} that is taken: choose another machine.")


class EtcdRegistry961(EtcdRegistry557):
    """What #961 changed: the list is the judge, and a pod that it does not take waits without a machine.

    From #961 on create_pod no longer assigned: a scheduler of its own did, by a binding (#592, #918). Here it still
    does, so that the versions can be compared.
    """

    def assign_pod(self, pod_id: str, machine: str) -> None:
        """Write the machine into the pod, then the pod onto the list; if that fails, take the machine out again."""
        pod = self.set_pod_host_to(pod_id, "", machine)
        try:
            self.add_manifest(machine, self.manifest_factory.make_manifest(machine, pod))
        except KubeishError:
            with contextlib.suppress(KubeishError):
                self.set_pod_host_to(pod_id, machine, "")
            raise

    def set_pod_host_to(self, pod_id: str, old: str, new: str) -> Pod:
        """Move the pod from ``old`` to ``new``. AlreadyAssigned if it is on neither ``old`` nor nowhere (#918)."""

        def change(pod: Pod) -> Pod:
            if pod.host != old:
                raise AlreadyAssigned(f"pod {pod_id} is on {pod.host} already: delete it there first.")
            return replace(pod, host=new)

        return self.update_pod(pod_id, change)

    def add_manifest(self, machine: str, manifest: ContainerManifest) -> None:
        """Append to the machine's list, unless the list would then not be allowed: ConstraintViolation."""

        def update(items: Any) -> Any:
            manifests = [*(from_json(ContainerManifest, item) for item in items or []), manifest]
            if not allowed(manifests):
                raise clash(manifest.id, machine)
            return to_json(manifests)

        self.atomic_update(make_container_key(machine), update)
