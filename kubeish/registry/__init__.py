"""The registry at each commit of the story. A version is a subclass of the one before, and says only what changed."""

from __future__ import annotations

from .before_265 import EtcdRegistry, PodExists, PodNotFound
from .keys import make_container_key, make_pod_key
from .pr_265 import EtcdRegistry265
from .swap import compare_and_swap_obj, is_etcd_conflict
from .swapping import SwappingRegistry

__all__ = [
    "EtcdRegistry",
    "EtcdRegistry265",
    "PodExists",
    "PodNotFound",
    "SwappingRegistry",
    "compare_and_swap_obj",
    "is_etcd_conflict",
    "make_container_key",
    "make_pod_key",
]
