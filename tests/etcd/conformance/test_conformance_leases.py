"""A lease that ends by itself, on a real etcd and on the embedded store with its clock advanced."""

from __future__ import annotations

import time
from typing import Any

import pytest

from kubeish.etcd.client import EmbeddedClient
from kubeish.etcd.store import EmbeddedStore
from tests.etcd.conformance.calls import Call
from tests.etcd.conformance.pairs import make_pair

pytestmark = pytest.mark.etcd

TIMEOUT = 30  # seconds; etcd ends a lease some time after it is due


def test_a_lease_that_ends_takes_its_keys(client: Any) -> None:
    now = [0.0]
    pair = make_pair(client, lambda: now[0])
    ours = EmbeddedClient(pair.embedded.ask)
    for call in [
        Call("lease", (0, 7001)),  # 1 second, the shortest that this etcd gives
        Call("put", ("on it", "1", 7001)),
        Call("put", ("on it too", "2", 7001)),
        Call("put", ("was on it", "3", 7001)),
        Call("put", ("was on it", "4")),
        Call("put", ("never on it", "5")),
    ]:
        assert call.on(ours) == call.on(client)
    end = time.monotonic() + TIMEOUT
    while client.get("on it")[0] is not None and time.monotonic() < end:
        time.sleep(0.05)
    now[0] += 1
    for call in [
        Call("get_all"),
        Call("refresh_lease", (7001,)),
        Call("revoke_lease", (7001,)),
        Call("put", ("on it", "6", 7001)),
        Call("put_if_not_exists", ("on it", "6", 7001)),
        Call("get_all"),
        Call("lease", (60, 7001)),
        Call("put", ("on it", "7", 7001)),
    ]:
        assert call.on(ours) == call.on(client)
    assert ours.get_lease_info(7001).grantedTTL == client.get_lease_info(7001).grantedTTL == 60
    assert ours.get_lease_info(7001).keys == list(client.get_lease_info(7001).keys) == [b"on it"]


def test_the_shortest_lease_is_as_long(client: Any) -> None:
    """As on LocalEtcd, whose elections are short; etcd's default is a second more."""
    ours = EmbeddedClient(EmbeddedStore().ask)
    for ttl in (-5, 0, 1, 2):
        theirs = client.lease(ttl)
        assert ours.lease(ttl).ttl == theirs.ttl == max(ttl, 1)
        theirs.revoke()


def test_a_stale_handle_ends_no_other_lease(client: Any) -> None:
    make_pair(client)
    for either in (EmbeddedClient(EmbeddedStore().ask), client):
        stale = either.lease(60, 2)
        stale.revoke()
        leases = [either.lease(60) for _ in range(3)]
        for number, lease in enumerate(leases):
            either.put(f"a/{number}", "", lease)
        with pytest.raises(Exception, match="requested lease not found"):
            stale.revoke()
        assert [len(lease.keys) for lease in leases] == [1, 1, 1]
        for lease in leases:
            lease.revoke()


def test_an_id_that_the_store_chooses_is_new(client: Any) -> None:
    ours = EmbeddedClient(make_pair(client).embedded.ask)
    for either in (ours, client):
        leases = [either.lease(60) for _ in range(3)]
        assert len({lease.id for lease in leases} - {0}) == 3
        assert all(lease.ttl == lease.granted_ttl == 60 for lease in leases)
        assert all(58 <= lease.remaining_ttl <= 60 for lease in leases)
        for lease in leases:
            lease.revoke()
        assert [lease.remaining_ttl for lease in leases] == [-1, -1, -1]
