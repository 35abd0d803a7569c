"""The history of an EmbeddedStore, compared with its states, each of which the test keeps."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kubeish.etcd.store import EmbeddedStore, State
from kubeish.etcd.store.messages import DeleteRange, KeyValue, Put, Range, Txn
from kubeish.etcd.store.service_messages import Compact, Done, Watch, WatchNext
from kubeish.etcd.store.validation import COMPACTED, FUTURE_REVISION

ALL = (b"\0", b"\0")
keys = st.sampled_from([b"a", b"b", b"c"])
writes = st.one_of(
    st.builds(Put, keys, st.sampled_from([b"1", b"2"]), st.just(0), st.just(False)),
    st.builds(DeleteRange, keys, st.sampled_from([b"", b"\0"]), st.just(False)),
    st.just(Txn((), (Put(b"a", b"x"), Put(b"b", b"x"), DeleteRange(b"c")))),
)


def run_requests(requests: list[Any]) -> tuple[EmbeddedStore, dict[int, State]]:
    """A store after these requests, and its state at each revision."""
    store = EmbeddedStore()
    states = {1: store.state}
    for request in requests:
        store.ask(request)
        states[store.state.revision] = store.state
    return store, states


@given(st.lists(writes, max_size=20))
def test_every_revision_can_be_read_as_it_was(requests: list[Any]) -> None:
    store, states = run_requests(requests)
    for revision, state in states.items():
        answer = store.ask(Range(*ALL, revision=revision))
        assert answer.kvs == state.kvs
        assert answer.revision == store.state.revision
    assert store.ask(Range(*ALL, revision=store.state.revision + 1)) == FUTURE_REVISION


@given(requests=st.lists(writes, max_size=20), part=st.floats(0, 1))
def test_compaction_forgets_older_revisions_only(requests: list[Any], part: float) -> None:
    store, states = run_requests(requests)
    least = 1 + int(part * (store.state.revision - 1))
    assert store.ask(Compact(least)) == Done(store.state.revision)
    for revision, state in states.items():
        answer = store.ask(Range(*ALL, revision=revision))
        assert answer == COMPACTED if revision < least else answer.kvs == state.kvs
    assert store.ask(Compact(least)) == COMPACTED
    assert store.ask(Compact(store.state.revision + 1)) == FUTURE_REVISION


@given(requests=st.lists(writes, min_size=1, max_size=20), start=st.integers(1, 20))
def test_a_watch_of_the_past_gets_the_changes_between_the_states(requests: list[Any], start: int) -> None:
    store, states = run_requests(requests)
    watch = store.ask(Watch(*ALL, start_revision=start, prev_kv=True)).id
    events = store.ask(WatchNext(watch, wait=0)).events
    assert [event.kv.mod_revision for event in events] == sorted(event.kv.mod_revision for event in events)
    wanted = [change for revision in states if revision >= max(2, start) for change in list_changes(states, revision)]
    assert sorted((event.kv, event.prev or NOTHING) for event in events) == sorted(wanted)


NOTHING = KeyValue(b"", b"", 0, 0, 0)


def list_changes(states: dict[int, State], revision: int) -> list[tuple[KeyValue, KeyValue]]:
    """Each key that changed at this revision, with its new and its old value."""
    was = {kv.key: kv for kv in states[revision - 1].kvs}
    now = {kv.key: kv for kv in states[revision].kvs}
    written = [(kv, was.get(key, NOTHING)) for key, kv in now.items() if kv != was.get(key)]
    return written + [(KeyValue(key, b"", 0, revision, 0), kv) for key, kv in was.items() if key not in now]


def test_a_read_at_an_old_revision_inside_a_transaction_sees_that_revision() -> None:
    store, _ = run_requests([Put(b"a", b"1"), Put(b"a", b"2")])
    answer = store.ask(Txn((), (Put(b"a", b"3"), Range(b"a", revision=2), Range(b"a", revision=3), Range(b"a"))))
    assert [part.kvs[0].value for part in answer.answers[1:]] == [b"1", b"2", b"3"]


def test_a_negative_revision_is_compacted_inside_a_transaction_and_the_current_one_outside() -> None:
    store, _ = run_requests([Put(b"a", b"1")])
    assert store.ask(Range(b"a", revision=-5)).kvs[0].value == b"1"
    assert store.ask(Txn((), (Range(b"a", revision=-5),))) == COMPACTED
    assert store.ask(Txn((), (Put(b"a", b"2"), Range(b"a", revision=-5)))) == COMPACTED
    assert store.ask(Txn((), (), (Range(b"a", revision=-5),))).succeeded, "that branch does not run"


def test_a_store_that_starts_from_a_state_has_no_older_revisions() -> None:
    first, _ = run_requests([Put(b"a", b"1"), Put(b"a", b"2")])
    second = EmbeddedStore(start=first.state)
    assert second.ask(Range(b"a")) == first.ask(Range(b"a"))
    assert second.ask(Range(b"a", revision=2)) == COMPACTED
    assert second.ask(Put(b"a", b"3")) == first.ask(Put(b"a", b"3"))
    assert second.ask(Range(b"a", revision=3)) == first.ask(Range(b"a", revision=3))
