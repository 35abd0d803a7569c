"""The store: etcd's rules as pure functions over values, and one mutable store for this process."""

from kubeish.etcd.store.apply import apply
from kubeish.etcd.store.embedded import EmbeddedStore
from kubeish.etcd.store.state import State

__all__ = ["EmbeddedStore", "State", "apply"]
