"""The half of #557 that names and reads: a pod's key holds its id and no machine. Nothing here creates a pod."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from kubeish.api import ContainerManifest, Pod, from_json, to_json

from .before_265 import PodNotFound
from .pr_694 import EtcdRegistry694


class PodsById(EtcdRegistry694):
    """Pods at ``/registry/pods/<id>``; which machine a pod is on stands in the pod itself, as ``host``."""

    @staticmethod
    def pod_key(pod_id: str) -> str:
        """The one key that a pod of this id can have, on whichever machine it runs."""
        return f"/registry/pods/{pod_id}"

    def pod_text(self, pod: Pod, machine: str) -> str:
        """What stands at the pod's key once it has a machine."""
        return json.dumps(to_json(replace(pod, host=machine)))

    def list_text(self, manifests: list[ContainerManifest]) -> str:
        """What stands at a machine's key: its list."""
        return json.dumps(to_json(manifests))

    def load_pod(self, pod_id: str) -> tuple[Pod, int]:
        """The pod and its index. PodNotFound if there is none."""
        found, index = self.helper.extract_obj(self.pod_key(pod_id), ignore_not_found=True)
        if found is None:
            raise PodNotFound(f"there is no pod named {pod_id}: nothing stands at {self.pod_key(pod_id)}.")
        return from_json(Pod, found), index

    def get_pod(self, pod_id: str) -> Pod:
        """The pod. PodNotFound if there is none."""
        return self.load_pod(pod_id)[0]

    def find_pod(self, pod_id: str) -> str | None:
        """The machine that has the pod, or None: one read, however many machines there are."""
        try:
            return self.get_pod(pod_id).host
        except PodNotFound:
            return None

    def list_pods(self, selector: Callable[[Pod], bool] = lambda pod: True) -> list[Pod]:
        """Every pod that ``selector`` takes, by id."""
        pods = [from_json(Pod, found) for found in self.helper.extract_list(self.pod_key(""))]
        return [pod for pod in pods if selector(pod)]
