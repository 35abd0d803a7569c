"""EtcdRegistry after #265 (ba1882a): write the list at the index of its read, or read again."""

from __future__ import annotations

from kubeish.api import Pod
from kubeish.errors import EtcdError

from .before_265 import drop_pod
from .compare_and_swap import is_etcd_conflict
from .keys import make_pod_key
from .pr_265_update_manifests import SwappingRegistry


class EtcdRegistry265(SwappingRegistry):
    """The retry loops of #265: after a conflict, read the list again and try again."""

    def run_pod(self, pod: Pod, machine: str) -> None:
        """Write the pod's key, and append the pod to the list; retry on a conflict."""
        manifests, index = self.load_manifests(machine)
        self.create_pod_key(pod, machine)
        manifest = self.manifest_factory.make_manifest(machine, pod)
        while True:
            manifests.append(manifest)
            try:
                return self.update_manifests(machine, manifests, index)
            except EtcdError as error:
                if not is_etcd_conflict(error):
                    raise
            manifests, index = self.load_manifests(machine)

    def delete_pod_from_machine(self, machine: str, pod_id: str) -> None:
        """Change the list first, and retry on a conflict; then delete the key."""
        while True:
            manifests, index = self.load_manifests(machine)
            try:
                self.update_manifests(machine, drop_pod(manifests, pod_id), index)
                break
            except EtcdError as error:
                if not is_etcd_conflict(error):
                    raise
        self.client.delete(make_pod_key(machine, pod_id))
