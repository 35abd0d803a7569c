"""The client: etcd3's own API over anything that answers requests."""

from kubeish.etcd.client.embedded_client import EmbeddedClient
from kubeish.etcd.client.lock import LockTimedOut
from kubeish.etcd.client.responses import KVMetadata

__all__ = ["EmbeddedClient", "KVMetadata", "LockTimedOut"]
