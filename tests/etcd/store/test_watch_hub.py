"""Watches of an EmbeddedStore, and waiting for their events."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from kubeish.errors import NotOffered
from kubeish.etcd.store import EmbeddedStore
from kubeish.etcd.store.messages import DeleteRange, Put, Txn
from kubeish.etcd.store.service_messages import (
    Compact,
    LeaseGrant,
    Watch,
    WatchAnswer,
    WatchCancel,
    WatchNext,
)
from kubeish.etcd.store.validation import EMPTY_WATCH_RANGE

ALL = (b"\0", b"\0")


def fetch_events(store: EmbeddedStore, watch: int) -> list[list[tuple[str, bytes]]]:
    answers = []
    while (answer := store.ask(WatchNext(watch, 0))).events:
        answers.append([(event.kind, event.kv.key) for event in answer.events])
    return answers


def test_all_of_the_past_is_one_answer_and_each_later_revision_another() -> None:
    store = EmbeddedStore()
    store.ask(Put(b"a", b""))
    store.ask(Put(b"b", b""))
    watch = store.ask(Watch(*ALL, start_revision=1)).id
    store.ask(Txn((), (Put(b"c", b""), DeleteRange(b"a"))))
    store.ask(Put(b"d", b""))
    assert fetch_events(store, watch) == [
        [("put", b"a"), ("put", b"b")],
        [("put", b"c"), ("delete", b"a")],
        [("put", b"d")],
    ]


def test_a_watch_without_a_start_gets_later_writes_only() -> None:
    store = EmbeddedStore()
    store.ask(Put(b"a", b""))
    watch = store.ask(Watch(*ALL)).id
    assert fetch_events(store, watch) == []
    store.ask(Put(b"b", b""))
    assert fetch_events(store, watch) == [[("put", b"b")]]


def test_a_watch_from_a_future_revision_waits_for_it() -> None:
    store = EmbeddedStore()
    watch = store.ask(Watch(*ALL, start_revision=4)).id
    for key in (b"2", b"3", b"4", b"5"):
        store.ask(Put(key, b""))
    assert fetch_events(store, watch) == [[("put", b"4")], [("put", b"5")]]


@pytest.mark.parametrize(
    ("named", "wanted"),
    [((b"b", b""), [b"b"]), ((b"a", b"b"), [b"a", b"a1"]), ((b"b", b"\0"), [b"b", b"c"])],
)
def test_a_watch_gets_events_of_its_own_keys_only(named: tuple[bytes, bytes], wanted: list[bytes]) -> None:
    store = EmbeddedStore()
    watch = store.ask(Watch(*named)).id
    for key in (b"a", b"a1", b"b", b"c"):
        store.ask(Put(key, b""))
    assert [key for answer in fetch_events(store, watch) for _, key in answer] == wanted


def test_a_watch_on_an_empty_range_is_refused() -> None:
    store = EmbeddedStore()
    assert store.ask(Watch(b"c", b"a")) == EMPTY_WATCH_RANGE
    assert store.ask(Watch(b"a", b"a")) == EMPTY_WATCH_RANGE


@pytest.mark.parametrize(
    ("filters", "wanted"), [((0,), ["delete"]), ((1,), ["put"]), ((0, 1), []), ((7,), ["put", "delete"])]
)
def test_filters_leave_out_puts_or_deletions(filters: tuple[int, ...], wanted: list[str]) -> None:
    store = EmbeddedStore()
    later = store.ask(Watch(*ALL, filters=filters)).id
    store.ask(Put(b"a", b""))
    store.ask(DeleteRange(b"a"))
    past = store.ask(Watch(*ALL, start_revision=1, filters=filters)).id
    for watch in (later, past):
        assert [kind for answer in fetch_events(store, watch) for kind, _ in answer] == wanted


def test_a_start_before_the_first_revision_is_compacted() -> None:
    """etcd's first compaction lies at revision -1."""
    store = EmbeddedStore()
    store.ask(Put(b"a", b""))
    assert store.ask(WatchNext(store.ask(Watch(b"a", start_revision=-5)).id)) == WatchAnswer(0, (), True, -1)
    now = store.ask(Watch(b"a", start_revision=-1)).id
    assert fetch_events(store, now) == []
    store.ask(Put(b"a", b""))
    assert fetch_events(store, now) == [[("put", b"a")]]


def test_a_key_that_one_transaction_deletes_and_puts_has_no_prev() -> None:
    store = EmbeddedStore()
    store.ask(Put(b"a", b"1"))
    watch = store.ask(Watch(b"a", prev_kv=True)).id
    store.ask(Txn((), (DeleteRange(b"a", b"\0"), Put(b"a", b"2"))))
    deleted, put = store.ask(WatchNext(watch)).events
    assert deleted.prev is not None
    assert (deleted.kind, deleted.prev.value, put.kind, put.prev) == ("delete", b"1", "put", None)


def test_a_watch_that_fails_harms_no_writer_and_no_other_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    store = EmbeddedStore()
    failing, well = (store.ask(Watch(b"a")).id for _ in range(2))

    def fail(change: object) -> bool:
        raise RuntimeError("a failure in the watch")

    monkeypatch.setattr(store._watches.open[failing], "follows", fail)
    assert store.ask(Put(b"a", b"1")).revision == 2
    assert store.ask(Put(b"a", b"2")).revision == 3
    assert fetch_events(store, well) == [[("put", b"a")]] * 2
    assert len(store._watches.open[failing].answers) == 1
    ended = store.ask(WatchNext(failing))
    assert ended.cancelled
    assert "a failure in the watch" in ended.failure
    assert list(store._watches.open) == [well]


def test_a_watch_without_a_reader_ends_at_the_next_write_or_watch() -> None:
    readers = [True, True]
    store = EmbeddedStore()
    first = store.ask(Watch(b"a", has_reader=lambda: readers[0])).id
    second = store.ask(Watch(b"a", has_reader=lambda: readers[1])).id
    readers[0] = False
    store.ask(Put(b"a", b""))
    assert list(store._watches.open) == [second]
    assert store.ask(WatchNext(first, 0)).cancelled
    readers[1] = False
    third = store.ask(Watch(b"a")).id
    assert list(store._watches.open) == [third]


def test_a_reader_that_cannot_be_asked_harms_no_writer() -> None:
    def fail() -> bool:
        raise RuntimeError("a failure of the reader")

    store = EmbeddedStore()
    failing = store.ask(Watch(b"a", has_reader=fail)).id
    assert store.ask(Put(b"a", b"1")).revision == 2
    assert store._watches.open == {}
    assert store.ask(WatchNext(failing, 0)).cancelled


def test_a_compacted_start_ends_the_watch_with_the_oldest_revision() -> None:
    store = EmbeddedStore()
    for _ in range(5):
        store.ask(Put(b"a", b""))
    store.ask(Compact(4))
    watch = store.ask(Watch(*ALL, start_revision=3)).id
    assert store.ask(WatchNext(watch)) == WatchAnswer(0, (), True, 4)
    assert store.ask(WatchNext(watch)).cancelled
    kept = store.ask(Watch(*ALL, start_revision=4)).id
    assert fetch_events(store, kept) == [[("put", b"a")] * 3]


def test_a_deletion_before_the_compaction_is_forgotten() -> None:
    store = EmbeddedStore()
    for request in (Put(b"a", b""), DeleteRange(b"a"), Put(b"b", b""), Compact(3)):
        store.ask(request)
    assert fetch_events(store, store.ask(Watch(*ALL, start_revision=3)).id) == [[("put", b"b")]]


def test_prev_is_known_back_to_the_compaction() -> None:
    store = EmbeddedStore()
    for value in (b"2", b"3", b"4"):
        store.ask(Put(b"a", value))
    store.ask(Compact(3))
    events = store.ask(WatchNext(store.ask(Watch(b"a", b"", 3, True)).id)).events
    assert [(event.kv.value, event.prev and event.prev.value) for event in events] == [(b"3", None), (b"4", b"3")]


def test_a_compaction_leaves_the_answers_that_wait_to_be_fetched() -> None:
    store = EmbeddedStore()
    watch = store.ask(Watch(*ALL)).id
    store.ask(Put(b"a", b"1"))
    store.ask(Put(b"a", b"2"))
    store.ask(Compact(3))
    assert fetch_events(store, watch) == [[("put", b"a")], [("put", b"a")]]


def write(store: EmbeddedStore, watch: int) -> None:
    store.ask(Put(b"a", b""))


def cancel(store: EmbeddedStore, watch: int) -> None:
    store.ask(WatchCancel(watch))


def wait_for_the_lease(store: EmbeddedStore, watch: int) -> None:
    """Do nothing: the lease ends after one second."""


@pytest.mark.parametrize(("wake", "wanted"), [(write, [b"a"]), (cancel, []), (wait_for_the_lease, [b"on a lease"])])
def test_a_waiting_watch_wakes(wake: Callable[[EmbeddedStore, int], None], wanted: list[bytes]) -> None:
    store = EmbeddedStore(min_lease_ttl=1)
    if wake is wait_for_the_lease:
        store.ask(Put(b"on a lease", b"", store.ask(LeaseGrant(1)).id))
    watch = store.ask(Watch(*ALL)).id
    answers: list[WatchAnswer] = []
    waiter = threading.Thread(target=lambda: answers.append(store.ask(WatchNext(watch))))
    waiter.start()
    wake(store, watch)
    waiter.join(timeout=30)
    assert not waiter.is_alive()
    assert [event.kv.key for event in answers[0].events] == wanted
    assert answers[0].cancelled == (wake is cancel)


def test_no_event_in_time_is_an_empty_answer() -> None:
    store = EmbeddedStore()
    watch = store.ask(Watch(*ALL)).id
    assert store.ask(WatchNext(watch, 0.01)) == WatchAnswer(1)


def test_without_threads_a_watch_gives_its_events_and_refuses_to_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.platform", "emscripten")
    store = EmbeddedStore()
    watch = store.ask(Watch(*ALL)).id
    store.ask(Put(b"a", b""))
    assert store.ask(WatchNext(watch)).events[0].kv.key == b"a"
    assert store.ask(WatchNext(watch, 0)) == WatchAnswer(2)
    with pytest.raises(NotOffered, match="no threads here"):
        store.ask(WatchNext(watch))
