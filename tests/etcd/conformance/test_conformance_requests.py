"""The embedded store, compared with a real etcd: answers, errors and revisions."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kubeish.etcd.store import EmbeddedStore
from kubeish.etcd.store.messages import Compare, DeleteRange, Put, Range, Txn
from kubeish.etcd.store.service_messages import Compact, Watch, WatchNext
from tests.etcd.conformance.operations import operations
from tests.etcd.conformance.pairs import make_pair
from tests.etcd.conformance.streams import RealWatch

pytestmark = pytest.mark.etcd


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(asked=st.lists(operations, min_size=10, max_size=40))
def test_random_requests_get_the_same_answers(client: Any, asked: list[Any]) -> None:
    pair = make_pair(client)
    for request in asked:
        assert not pair.differ(request)


def test_an_etcd_that_was_never_written_to(fresh_client: Any) -> None:
    from tests.etcd.conformance.real_store import RealStore

    real, embedded = RealStore(fresh_client), EmbeddedStore()
    for request in [
        Range(b"a"),
        DeleteRange(b"a"),
        Txn((Compare("mod", "==", b"a", 1),), (Put(b"a", b""),)),
        Range(b"a", revision=1),
        Range(b"a", revision=2),
        Put(b"a", b"1"),
        Put(b"b", b"2"),
        Range(b"a", revision=1),
        Range(b"a", b"\0", revision=2),
        Compact(1),
        Compact(1),
        Compact(3),
        Range(b"a", revision=2),
        Txn((), (Range(b"a", revision=-1),)),
        Txn((), (Range(b"a", revision=-5),)),
    ]:
        assert embedded.ask(request) == real.ask(request)


def test_revisions_before_the_first_one(fresh_client: Any) -> None:
    """etcd's first compaction lies at -1, so -5 is compacted, and -1 is taken for now."""
    from tests.etcd.conformance.real_store import RealStore

    real, embedded = RealStore(fresh_client), EmbeddedStore()
    for request in [
        Put(b"a", b"1"),
        Txn((), (Put(b"b", b""), Range(b"a", revision=-1))),
        Txn((), (Put(b"c", b""), Range(b"a", revision=-5))),
        Range(b"a", revision=-5),
        Range(b"a", b"\0"),
    ]:
        assert embedded.ask(request) == real.ask(request)
    for start in (-1, -5):
        number, watch = embedded.ask(Watch(b"a", b"\0", start)).id, RealWatch(fresh_client, Watch(b"a", b"\0", start))
        time.sleep(1)  # etcd turns to a watch with such a start every tenth of a second
        for store in (embedded, real):
            store.ask(Put(b"d", b""))
        assert embedded.ask(WatchNext(number)) == next(iter(watch.take(embedded.state.revision)))
        watch.close()


def test_many_keys(client: Any) -> None:
    pair = make_pair(client)
    for number in range(150):
        assert not pair.differ(Put(b"key/%03d" % (number * 7 % 150), b"%d" % (number % 10)))
    for request in [
        Range(b"key/", b"key0", limit=40),
        Range(b"key/", b"key0", limit=149, sort_order="descend", sort_target="mod"),
        Range(b"key/", b"key0", limit=10, sort_target="create"),
        Range(b"key/050", b"\0", limit=100, keys_only=True),
        DeleteRange(b"key/100", b"key/120", prev_kv=True),
        Range(b"key/", b"key0", count_only=True),
    ]:
        assert not pair.differ(request)


def test_transactions_too_large_and_just_small_enough(client: Any) -> None:
    pair = make_pair(client)
    for count in (127, 128, 129):
        puts = tuple(Put(b"k%d" % number, b"") for number in range(count))
        assert not pair.differ(Txn((), puts))
        assert not pair.differ(Txn((), (), puts))
        assert not pair.differ(Txn(tuple(Compare("version", ">", put.key, 0) for put in puts)))
        assert not pair.differ(Txn((), (Txn((), puts),)))
    assert not pair.differ(Txn((), (Txn((), puts[:100]),) * 28))
    assert not pair.differ(Txn((), (Txn((), puts[:100]),) * 29))
    assert not pair.differ(Txn((), (Txn((), puts[:100]), Txn((), puts[100:110]))))
