"""What can go wrong before a request is made: no etcd, one that will not start, a URL that names no store."""

from __future__ import annotations

from kubeish.errors import KubeishError


class LocalEtcdError(KubeishError, RuntimeError):
    """An etcd on this machine did not do what was asked of it."""


class EtcdNotInstalled(LocalEtcdError):
    """There is no etcd on this machine that could be started."""


class BadStoreUrl(KubeishError, ValueError):
    """The text names no store: neither ``memory://`` nor ``etcd://host:port``."""


class Etcd3NotUsable(KubeishError, ImportError):
    """PyPI's etcd3 is not installed, or cannot be imported beside the protobuf that is."""
