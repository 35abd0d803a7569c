"""The client: etcd3's own API over anything that answers requests."""

from kubeish.client.client import Client
from kubeish.client.responses import KVMetadata

__all__ = ["Client", "KVMetadata"]
