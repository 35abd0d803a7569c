"""The registry that etcd v3 makes possible: a pod's key and its machine's list in one transaction.

No commit of 2014 could do this: etcd v2 compared and wrote one key at a time. Kubernetes removed
the second copy instead (#5320, March 2015). Neither way has a state between two writes.
"""

from __future__ import annotations

from kubeish.api import ContainerManifest, Pod
from kubeish.errors import NODE_EXIST, EtcdError

from .before_265 import drop_pod
from .keys import make_container_key
from .pr_961 import EtcdRegistry961, refuse_port_conflict


class OneTransactionRegistry(EtcdRegistry961):
    """A pod has both its key and its list entry, or neither, even if the writer crashes."""

    def run_pod(self, pod: Pod, machine: str) -> None:
        """Write the pod and its list if the pod is new and the list has not changed; else retry."""
        manifest = self.manifest_factory.make_manifest(machine, pod)
        while True:
            manifests, index = self.load_manifests(machine)
            refuse_port_conflict([*manifests, manifest], machine)
            if self._write_both(pod, machine, [*manifests, manifest], index):
                return

    def _write_both(self, pod: Pod, machine: str, manifests: list[ContainerManifest], index: int) -> bool:
        """False if the list has changed. Raises EtcdError 105 if there is a pod of that id."""
        key, list_key, t = self.pod_key(pod.id), make_container_key(machine), self.client.transactions
        written, found = self.client.transaction(
            compare=[t.create(key) == 0, t.mod(list_key) == index],
            success=[t.put(key, self.pod_text(pod, machine)), t.put(list_key, self.list_text(manifests))],
            failure=[t.get(key)],
        )
        if not written and found[0]:
            raise EtcdError(NODE_EXIST, key)
        return bool(written)

    def delete_pod(self, pod_id: str) -> None:
        """Delete the pod and its list entry if neither key has changed meanwhile; else retry."""
        key, t = self.pod_key(pod_id), self.client.transactions
        while True:
            pod, pod_index = self.load_pod(pod_id)
            list_key = make_container_key(pod.host)
            manifests, index = self.load_manifests(pod.host)
            deleted, _ = self.client.transaction(
                compare=[t.mod(key) == pod_index, t.mod(list_key) == index],
                success=[t.delete(key), t.put(list_key, self.list_text(drop_pod(manifests, pod_id)))],
            )
            if deleted:
                return
