"""The checker of histories: known-good and known-bad ones, and a brute-force search over all orders as the oracle."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kubeish.etcd.store import State, apply
from kubeish.etcd.store.messages import (
    Answer,
    Compare,
    DeleteAnswer,
    DeleteRange,
    KeyValue,
    Put,
    PutAnswer,
    Range,
    RangeAnswer,
    Refused,
    Request,
    Txn,
    TxnAnswer,
)
from tests.tools import linearizability
from tests.tools.history import Operation
from tests.tools.linearizability import HistoryTooHard, check

K = b"k"


def op(called: int, returned: int | None, request: Request, answer: Answer | None, client: str = "A") -> Operation:
    return Operation(client, request, answer, called, returned)


def put(called: int, returned: int | None, value: bytes, revision: int | None) -> Operation:
    return op(called, returned, Put(K, value), PutAnswer(revision) if revision else None)


def get(called: int, returned: int, revision: int, kv: KeyValue | None) -> Operation:
    return op(called, returned, Range(K), RangeAnswer(revision, (kv,) if kv else (), 1 if kv else 0))


def swap(
    called: int, returned: int | None, index: int, value: bytes, revision: int | None, won: bool = True
) -> Operation:
    request = Txn((Compare("mod", "==", K, index),), (Put(K, value),), ())
    answer = TxnAnswer(revision, won, (PutAnswer(revision),) if won else ()) if revision else None
    return op(called, returned, request, answer)


ONE = KeyValue(K, b"1", 2, 2, 1)
TWO = KeyValue(K, b"2", 2, 3, 2)

GOOD = {
    "nothing": [],
    "one after the other": [put(0, 1, b"1", 2), get(2, 3, 2, ONE), put(4, 5, b"2", 3), get(6, 7, 3, TWO)],
    "a read beside a write may see it": [put(0, 10, b"1", 2), get(1, 2, 2, ONE)],
    "a read beside a write may miss it": [put(0, 10, b"1", 2), get(1, 2, 1, None)],
    "two writes beside each other, in the order of their revisions": [put(0, 9, b"2", 3), put(1, 8, b"1", 2)],
    "a write without an answer that nobody saw": [put(0, None, b"1", None), get(1, 2, 1, None)],
    "a write without an answer that was seen": [put(0, None, b"1", None), get(5, 6, 2, ONE)],
    "a write without an answer that came late": [
        put(0, None, b"1", None),
        get(1, 2, 1, None),
        get(3, 4, 2, ONE),
    ],
    "of two swaps at one index one wins": [
        put(0, 1, b"1", 2),
        swap(2, 5, 2, b"2", 3),
        swap(3, 4, 2, b"x", 3, won=False),
    ],
    "which of three without an answer it was, a read says": [
        *(put(0, None, value, None) for value in (b"x", b"1", b"y")),
        get(5, 6, 2, ONE),
    ],
    "what was refused changed nothing": [
        op(0, 1, Put(K, b"1", 77), Refused("NOT_FOUND", "etcdserver: requested lease not found")),
        put(2, 3, b"1", 2),
    ],
    "a deletion of nothing takes no revision": [op(0, 1, DeleteRange(K), DeleteAnswer(1)), put(2, 3, b"1", 2)],
}

BAD = {
    "a read of what nobody wrote": [get(0, 1, 2, ONE)],
    "a stale read": [put(0, 1, b"1", 2), get(2, 3, 1, None)],
    "a read that goes back": [put(0, 9, b"1", 2), get(1, 2, 2, ONE), get(3, 4, 1, None)],
    "a write that was lost": [put(0, 1, b"1", 2), put(2, 3, b"2", 3), get(4, 5, 3, ONE)],
    "two swaps at one index that both win": [put(0, 1, b"1", 2), swap(2, 5, 2, b"2", 3), swap(3, 6, 2, b"x", 4)],
    "revisions against the clock": [put(0, 1, b"2", 3), put(2, 3, b"1", 2)],
    "one revision given twice": [put(0, 5, b"1", 2), put(1, 4, b"2", 2)],
    "a revision that no write explains": [put(0, 1, b"1", 3)],
    "a write without an answer, seen before it was asked for": [get(0, 1, 2, ONE), put(2, None, b"1", None)],
    "a write without an answer that happened twice": [
        put(0, None, b"1", None),
        get(1, 2, 2, ONE),
        get(3, 4, 3, KeyValue(K, b"1", 2, 3, 2)),
    ],
    "a swap without an answer that cannot have won": [
        put(0, 1, b"1", 2),
        swap(2, None, 7, b"2", None),
        get(3, 4, 3, TWO),
    ],
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_history_has_an_order_that_explains_it(name: str) -> None:
    verdict = check(GOOD[name])
    assert verdict, str(verdict)
    state = State.empty()
    for operation in verdict.order:
        state, answer = apply(state, operation.request)
        assert operation.answer in (None, answer)
    assert {op for op in GOOD[name] if op.answer and not isinstance(op.answer, Refused)} <= set(verdict.order)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_history_has_none_and_what_is_wrong_is_shown(name: str) -> None:
    verdict = check(BAD[name])
    assert not verdict
    assert verdict.stuck
    assert all(operation.answer != due for operation, due in verdict.stuck)
    assert " was told " in str(verdict)


def test_a_search_that_grows_too_large_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linearizability, "MAX_PLACES", 3)
    unanswered = [put(0, None, bytes([n]), None) for n in range(5)]
    late = op(9, 10, Put(b"other", b""), PutAnswer(7))
    with pytest.raises(HistoryTooHard, match="3 places neither explain nor refute"):
        check([*unanswered, late])


# -- the oracle: all orders of all subsets


def explained(order: Sequence[Operation]) -> bool:
    """Whether every answer is right in this order, and the order true to the clock."""
    state = State.empty()
    for place, operation in enumerate(order):
        if any(later.returned is not None and later.returned < operation.called for later in order[place + 1 :]):
            return False
        state, answer = apply(state, operation.request)
        if operation.answer not in (None, answer):
            return False
    return True


def brute_force(history: list[Operation]) -> bool:
    answered = [op for op in history if op.answer is not None]
    unanswered = [op for op in history if op.answer is None]
    return any(
        explained(order)
        for count in range(len(unanswered) + 1)
        for chosen in combinations(unanswered, count)
        for order in permutations(answered + list(chosen))
    )


keys = st.sampled_from([b"a", b"b"])
values = st.sampled_from([b"1", b"2"])
puts = st.builds(Put, keys, values, st.just(0), st.booleans())
requests = st.one_of(
    puts,
    keys.map(Range),
    st.just(Range(b"a", b"c")),
    keys.map(DeleteRange),
    st.builds(
        lambda key, index, value: Txn((Compare("mod", "==", key, index),), (Put(key, value),), (Range(key),)),
        keys,
        st.integers(0, 4),
        values,
    ),
)


@st.composite
def histories(draw: st.DrawFn) -> list[Operation]:
    """Histories as real clients would make them; some answers are then lost, and some are swapped for a wrong one."""
    count = draw(st.integers(1, 5))
    state, history = State.empty(), []
    for moment in range(count):
        request = draw(requests)
        happens = draw(st.sampled_from([True, True, True, True, False]))
        after, answer = apply(state, request)
        called = 10 * moment - draw(st.integers(0, 15))
        if not happens or draw(st.integers(0, 4)) == 0:
            history.append(op(called, None, request, None, str(moment)))
        else:
            history.append(op(called, 10 * moment + 1 + draw(st.integers(0, 15)), request, answer, str(moment)))
        state = after if happens else state
    if draw(st.booleans()):
        place = draw(st.integers(0, count - 1))
        other = apply(State.empty(), history[place].request)[1]
        told = history[place].answer and draw(st.sampled_from([other, history[place].answer._replace(revision=3)]))
        history[place] = op(history[place].called, history[place].returned, history[place].request, told)
    return history


@settings(max_examples=600)
@given(histories())
def test_it_agrees_with_a_search_through_all_orders(history: list[Operation]) -> None:
    verdict = check(history)
    assert bool(verdict) == brute_force(history)
    if verdict:
        assert explained(verdict.order)
