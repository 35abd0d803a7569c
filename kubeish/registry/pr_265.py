"""EtcdRegistry after #265 (ba1882a): the list is written only at the index at which it was read, or else read again."""

from __future__ import annotations

import json
from typing import Any

from kubeish.api import ContainerManifest, Pod, to_json
from kubeish.errors import NOT_FOUND, TEST_FAILED, EtcdError
from kubeish.helper import EtcdHelper

from .before_265 import EtcdRegistry, without
from .keys import make_container_key, make_pod_key


def compare_and_swap_obj(helper: EtcdHelper, key: str, obj: Any, index: int) -> None:
    """Write ``obj`` to ``key`` if the key stands at ``index``. Else write nothing: EtcdError 101, or 100 where it is absent."""
    t = helper.client.transactions
    swapped, answers = helper.client.transaction(
        compare=[t.mod(key) == index], success=[t.put(key, json.dumps(obj))], failure=[t.get(key)]
    )
    if swapped:
        return
    found = answers[0]
    if not found:
        raise EtcdError(NOT_FOUND, key)
    raise EtcdError(TEST_FAILED, f"[{index} != {found[0][1].mod_revision}]")


def is_etcd_conflict(error: object) -> bool:
    """True for a compare that failed, number 101, and for nothing else."""
    return isinstance(error, EtcdError) and error.code == TEST_FAILED


class EtcdRegistry265(EtcdRegistry):
    """What #265 changed: the writes of the machine's list."""

    def update_manifests(self, machine: str, manifests: list[ContainerManifest], index: int = 0) -> None:
        """Write the list at ``index``: EtcdError 101 if it has changed. Index 0, no list yet: a plain write, as in #265."""
        if index != 0:
            compare_and_swap_obj(self.helper, make_container_key(machine), to_json(manifests), index)
        else:
            self.helper.set_obj(make_container_key(machine), to_json(manifests))

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
