"""The keys of the registry, as in pkg/registry/etcd_registry.go at #265. (From #557 a pod's key names no machine.)"""

from __future__ import annotations


def make_pod_key(machine: str, pod_id: str) -> str:
    """The key of one pod, under the machine that it was given to."""
    return f"/registry/hosts/{machine}/pods/{pod_id}"


def make_container_key(machine: str) -> str:
    """The one key that a kubelet watches: the JSON list of all manifests that its machine is to run."""
    return f"/registry/hosts/{machine}/kubelet"
