"""EtcdRegistry after #269 (4fdf55e): AtomicUpdate retries, but a first write has no compare."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from kubeish.api import ContainerManifest, Pod, to_json
from kubeish.errors import EtcdError, KubeishError

from .compare_and_swap import is_etcd_conflict
from .helper import EtcdHelper
from .keys import make_container_key, make_pod_key
from .pr_265 import EtcdRegistry265
from .pr_269_compare_and_swap import compare_and_swap_body, parse_body, read_body_and_index

Update = Callable[[Any], object]
"""From the object that a key holds (None: no such key) to the object to write there."""


def atomic_update(helper: EtcdHelper, key: str, update: Update) -> None:
    """Read, update, and write if nothing has changed; else retry.

    ``update`` may run more than once; an error that it raises propagates, and nothing is written.
    """
    while True:
        body, index = read_body_and_index(helper, key)
        obj = update(parse_body(body))
        if index == 0:
            return helper.set_obj(key, obj)  # upstream: "TODO: This is racy."
        try:
            return compare_and_swap_body(helper, key, body, index, obj)
        except EtcdError as error:
            if not is_etcd_conflict(error):
                raise


class EtcdRegistry269(EtcdRegistry265):
    """AtomicUpdate replaces loadManifests and updateManifests, which #269 removed."""

    def atomic_update(self, key: str, update: Update) -> None:
        """The registry's way to change one key. Later versions override it."""
        atomic_update(self.helper, key, update)

    def run_pod(self, pod: Pod, machine: str) -> None:
        """Write the pod's key, even over another, and append the pod to the list.

        If the append fails, delete the key again.
        """
        key = make_pod_key(machine, pod.id)
        self._write_pod_key(key, pod)
        try:
            self.add_manifest(machine, self.manifest_factory.make_manifest(machine, pod))
        except KubeishError:
            self._roll_back(key)
            raise

    def _write_pod_key(self, key: str, pod: Pod) -> None:
        self.helper.set_obj(key, to_json(pod))

    def _roll_back(self, key: str) -> None:
        with contextlib.suppress(KubeishError):
            self.client.delete(key)

    def delete_pod_from_machine(self, machine: str, pod_id: str) -> None:
        """Delete the key first, then change the list.

        In the other order a scheduler could take the pod for one that waits for a machine.
        """
        self.client.delete(make_pod_key(machine, pod_id))
        self.remove_manifest(machine, pod_id)

    def add_manifest(self, machine: str, manifest: ContainerManifest) -> None:
        """Append to the machine's list."""
        self.atomic_update(make_container_key(machine), lambda items: [*(items or []), to_json(manifest)])

    def remove_manifest(self, machine: str, pod_id: str) -> None:
        """Remove the pod from the machine's list."""
        self.atomic_update(make_container_key(machine), lambda items: [i for i in items or [] if i["id"] != pod_id])
