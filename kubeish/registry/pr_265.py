"""EtcdRegistry after #265 (ba1882a): the list is written only at the index at which it was read, or else read again."""

from __future__ import annotations

from kubeish.api import Pod
from kubeish.errors import EtcdError

from .before_265 import without
from .keys import make_pod_key
from .swap import is_etcd_conflict
from .swapping import SwappingRegistry


class EtcdRegistry265(SwappingRegistry):
    """What #265 changed beside updateManifests: whoever meets a conflict reads the list again, and tries again."""

    def run_pod(self, pod: Pod, machine: str) -> None:
        """Note the pod down, and append it to the list until nobody has been faster."""
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
        """First the list, until nobody has been faster; then the key."""
        while True:
            manifests, index = self.load_manifests(machine)
            try:
                self.update_manifests(machine, without(manifests, pod_id), index)
                break
            except EtcdError as error:
                if not is_etcd_conflict(error):
                    raise
        self.client.delete(make_pod_key(machine, pod_id))
