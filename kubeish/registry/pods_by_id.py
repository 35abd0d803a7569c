"""The reading half of #557: a pod's key holds its id, not its machine. Creates no pod."""

from __future__ import annotations

import json
from dataclasses import replace

from kubeish.api import ContainerManifest, Pod, from_json, to_json
from kubeish.scheduler.interfaces import Selector, accept_all

from .before_265 import PodNotFound
from .pr_694 import EtcdRegistry694


class PodsById(EtcdRegistry694):
    """Pods at ``/registry/pods/<id>``, each with its machine in ``host``."""

    @staticmethod
    def pod_key(pod_id: str) -> str:
        """The only key that a pod of this id can have, on whichever machine it runs."""
        return f"/registry/pods/{pod_id}"

    def pod_text(self, pod: Pod, machine: str) -> str:
        """The JSON at the pod's key once the pod has a machine."""
        return json.dumps(to_json(replace(pod, host=machine)))

    def list_text(self, manifests: list[ContainerManifest]) -> str:
        """The JSON at a machine's key: its list."""
        return json.dumps(to_json(manifests))

    def load_pod(self, pod_id: str) -> tuple[Pod, int]:
        """The pod and its index. Raises PodNotFound."""
        found, index = self.helper.extract_obj(self.pod_key(pod_id), ignore_not_found=True)
        if found is None:
            raise PodNotFound(f"there is no pod named {pod_id}: {self.pod_key(pod_id)} does not exist.")
        return from_json(Pod, found), index

    def get_pod(self, pod_id: str) -> Pod:
        return self.load_pod(pod_id)[0]

    def find_pod(self, pod_id: str) -> str | None:
        """The machine that has the pod, or None: one read, however many machines there are."""
        try:
            return self.get_pod(pod_id).host
        except PodNotFound:
            return None

    def list_pods(self, selector: Selector = accept_all) -> list[Pod]:
        """Every pod that ``selector`` accepts, by id."""
        pods = [from_json(Pod, found) for found in self.helper.extract_list(self.pod_key(""))]
        return [pod for pod in pods if selector(pod)]
