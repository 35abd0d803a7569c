"""Leases of an EmbeddedStore whose clock the test advances."""

from __future__ import annotations

import pytest

from kubeish.etcd.store import EmbeddedStore
from kubeish.etcd.store.leases import AUTOMATIC_IDS
from kubeish.etcd.store.messages import Put, Range, Txn
from kubeish.etcd.store.service_messages import (
    Done,
    LeaseAnswer,
    LeaseGrant,
    LeaseInfo,
    LeaseKeepAlive,
    LeaseRevoke,
    Watch,
    WatchNext,
)
from kubeish.etcd.store.validation import LEASE_EXISTS, LEASE_NOT_FOUND, LEASE_TTL_TOO_LARGE
from tests.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(clock: Clock) -> EmbeddedStore:
    return EmbeddedStore(clock)


def test_a_lease_ends_after_its_time_and_its_keys_are_deleted(store: EmbeddedStore, clock: Clock) -> None:
    lease = store.ask(LeaseGrant(10)).id
    store.ask(Put(b"a", b"", lease))
    store.ask(Put(b"b", b"", lease))
    clock.now += 9.9
    assert store.ask(Range(b"a")).count == 1
    clock.now += 0.1
    assert store.ask(Range(b"a", b"\0")).count == 0
    assert store.state.revision == 4  # both went at one revision
    assert store.state.leases == ()


def test_the_end_of_a_lease_without_keys_is_no_revision(store: EmbeddedStore, clock: Clock) -> None:
    assert store.ask(LeaseGrant(10)) == LeaseAnswer(1, AUTOMATIC_IDS + 1, 10)
    clock.now += 10
    assert store.state.revision == 1


def test_keep_alive_restarts_the_time_until_the_lease_has_ended(store: EmbeddedStore, clock: Clock) -> None:
    lease = store.ask(LeaseGrant(10)).id
    for _ in range(5):
        clock.now += 9
        assert store.ask(LeaseKeepAlive(lease)).ttl == 10
    clock.now += 10
    assert store.ask(LeaseKeepAlive(lease)).ttl == 0


def test_the_time_left_is_in_whole_seconds(store: EmbeddedStore, clock: Clock) -> None:
    lease = store.ask(LeaseGrant(10)).id
    store.ask(Put(b"a", b"", lease))
    clock.now += 3.5
    info = store.ask(LeaseInfo(lease))
    assert (info.ttl, info.granted_ttl, info.keys) == (6, 10, (b"a",))
    store.ask(LeaseRevoke(lease))
    assert (store.ask(LeaseInfo(lease)).ttl, store.ask(LeaseInfo(lease)).keys) == (-1, ())


def test_a_key_is_attached_to_the_lease_of_its_last_put(store: EmbeddedStore) -> None:
    first, second = store.ask(LeaseGrant(10)).id, store.ask(LeaseGrant(10)).id
    store.ask(Put(b"a", b"", first))
    store.ask(Put(b"a", b"", second))
    store.ask(Put(b"b", b"", second))
    store.ask(Put(b"b", b""))
    assert store.ask(LeaseRevoke(first)) == Done(5)
    assert store.ask(LeaseRevoke(second)) == Done(6)
    assert [kv.key for kv in store.state.kvs] == [b"b"]


def test_refusals(store: EmbeddedStore) -> None:
    store.ask(LeaseGrant(10, 77))
    assert store.ask(LeaseGrant(10, 77)) == LEASE_EXISTS
    assert store.ask(LeaseGrant(9_000_000_001)) == LEASE_TTL_TOO_LARGE
    assert store.ask(LeaseRevoke(5)) == LEASE_NOT_FOUND
    assert store.ask(Put(b"a", b"", 5)) == LEASE_NOT_FOUND
    assert store.ask(Txn((), (Put(b"a", b"", 77), Put(b"b", b"", 5)))) == LEASE_NOT_FOUND
    assert store.state.kvs == ()


def test_the_store_chooses_each_lease_id_once(store: EmbeddedStore) -> None:
    store.ask(LeaseGrant(10, 3))
    first = store.ask(LeaseGrant(10)).id
    store.ask(LeaseRevoke(first))
    others = [store.ask(LeaseGrant(10)).id for _ in range(3)]
    assert len({first, 3, *others}) == 5


@pytest.mark.parametrize("chosen", [1, 2, AUTOMATIC_IDS + 1, AUTOMATIC_IDS + 2, 2**63 - 1, -5])
@pytest.mark.parametrize("granted_before", [0, 1])
def test_an_automatic_id_is_none_that_a_client_has_chosen(
    store: EmbeddedStore, chosen: int, granted_before: int
) -> None:
    """The holder of an ended lease would else end the next one of its id, with that one's keys."""
    automatic = {store.ask(LeaseGrant(10)).id for _ in range(granted_before)}
    if chosen not in automatic:
        store.ask(LeaseGrant(10, chosen))
    for lease in {chosen, *automatic}:
        store.ask(LeaseRevoke(lease))
    new = store.ask(LeaseGrant(10)).id
    assert new not in {chosen, *automatic}
    store.ask(Put(b"k", b"", new))
    assert store.ask(LeaseRevoke(chosen)) == LEASE_NOT_FOUND
    assert store.ask(Range(b"k")).count == 1


def test_min_lease_ttl_is_the_shortest_lease() -> None:
    assert EmbeddedStore(min_lease_ttl=5).ask(LeaseGrant(1)).ttl == 5
    assert EmbeddedStore().ask(LeaseGrant(1)).ttl == 1, "the shortest lease of LocalEtcd"


def test_leases_end_in_the_order_of_their_time(store: EmbeddedStore, clock: Clock) -> None:
    for seconds in (30, 10, 20):
        lease = store.ask(LeaseGrant(seconds)).id
        store.ask(Put(b"%d" % seconds, b"", lease))
    watch = store.ask(Watch(b"\0", b"\0")).id
    clock.now += 60
    heard = [store.ask(WatchNext(watch, 0)).events for _ in range(3)]
    assert [[event.kv.key for event in events] for events in heard] == [[b"10"], [b"20"], [b"30"]]
