"""Ranges, compared with a search by brute force."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubeish.etcd.store import State, apply
from kubeish.etcd.store.messages import KeyValue, Put, Range, RangeAnswer

KEYS = [b"a", b"a/1", b"a/2", b"b", b"b/1", b"c", b"c\xff", b"d"]
FIELDS = {"key": 0, "value": 1, "create": 2, "mod": 3, "version": 4}


def write_all(keys: list[bytes]) -> State:
    state = State.empty()
    for number, key in enumerate(keys):
        state, _ = apply(state, Put(key, b"%d" % (number % 3)))
    return state


def find_by_brute_force(state: State, asked: Range) -> tuple[list[KeyValue], int]:
    end = asked.range_end
    named = [
        kv
        for kv in state.kvs
        if (not end and kv.key == asked.key) or (end and kv.key >= asked.key and (end == b"\0" or kv.key < end))
    ]
    found = [
        kv
        for kv in named
        if kv.mod_revision >= asked.min_mod_revision
        and kv.create_revision >= asked.min_create_revision
        and (not asked.max_mod_revision or kv.mod_revision <= asked.max_mod_revision)
        and (not asked.max_create_revision or kv.create_revision <= asked.max_create_revision)
    ]
    if asked.sort_order != "none":
        found.sort(key=lambda kv: kv[FIELDS[asked.sort_target]], reverse=asked.sort_order == "descend")
    return found, len(named)


bounds = st.sampled_from([0, 0, 2, 5, 9])


@given(
    keys=st.lists(st.sampled_from(KEYS), max_size=30),
    named=st.sampled_from([(b"a", b""), (b"a", b"b"), (b"b", b"a"), (b"\0", b"\0"), (b"b", b"\0"), (b"z", b"")]),
    limit=st.sampled_from([0, 1, 3]),
    order=st.sampled_from([("none", "key"), ("ascend", "mod"), ("descend", "value"), ("descend", "key")]),
    least=st.tuples(bounds, bounds, bounds, bounds),
)
def test_ranges_find_what_brute_force_finds(keys: Any, named: Any, limit: int, order: Any, least: Any) -> None:
    state = write_all(keys)
    low_mod, high_mod, low_create, high_create = least
    asked = Range(
        *named,
        limit=limit,
        sort_order=order[0],
        sort_target=order[1],
        min_mod_revision=low_mod,
        max_mod_revision=high_mod,
        min_create_revision=low_create,
        max_create_revision=high_create,
    )
    found, count = find_by_brute_force(state, asked)
    kept = found[:limit] if limit else found
    assert apply(state, asked)[1] == RangeAnswer(state.revision, tuple(kept), count, len(kept) < len(found))


def test_keys_only_leaves_the_values_out_and_count_only_the_keys() -> None:
    state = write_all([b"a", b"b"])
    only_keys = apply(state, Range(b"a", b"\0", keys_only=True))[1]
    assert [(kv.key, kv.value, kv.mod_revision) for kv in only_keys.kvs] == [(b"a", b"", 2), (b"b", b"", 3)]
    assert apply(state, Range(b"a", b"\0", count_only=True, limit=1))[1] == RangeAnswer(3, (), 2)


@pytest.mark.parametrize(("limit", "more"), [(0, False), (1, True), (2, False), (3, False), (-1, False)])
def test_more_says_that_the_limit_left_some_out(limit: int, more: bool) -> None:
    answer = apply(write_all([b"a", b"b"]), Range(b"a", b"\0", limit=limit))[1]
    assert (answer.more, answer.count) == (more, 2)


def test_without_an_order_a_target_sorts_only_the_keys_up_to_the_limit() -> None:
    state = write_all([b"c", b"b", b"a"])  # by creation c, b, a
    answer = apply(state, Range(b"a", b"\0", limit=1, sort_target="create"))[1]
    assert [kv.key for kv in answer.kvs] == [b"b"]
    sorted_answer = apply(state, Range(b"a", b"\0", limit=1, sort_target="create", sort_order="ascend"))[1]
    assert [kv.key for kv in sorted_answer.kvs] == [b"c"]
