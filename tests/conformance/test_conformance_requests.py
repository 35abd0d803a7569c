"""The embedded store against a real etcd, request by request: the same answers, errors and revisions."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kubeish.store import EmbeddedStore
from kubeish.store.extras import Compact
from kubeish.store.requests import Compare, DeleteRange, Put, Range, Txn
from tests.conformance.operations import operations
from tests.conformance.pairs import fresh

pytestmark = pytest.mark.etcd


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(asked=st.lists(operations, min_size=10, max_size=40))
def test_random_requests_get_the_same_answers(client: Any, asked: list[Any]) -> None:
    pair = fresh(client)
    for request in asked:
        assert not pair.differ(request)


def test_an_etcd_that_was_never_written_to(fresh_client: Any) -> None:
    from tests.conformance.wire import RealStore

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
    ]:
        assert embedded.ask(request) == real.ask(request)


def test_more_keys_than_one_sort_takes(client: Any) -> None:
    pair = fresh(client)
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
    pair = fresh(client)
    for count in (127, 128, 129):
        puts = tuple(Put(b"k%d" % number, b"") for number in range(count))
        assert not pair.differ(Txn((), puts))
        assert not pair.differ(Txn((), (), puts))
        assert not pair.differ(Txn(tuple(Compare("version", ">", put.key, 0) for put in puts)))
        assert not pair.differ(Txn((), (Txn((), puts),)))
    assert not pair.differ(Txn((), (Txn((), puts[:100]),) * 28))
    assert not pair.differ(Txn((), (Txn((), puts[:100]),) * 29))
    assert not pair.differ(Txn((), (Txn((), puts[:100]), Txn((), puts[100:110]))))
