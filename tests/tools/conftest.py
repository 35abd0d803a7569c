"""Fixtures of the tests of the tools: those of a real etcd."""

from tests.etcd.cluster.conftest import shared_etcd

__all__ = ["shared_etcd"]
