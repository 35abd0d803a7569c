"""EtcdRegistry before #265 (b5c8efe), which lost pods: read the list, append, write it back."""

from __future__ import annotations

import json
from collections.abc import Iterable

from kubeish.api import ContainerManifest, Pod, from_json, list_machine_names, to_json
from kubeish.errors import KubeishError
from kubeish.etcd.client_protocol import Client
from kubeish.scheduler.interfaces import Selector, accept_all

from .helper import EtcdHelper
from .keys import make_container_key, make_pod_key
from .manifest_factory import BasicManifestFactory


class PodExists(KubeishError):
    """A pod of that id is already on a machine."""


class PodNotFound(KubeishError):
    """No machine has a pod of that id."""


class EtcdRegistry:
    """Pods and the machines' manifest lists in the store. ``machines``: the names of all machines.

    Each later version is a subclass that repeats only what its commit changed.
    """

    def __init__(
        self, client: Client, machines: Iterable[str] = (), manifest_factory: BasicManifestFactory | None = None
    ) -> None:
        self.client = client
        self.machines = sorted(list_machine_names(machines))
        self.manifest_factory = manifest_factory or BasicManifestFactory()
        self.helper = EtcdHelper(client)

    def load_manifests(self, machine: str) -> tuple[list[ContainerManifest], int]:
        """The machine's list and its index, or ([], 0). (Before #265 there was no index.)"""
        found, index = self.helper.extract_obj(make_container_key(machine), ignore_not_found=True)
        return [from_json(ContainerManifest, item) for item in found or []], index

    def update_manifests(self, machine: str, manifests: list[ContainerManifest], index: int = 0) -> None:
        """Write the machine's list over whatever is there; ``index`` is ignored."""
        self.helper.set_obj(make_container_key(machine), to_json(manifests))

    def run_pod(self, pod: Pod, machine: str) -> None:
        """Write the pod's key, and append the pod to the machine's list."""
        manifests, _ = self.load_manifests(machine)
        self.create_pod_key(pod, machine)
        manifests.append(self.manifest_factory.make_manifest(machine, pod))
        self.update_manifests(machine, manifests)

    def create_pod_key(self, pod: Pod, machine: str) -> bool:
        """Write the pod's key unless it exists. Until #557, run_pod ignored the answer."""
        return bool(self.client.put_if_not_exists(make_pod_key(machine, pod.id), json.dumps(to_json(pod))))

    def create_pod(self, machine: str, pod: Pod) -> None:
        """Run ``pod`` on ``machine``. Raises PodExists if a machine has its id."""
        host = self.find_pod(pod.id)
        if host is not None:
            advice = "delete it first, or give the new one another id"
            raise PodExists(f"a pod named {pod.id} is already on {host}: {advice}.")
        self.run_pod(pod, machine)

    def delete_pod(self, pod_id: str) -> None:
        """Remove the pod from its machine's list, then delete its key. Raises PodNotFound."""
        self.delete_pod_from_machine(self._find_host(pod_id), pod_id)

    def delete_pod_from_machine(self, machine: str, pod_id: str) -> None:
        """Change the list first, then delete the key; #269 reversed the order."""
        manifests, _ = self.load_manifests(machine)
        self.update_manifests(machine, drop_pod(manifests, pod_id))
        self.client.delete(make_pod_key(machine, pod_id))

    def get_pod(self, pod_id: str) -> Pod:
        """The pod, with its machine in ``host``. Raises PodNotFound."""
        machine = self._find_host(pod_id)
        found, _ = self.helper.extract_obj(make_pod_key(machine, pod_id))
        return _decode_pod(machine, found)

    def list_pods(self, selector: Selector = accept_all) -> list[Pod]:
        """Every pod that ``selector`` accepts, by machine and id."""
        found = [
            _decode_pod(machine, item)
            for machine in self.machines
            for item in self.helper.extract_list(make_pod_key(machine, ""))
        ]
        return [pod for pod in found if selector(pod)]

    def find_pod(self, pod_id: str) -> str | None:
        """The machine that has the pod, or None: one read a machine, in order of their names."""
        for machine in self.machines:
            value, _ = self.client.get(make_pod_key(machine, pod_id))
            if value:
                return machine
        return None

    def _find_host(self, pod_id: str) -> str:
        machine = self.find_pod(pod_id)
        if machine is None:
            raise PodNotFound(f"there is no pod named {pod_id} on any of {', '.join(self.machines) or 'no machines'}.")
        return machine


def drop_pod(manifests: list[ContainerManifest], pod_id: str) -> list[ContainerManifest]:
    """The list without that pod."""
    return [manifest for manifest in manifests if manifest.id != pod_id]


def _decode_pod(machine: str, found: dict[str, object]) -> Pod:
    return from_json(Pod, {**found, "host": machine})
