"""Leases of an EmbeddedStore whose clock the test puts forward."""

from __future__ import annotations

import pytest

from kubeish.store import EmbeddedStore
from kubeish.store.extras import Done, LeaseAnswer, LeaseGrant, LeaseInfo, LeaseKeepAlive, LeaseRevoke, Watch, WatchNext
from kubeish.store.refusals import LEASE_EXISTS, LEASE_NOT_FOUND, LEASE_TTL_TOO_LARGE
from kubeish.store.requests import Put, Range, Txn
from tests.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(clock: Clock) -> EmbeddedStore:
    return EmbeddedStore(clock)


def test_a_lease_lives_for_its_time_and_takes_its_keys_with_it(store: EmbeddedStore, clock: Clock) -> None:
    lease = store.ask(LeaseGrant(10)).id
    store.ask(Put(b"a", b"", lease))
    store.ask(Put(b"b", b"", lease))
    clock.now += 9.9
    assert store.ask(Range(b"a")).count == 1
    clock.now += 0.1
    assert store.ask(Range(b"a", b"\0")).count == 0
    assert store.state.revision == 4  # both went at one revision
    assert store.state.leases == ()


def test_a_lease_without_keys_moves_no_revision(store: EmbeddedStore, clock: Clock) -> None:
    assert store.ask(LeaseGrant(10)) == LeaseAnswer(1, 1, 10)
    clock.now += 10
    assert store.state.revision == 1


def test_keep_alive_starts_the_time_afresh_until_it_is_over(store: EmbeddedStore, clock: Clock) -> None:
    lease = store.ask(LeaseGrant(10)).id
    for _ in range(5):
        clock.now += 9
        assert store.ask(LeaseKeepAlive(lease)).ttl == 10
    clock.now += 10
    assert store.ask(LeaseKeepAlive(lease)).ttl == 0


def test_what_is_left_is_told_in_whole_seconds(store: EmbeddedStore, clock: Clock) -> None:
    lease = store.ask(LeaseGrant(10)).id
    store.ask(Put(b"a", b"", lease))
    clock.now += 3.5
    info = store.ask(LeaseInfo(lease))
    assert (info.ttl, info.granted_ttl, info.keys) == (6, 10, (b"a",))
    store.ask(LeaseRevoke(lease))
    assert (store.ask(LeaseInfo(lease)).ttl, store.ask(LeaseInfo(lease)).keys) == (-1, ())


def test_a_key_hangs_on_the_lease_of_its_last_put(store: EmbeddedStore) -> None:
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


def test_no_id_is_chosen_twice_nor_one_that_is_taken(store: EmbeddedStore) -> None:
    store.ask(LeaseGrant(10, 3))
    first = store.ask(LeaseGrant(10)).id
    store.ask(LeaseRevoke(first))
    others = [store.ask(LeaseGrant(10)).id for _ in range(3)]
    assert len({first, 3, *others}) == 5


def test_a_lease_is_never_shorter_than_the_store_s_least() -> None:
    assert EmbeddedStore(min_lease_ttl=5).ask(LeaseGrant(1)).ttl == 5


def test_leases_end_in_the_order_of_their_time(store: EmbeddedStore, clock: Clock) -> None:
    for seconds in (30, 10, 20):
        lease = store.ask(LeaseGrant(seconds)).id
        store.ask(Put(b"%d" % seconds, b"", lease))
    watch = store.ask(Watch(b"\0", b"\0")).id
    clock.now += 60
    heard = [store.ask(WatchNext(watch, 0)).events for _ in range(3)]
    assert [[event.kv.key for event in events] for events in heard] == [[b"10"], [b"20"], [b"30"]]
