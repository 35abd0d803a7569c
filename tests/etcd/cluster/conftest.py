"""Fixtures of the tests of a real etcd."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kubeish.etcd.cluster import LocalEtcd


@pytest.fixture(scope="module")
def shared_etcd() -> Iterator[LocalEtcd]:
    """One member for all tests that do it no harm: they use keys of their own."""
    with LocalEtcd() as etcd:
        yield etcd


@pytest.fixture
def three() -> Iterator[LocalEtcd]:
    """A cluster of three whose members may be killed."""
    with LocalEtcd(members=3) as etcd:
        yield etcd
