"""A forecast answers as the store does, and says nothing where it is not known how things go on."""

from __future__ import annotations

from typing import Any

import pytest

from kubeish.etcd.store import State, apply
from kubeish.etcd.store.messages import Compare, DeleteRange, Put, Range, Txn
from kubeish.etcd.store.service_messages import LeaseGrant
from kubeish.explorer.forecast import Forecast, ForecastStore
from kubeish.explorer.transitions import TransitionCache

STATE, _ = apply(State.empty(), Put(b"k", b"1"))
WRITE = Txn((Compare("mod", "==", b"k", 2),), (Put(b"k", b"2"),), (Range(b"k"),))
REQUESTS: list[Any] = [Range(b"k"), WRITE, Range(b"k"), Put(b"other", b"x"), DeleteRange(b"k"), Range(b"k")]


def test_it_answers_as_the_store_does() -> None:
    store, state = ForecastStore(Forecast(STATE, 10)), STATE
    for request in REQUESTS:
        state, answer = apply(state, request)
        assert store.ask(request) == answer


def test_with_opaque_indexes_it_answers_as_the_explorer_does() -> None:
    cache = TransitionCache(opaque=True)
    number = cache.number_state(STATE)
    store = ForecastStore(Forecast(cache.states[number], 10), opaque=True)
    for request in [Range(b"k"), Put(b"k", b"2"), Range(b"k"), Put(b"other", b"x"), Range(b"other")]:
        number, answer = cache.apply(number, request)
        assert repr(store.ask(request)) == repr(cache.answers[answer])


def test_after_the_last_request_that_is_foreseen_it_says_nothing() -> None:
    store = ForecastStore(Forecast(STATE, 2))
    assert [store.ask(Range(b"k")) is None for _ in range(4)] == [False, False, True, True]


@pytest.mark.parametrize("request_", [LeaseGrant(5), Range(b"k", revision=1), "no request"])
def test_what_the_store_must_say_itself_ends_it(request_: object) -> None:
    store = ForecastStore(Forecast(STATE, 10))
    assert store.ask(request_) is None
    assert store.ask(Range(b"k")) is None


def test_in_a_storm_a_rival_goes_before_each_transaction_on_its_key_and_then_nothing_is_known() -> None:
    rounds = tuple((Put(b"k", b"rival %d" % n),) for n in range(2))
    store = ForecastStore(Forecast(STATE, 10, b"k", rounds))
    assert store.ask(Range(b"k")).kvs[0].value == b"1"
    elsewhere = Txn((), (Put(b"other", b""),), ())
    assert store.ask(elsewhere).succeeded
    for number in range(2):
        refused = store.ask(WRITE)
        assert not refused.succeeded
        assert refused.answers[0].kvs[0].value == b"rival %d" % number
    assert store.ask(WRITE) is None
    assert store.ask(Range(b"k")) is None
