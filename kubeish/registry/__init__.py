"""Pods in the store, a module a commit: each version is a subclass with what its commit changed.

Names are imported at their first use: lessons 02 to 04 have the learner write what some of the
files hold, and grading hides those.
"""

from __future__ import annotations

from kubeish._lazy import make_getattr

_NAMES = {
    "helper": ["EtcdHelper", "is_etcd_not_found"],
    "keys": ["make_container_key", "make_pod_key"],
    "before_265": ["EtcdRegistry", "PodExists", "PodNotFound"],
    "compare_and_swap": ["compare_and_swap_obj", "is_etcd_conflict"],
    "pr_265_update_manifests": ["SwappingRegistry"],
    "pr_265": ["EtcdRegistry265"],
    "pr_269": ["EtcdRegistry269"],
    "pr_740": ["EtcdRegistry740"],
    "pr_694": ["EtcdRegistry694"],
    "pods_by_id": ["PodsById"],
    "pr_557": ["EtcdRegistry557"],
    "pr_961": ["EtcdRegistry961", "ConstraintViolation"],
    "one_transaction": ["OneTransactionRegistry"],
    "kubelet": ["Kubelet"],
    "pod_storage": ["PodRegistryStorage"],
    "placement": ["read_placements"],
}
_HOMES = {name: module for module, names in _NAMES.items() for name in names}

__all__ = list(_HOMES)
__getattr__ = make_getattr(__name__, _HOMES)
