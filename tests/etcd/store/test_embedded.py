"""EmbeddedStore as a whole: threads, status, immutable states."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from kubeish.etcd.store import EmbeddedStore, State
from kubeish.etcd.store.messages import Compare, Put, Range, RangeAnswer, Txn
from kubeish.etcd.store.range_query import read
from kubeish.etcd.store.service_messages import LeaseGrant, StatusRequest


def test_threads_that_compare_and_swap_lose_nothing() -> None:
    store = EmbeddedStore()
    store.ask(Put(b"sum", b"0"))

    def add(_: int) -> None:
        while True:
            kv = store.ask(Range(b"sum")).kvs[0]
            write = Put(b"sum", b"%d" % (int(kv.value) + 1))
            if store.ask(Txn((Compare("mod", "==", b"sum", kv.mod_revision),), (write,))).succeeded:
                return

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(400)))
    kv = store.ask(Range(b"sum")).kvs[0]
    assert (kv.value, kv.version, store.state.revision) == (b"400", 401, 402)


def test_a_read_without_the_lock_is_of_one_revision(monkeypatch: pytest.MonkeyPatch) -> None:
    """A read takes no lock; its keys and its revision must be of the same state nevertheless."""
    store = EmbeddedStore()
    store.ask(Put(b"a", b""))

    def read_and_write_meanwhile(state: State, request: Range, now: int) -> RangeAnswer:
        store.ask(Put(b"a", b""))
        return read(state, request, now)

    monkeypatch.setattr("kubeish.etcd.store.embedded.read", read_and_write_meanwhile)
    found = [store.ask(Range(b"a")) for _ in range(3)]
    assert [answer.revision for answer in found] == [answer.kvs[0].mod_revision for answer in found] == [2, 3, 4]


def test_status_counts_bytes_and_revisions() -> None:
    store = EmbeddedStore()
    store.ask(Put(b"key", b"value"))
    status = store.ask(StatusRequest())
    assert (status.revision, status.size) == (2, 8)


def test_later_writes_do_not_change_an_earlier_state() -> None:
    store = EmbeddedStore()
    store.ask(Put(b"a", b"1"))
    before = store.state
    store.ask(Put(b"a", b"2"))
    store.ask(LeaseGrant(5))
    assert before == State(2, before.kvs)
    assert before.kvs[0].value == b"1"
