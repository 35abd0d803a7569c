"""The rules of the store, by etcd's documentation: revisions, versions, transactions, errors.

Source: etcd.io/docs/v3.5/learning/data_model and learning/api.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubeish.errors import NotOffered
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
from kubeish.etcd.store.service_messages import Compact
from kubeish.etcd.store.validation import (
    COMPACTED,
    DUPLICATE_KEY,
    EMPTY_KEY,
    FUTURE_REVISION,
    LEASE_NOT_FOUND,
    TOO_MANY_OPS,
)

A, B = Put(b"a", b"1"), Put(b"b", b"2")
ONCE = Compare("version", "==", b"a", 1)  # holds after one write of ``a``


def build_state(*requests: Request) -> State:
    state = State.empty()
    for request in requests:
        state, _ = apply(state, request)
    return state


def answer_last(*requests: Request) -> Answer:
    return apply(build_state(*requests[:-1]), requests[-1])[1]


def test_an_empty_store_is_at_revision_1_and_the_first_put_is_2() -> None:
    assert State.empty().revision == 1
    assert answer_last(A) == PutAnswer(2)
    assert build_state(A) == State(2, (KeyValue(b"a", b"1", 2, 2, 1),))


@given(st.lists(st.sampled_from([b"x", b"y", b"z"])))
def test_the_revision_counts_all_writes_and_the_version_those_of_one_key(keys: list[bytes]) -> None:
    state = build_state(*[Put(key, b"") for key in keys])
    assert state.revision == 1 + len(keys)
    assert {kv.key: kv.version for kv in state.kvs} == {key: keys.count(key) for key in keys}
    assert {kv.key: kv.create_revision for kv in state.kvs} == {key: 2 + keys.index(key) for key in keys}
    last = {key: 1 + len(keys) - keys[::-1].index(key) for key in keys}
    assert {kv.key: kv.mod_revision for kv in state.kvs} == last


def test_a_key_that_is_written_after_its_deletion_is_new() -> None:
    state = build_state(A, A, DeleteRange(b"a"), A)
    assert state.kvs == (KeyValue(b"a", b"1", 5, 5, 1),)


def test_prev_kv_gives_what_the_keys_held() -> None:
    was = KeyValue(b"a", b"1", 2, 2, 1)
    assert answer_last(A, Put(b"a", b"2", prev_kv=True)) == PutAnswer(3, was)
    assert answer_last(A, Put(b"a", b"2")) == PutAnswer(3)
    assert answer_last(Put(b"a", b"2", prev_kv=True)) == PutAnswer(2)
    assert answer_last(A, B, DeleteRange(b"\0", b"b", prev_kv=True)) == DeleteAnswer(4, 1, (was,))
    assert answer_last(A, DeleteRange(b"a")) == DeleteAnswer(3, 1)


def test_keys_are_in_the_order_of_their_bytes() -> None:
    names = [b"b", b"a\xff", b"a", b"a\0", b"ab", b"\0"]
    assert [kv.key for kv in build_state(*[Put(name, b"") for name in names]).kvs] == sorted(names)


@pytest.mark.parametrize(
    "idle",
    [
        Range(b"a"),
        DeleteRange(b"missing"),
        DeleteRange(b"b", b"\0"),
        Txn(),
        Txn((), (Range(b"a"),)),
        Txn((Compare("version", "==", b"a", 7),), (B,)),
        Txn((), (DeleteRange(b"missing"), Txn((ONCE,), (), (B,)))),
        Put(b"", b""),
        Txn((), (A, A)),
    ],
)
def test_a_request_that_writes_nothing_gives_the_same_state(idle: Request) -> None:
    before = build_state(A)
    state, answer = apply(before, idle)
    assert state is before
    assert isinstance(answer, Refused) or answer.revision == 2


def test_all_writes_of_one_transaction_share_a_revision() -> None:
    every = Txn((ONCE,), (B, DeleteRange(b"a"), Put(b"c", b"3"), Txn((), (Put(b"d", b"4"),))))
    state, answer = apply(build_state(A), every)
    assert state.revision == 3
    assert {kv.mod_revision for kv in state.kvs} == {3}
    assert [kv.key for kv in state.kvs] == [b"b", b"c", b"d"]
    assert answer == TxnAnswer(
        3, True, (PutAnswer(3), DeleteAnswer(3, 1), PutAnswer(3), TxnAnswer(0, True, (PutAnswer(3),)))
    )


def test_a_read_in_a_transaction_sees_the_writes_before_it_only() -> None:
    answer = answer_last(A, Txn((), (Range(b"b"), B, Range(b"b"), DeleteRange(b"a"), Range(b"a"))))
    assert isinstance(answer, TxnAnswer)
    assert [part.revision for part in answer.answers] == [2, 3, 3, 3, 3]
    reads = [part for part in answer.answers if isinstance(part, RangeAnswer)]
    assert [read.count for read in reads] == [0, 1, 0]


def test_a_nested_compare_sees_the_store_as_it_was_before_the_transaction() -> None:
    rewrite = Put(b"a", b"new")
    nested = Txn((Compare("value", "==", b"a", b"1"),), (Put(b"seen", b"old"),), (Put(b"seen", b"new"),))
    assert build_state(A, Txn((), (rewrite, nested))).find(b"seen").value == b"old"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("compare", "holds"),
    [
        (Compare("version", "==", b"a", 2), True),
        (Compare("version", "!=", b"a", 2), False),
        (Compare("version", "<", b"a", 3), True),
        (Compare("version", ">", b"a", 2), False),
        (Compare("create", "==", b"a", 2), True),
        (Compare("create", ">", b"a", 1), True),
        (Compare("mod", "==", b"a", 3), True),
        (Compare("mod", "<", b"a", 3), False),
        (Compare("value", "==", b"a", b"1"), True),
        (Compare("value", "<", b"a", b"10"), True),  # byte by byte, not as numbers
        (Compare("value", ">", b"a", b"09"), True),
        (Compare("version", "==", b"none", 0), True),
        (Compare("create", "==", b"none", 0), True),
        (Compare("mod", "<", b"none", 1), True),
        (Compare("mod", "!=", b"none", 0), False),
        (Compare("value", "==", b"none", b""), False),
        (Compare("value", "!=", b"none", b"x"), False),
        (Compare("version", ">", b"a", 0, b"c"), True),
        (Compare("version", "==", b"a", 2, b"c"), False),  # not of b
        (Compare("version", ">", b"\0", 0, b"\0"), True),
        (Compare("version", "==", b"x", 0, b"z"), True),
        (Compare("value", "!=", b"x", b"", b"z"), False),
    ],
)
def test_each_kind_of_compare(compare: Compare, holds: bool) -> None:
    assert answer_last(A, A, B, Txn((compare,), (), ())) == TxnAnswer(4, holds)


def test_every_compare_must_hold() -> None:
    no = Compare("version", "==", b"a", 9)
    assert [answer_last(A, Txn(pair)).succeeded for pair in [(ONCE, ONCE), (ONCE, no), (no, ONCE)]] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("request_", "refused"),
    [
        (Range(b""), EMPTY_KEY),
        (Put(b"", b"1"), EMPTY_KEY),
        (DeleteRange(b"", b"\0"), EMPTY_KEY),
        (Txn((Compare("version", "==", b"", 0),)), EMPTY_KEY),
        (Txn((), (), (Txn((), (Put(b"", b""),)),)), EMPTY_KEY),
        (Txn((), (A, A)), DUPLICATE_KEY),
        (Txn((), (), (A, A)), DUPLICATE_KEY),
        (Txn((), (A, DeleteRange(b"a"))), DUPLICATE_KEY),
        (Txn((), (DeleteRange(b"\0", b"b"), A)), DUPLICATE_KEY),
        (Txn((), (DeleteRange(b"a", b"b"), A)), DUPLICATE_KEY),
        (Txn((), (DeleteRange(b"a", b"b"), B)), None),  # the end itself is not deleted
        (Txn((), (A, Txn((), (A,)))), DUPLICATE_KEY),
        (Txn((), (Txn((), (), (A,)), Txn((), (A,)))), DUPLICATE_KEY),
        (Txn((), (Txn((), (DeleteRange(b"a"),)), A)), DUPLICATE_KEY),
        (Txn((), tuple(Put(b"%d" % n, b"") for n in range(129))), TOO_MANY_OPS),
        (Txn((), (Txn((), tuple(Put(b"%d" % n, b"") for n in range(128))),)), TOO_MANY_OPS),
        (Put(b"a", b"1", lease=5), LEASE_NOT_FOUND),
        (Txn((), (), (Put(b"a", b"1", lease=5),)), None),  # the branch that does not run
        (Range(b"a", revision=9), FUTURE_REVISION),
        (Range(b"a", revision=1), COMPACTED),
        (Txn((), (Put(b"c", b""), Range(b"a", revision=9))), FUTURE_REVISION),
        (Txn((), (Txn((), (A,), (A,)),)), None),  # only one of its branches runs
        (Txn((), (Range(b"a"), Range(b"a"), A)), None),
        (Txn((), (A, DeleteRange(b"b", b"\0"))), None),
        (Txn((), (B, DeleteRange(b"a", b"\0"))), None),  # as in etcd: not read as "all keys"
        (Txn((), tuple(Put(b"%d" % n, b"") for n in range(128))), None),
    ],
)
def test_a_refused_request_has_etcd_s_message_and_changes_nothing(request_: Request, refused: object) -> None:
    state, answer = apply(build_state(A), request_)
    if refused is None:
        assert not isinstance(answer, Refused)
    else:
        assert answer == refused
        assert state == build_state(A)


def test_the_current_revision_can_be_read_by_its_number() -> None:
    assert answer_last(A, Range(b"a", revision=2)) == answer_last(A, Range(b"a"))


def test_apply_refuses_a_service_request() -> None:
    with pytest.raises(NotOffered, match="no rule for a Compact"):
        apply(State.empty(), Compact(1))  # type: ignore[arg-type]


def test_states_with_the_same_content_are_the_same_value() -> None:
    one, other = build_state(A, B), build_state(A, B)
    assert one == other
    assert hash(one) == hash(other)
    assert one is not other
    assert one != build_state(B, A)
