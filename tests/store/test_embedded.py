"""EmbeddedStore as a whole: what it says of itself, and many threads at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from kubeish.store import EmbeddedStore, State
from kubeish.store.extras import LeaseGrant, StatusRequest
from kubeish.store.requests import Compare, Put, Range, Txn


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


def test_status_counts_bytes_and_revisions() -> None:
    store = EmbeddedStore()
    store.ask(Put(b"key", b"value"))
    status = store.ask(StatusRequest())
    assert (status.revision, status.size) == (2, 8)


def test_a_state_is_not_touched_by_what_the_store_does_later() -> None:
    store = EmbeddedStore()
    store.ask(Put(b"a", b"1"))
    before = store.state
    store.ask(Put(b"a", b"2"))
    store.ask(LeaseGrant(5))
    assert before == State(2, before.kvs)
    assert before.kvs[0].value == b"1"
