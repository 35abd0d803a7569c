"""The first draft of #269 (529870d): AtomicUpdate, which does not go round yet, and a registry that is built on it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from kubeish.api import ContainerManifest, Pod, to_json
from kubeish.errors import KubeishError
from kubeish.helper import EtcdHelper

from .body_and_index import body_and_index, compare_and_swap_body, obj_in
from .keys import make_container_key, make_pod_key
from .pr_265 import EtcdRegistry265

Update = Callable[[Any], Any]
"""From the object that stands at a key (None: there is none) to the one that is to stand there."""


def atomic_update(helper: EtcdHelper, key: str, update: Update) -> None:
    """Read, update, write if nothing has changed. The draft let a conflict out; on index 0 it wrote blindly."""
    body, index = body_and_index(helper, key)
    obj = update(obj_in(body))
    if index == 0:
        helper.set_obj(key, obj)
    else:
        compare_and_swap_body(helper, key, body, index, obj)


class EtcdRegistryDraft269(EtcdRegistry265):
    """What #269 made of #265: loadManifests and updateManifests are gone, and AtomicUpdate does their work."""

    def atomic_update(self, key: str, update: Update) -> None:
        """The registry's way to change what stands at one key. Each version below says its own."""
        atomic_update(self.helper, key, update)

    def run_pod(self, pod: Pod, machine: str) -> None:
        """Note the pod down, over one that may be there, and append it. Where that fails, delete the note again."""
        key = make_pod_key(machine, pod.id)
        self.helper.set_obj(key, to_json(pod))
        try:
            self.add_manifest(machine, self.manifest_factory.make_manifest(machine, pod))
        except KubeishError:
            self._do_not_strand(key)
            raise

    def _do_not_strand(self, key: str) -> None:
        with contextlib.suppress(KubeishError):
            self.client.delete(key)

    def delete_pod_from_machine(self, machine: str, pod_id: str) -> None:
        """First the pod's key, then the list: so that no scheduler takes it for a pod that waits for a machine."""
        self.client.delete(make_pod_key(machine, pod_id))
        self.remove_manifest(machine, pod_id)

    def add_manifest(self, machine: str, manifest: ContainerManifest) -> None:
        """Append to the machine's list."""
        self.atomic_update(make_container_key(machine), lambda items: [*(items or []), to_json(manifest)])

    def remove_manifest(self, machine: str, pod_id: str) -> None:
        """Take the pod off the machine's list."""
        self.atomic_update(make_container_key(machine), lambda items: [i for i in items or [] if i["id"] != pod_id])
