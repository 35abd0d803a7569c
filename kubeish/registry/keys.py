"""Keys of the registry, as in pkg/registry/etcd_registry.go at #265; #557 changed those of pods."""

from __future__ import annotations


def make_pod_key(machine: str, pod_id: str) -> str:
    """The key of a pod, under the machine to which it was assigned."""
    return f"/registry/hosts/{machine}/pods/{pod_id}"


def make_container_key(machine: str) -> str:
    """The key that a machine's kubelet watches: the JSON list of the manifests that it must run."""
    return f"/registry/hosts/{machine}/kubelet"
