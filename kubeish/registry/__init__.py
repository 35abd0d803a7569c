"""The registry at each commit of the story, oldest first. A version is a subclass of the one before it and says only what changed."""

from __future__ import annotations

from .before_265 import EtcdRegistry, PodExists, PodNotFound
from .keys import make_container_key, make_pod_key
from .pr_265 import EtcdRegistry265

__all__ = ["EtcdRegistry", "EtcdRegistry265", "PodExists", "PodNotFound", "make_container_key", "make_pod_key"]
