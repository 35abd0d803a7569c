"""The store: etcd's rules as pure functions over values, and one mutable store for this process."""

from kubeish.store.embedded import EmbeddedStore
from kubeish.store.rules import apply
from kubeish.store.state import State

__all__ = ["EmbeddedStore", "State", "apply"]
