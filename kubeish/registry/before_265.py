"""EtcdRegistry as it stood before #265 (b5c8efe): read the list, append, write it back. The code that lost pods."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from kubeish.api import ContainerManifest, Pod, from_json, machine_names, to_json
from kubeish.errors import KubeishError
from kubeish.helper import EtcdHelper
from kubeish.manifest_factory import BasicManifestFactory

from .keys import make_container_key, make_pod_key


class PodExists(KubeishError):
    """A pod of that id is on some machine already."""


class PodNotFound(KubeishError):
    """No machine has a pod of that id."""


class EtcdRegistry:
    """Pods and the machines' lists in the store. ``machines``: the names of all machines.

    Each later version of the story is a subclass that says again only what its commit changed.
    """

    def __init__(self, client: Any, machines: Iterable[str] = (), manifest_factory: Any = None) -> None:
        self.client = client
        self.machines = sorted(machine_names(machines))
        self.manifest_factory = manifest_factory or BasicManifestFactory()
        self.helper = EtcdHelper(client)

    def load_manifests(self, machine: str) -> tuple[list[ContainerManifest], int]:
        """The machine's list and its index; an empty list and 0 if it has none. (Before #265 there was no index.)"""
        found, index = self.helper.extract_obj(make_container_key(machine), ignore_not_found=True)
        return [from_json(ContainerManifest, item) for item in found or []], index

    def update_manifests(self, machine: str, manifests: list[ContainerManifest], index: int = 0) -> None:
        """Write the machine's list, whatever stands there. ``index`` is not looked at."""
        self.helper.set_obj(make_container_key(machine), to_json(manifests))

    def run_pod(self, pod: Pod, machine: str) -> None:
        """Note the pod down, and put it on the machine's list."""
        manifests, _ = self.load_manifests(machine)
        self.create_pod_key(pod, machine)
        manifests.append(self.manifest_factory.make_manifest(machine, pod))
        self.update_manifests(machine, manifests)

    def create_pod_key(self, pod: Pod, machine: str) -> bool:
        """Write the pod's own key unless it is there. run_pod drops the answer, as the code did until #557."""
        return bool(self.client.put_if_not_exists(make_pod_key(machine, pod.id), json.dumps(to_json(pod))))

    def create_pod(self, machine: str, pod: Pod) -> None:
        """Run ``pod`` on ``machine`` unless a pod of that id is found somewhere: PodExists."""
        host = self.find_pod(pod.id)
        if host is not None:
            raise PodExists(
                f"a pod named {pod.id} is already on {host}: delete it first, or give the new one another id."
            )
        self.run_pod(pod, machine)

    def delete_pod(self, pod_id: str) -> None:
        """Take the pod off its machine's list, then delete its key. PodNotFound if no machine has it."""
        self.delete_pod_from_machine(self._host_of(pod_id), pod_id)

    def delete_pod_from_machine(self, machine: str, pod_id: str) -> None:
        """First the list, then the key; #269 turned that round."""
        manifests, _ = self.load_manifests(machine)
        self.update_manifests(machine, without(manifests, pod_id))
        self.client.delete(make_pod_key(machine, pod_id))

    def get_pod(self, pod_id: str) -> Pod:
        """The pod, with the machine that it is on. PodNotFound if there is none."""
        machine = self._host_of(pod_id)
        found, _ = self.helper.extract_obj(make_pod_key(machine, pod_id))
        return _on(machine, found)

    def list_pods(self, selector: Callable[[Pod], bool] = lambda pod: True) -> list[Pod]:
        """Every pod of every machine that ``selector`` takes, by machine and id."""
        found = [
            _on(machine, item)
            for machine in self.machines
            for item in self.helper.extract_list(make_pod_key(machine, ""))
        ]
        return [pod for pod in found if selector(pod)]

    def find_pod(self, pod_id: str) -> str | None:
        """The machine that has the pod, or None: one read for each machine, in order of their names."""
        for machine in self.machines:
            value, _ = self.client.get(make_pod_key(machine, pod_id))
            if value:
                return machine
        return None

    def _host_of(self, pod_id: str) -> str:
        machine = self.find_pod(pod_id)
        if machine is None:
            raise PodNotFound(f"there is no pod named {pod_id} on any of {', '.join(self.machines) or 'no machines'}.")
        return machine


def without(manifests: list[ContainerManifest], pod_id: str) -> list[ContainerManifest]:
    """The list without that pod."""
    return [manifest for manifest in manifests if manifest.id != pod_id]


def _on(machine: str, found: Any) -> Pod:
    return from_json(Pod, {**found, "host": machine})
