"""EtcdRegistry after #557: a pod's key names no machine, and is created, never overwritten."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kubeish.api import Pod, from_json, to_json
from kubeish.errors import NODE_EXIST, NOT_FOUND, EtcdError, KubeishError

from .helper import EtcdHelper
from .pods_by_id import PodsById


def create_obj(helper: EtcdHelper, key: str, obj: object) -> None:
    """Write ``obj`` to ``key`` if there is no such key, else EtcdError 105. (CreateObj of #746.)"""
    if not helper.client.put_if_not_exists(key, json.dumps(obj)):
        raise EtcdError(NODE_EXIST, key)


class EtcdRegistry557(PodsById):
    """What #557 changed: create the pod without a machine, then assign it to one."""

    def create_pod(self, machine: str, pod: Pod) -> None:
        """Run ``pod`` on ``machine``. EtcdError 105 if a pod of that id exists on any machine."""
        self.run_pod(pod, machine)

    def run_pod(self, pod: Pod, machine: str) -> None:
        """Create the pod's key, then assign the pod: runPod became two steps."""
        create_obj(self.helper, self.pod_key(pod.id), to_json(replace(pod, host="")))
        self.assign_pod(pod.id, machine)

    def assign_pod(self, pod_id: str, machine: str) -> None:
        """Write the machine into the pod, then the pod to the list; on an error delete the pod."""
        pod = self.update_pod(pod_id, lambda found: replace(found, host=machine))
        try:
            self.add_manifest(machine, self.manifest_factory.make_manifest(machine, pod))
        except KubeishError:
            self._roll_back(self.pod_key(pod_id))
            raise

    def update_pod(self, pod_id: str, change: Callable[[Pod], Pod]) -> Pod:
        """Change the pod by one atomic update, and return it. EtcdError 100 if it was deleted."""
        key, pod = self.pod_key(pod_id), Pod(pod_id)

        def update(found: Any) -> object:
            nonlocal pod
            if found is None:
                raise EtcdError(NOT_FOUND, key)
            pod = change(from_json(Pod, found))
            return to_json(pod)

        self.atomic_update(key, update)
        return pod

    def delete_pod(self, pod_id: str) -> None:
        """Delete the pod's key, then its list entry. Raises PodNotFound."""
        machine = self.get_pod(pod_id).host
        self.client.delete(self.pod_key(pod_id))
        if machine:
            self.remove_manifest(machine, pod_id)
