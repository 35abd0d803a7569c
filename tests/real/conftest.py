"""What the tests of the real thing share: an etcd where there is one, and a clear word where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kubeish.real import EtcdNotInstalled, LocalEtcd, find_etcd


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    try:
        find_etcd()
    except EtcdNotInstalled as error:
        for item in items:
            if here in item.path.parents and item.get_closest_marker("etcd"):
                item.add_marker(pytest.mark.skip(reason=str(error)))


@pytest.fixture(scope="session")
def shared_etcd() -> Iterator[LocalEtcd]:
    """One member for all tests that hurt nobody: they use keys of their own."""
    with LocalEtcd() as etcd:
        yield etcd


@pytest.fixture
def three() -> Iterator[LocalEtcd]:
    """A cluster of three to be killed at will."""
    with LocalEtcd(members=3) as etcd:
        yield etcd
