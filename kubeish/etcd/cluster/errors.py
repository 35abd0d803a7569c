"""Errors raised before a request is made: no etcd, an etcd that does not start, a bad store URL."""

from __future__ import annotations

from kubeish.errors import KubeishError


class LocalEtcdError(KubeishError, RuntimeError):
    """An etcd on this machine did not do what was asked of it."""


class PortTaken(LocalEtcdError):
    """Another process took a port between its choice and its use: starting again may help."""


def build_death_error(what: str, log: str) -> LocalEtcdError:
    """Make the error for a process that ended by itself, with the last line of its log."""
    lines = log.strip().splitlines() or ["(it said nothing)"]
    kind = PortTaken if any("address already in use" in line for line in lines[-5:]) else LocalEtcdError
    return kind(f"{what} ended by itself. Its last words: {lines[-1]}")


class EtcdNotInstalled(LocalEtcdError):
    """There is no etcd on this machine that could be started."""


class BadStoreUrl(KubeishError, ValueError):
    """The text names no store: neither ``memory://`` nor ``etcd://host:port``."""


class Etcd3NotUsable(KubeishError, ImportError):
    """PyPI's etcd3 is not installed, or cannot be imported beside the protobuf that is."""
