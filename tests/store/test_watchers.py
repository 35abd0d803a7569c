"""Watches of an EmbeddedStore, and who waits for them."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from kubeish.errors import NotOffered
from kubeish.store import EmbeddedStore
from kubeish.store.extras import Compact, LeaseGrant, Watch, WatchAnswer, WatchCancel, WatchNext
from kubeish.store.requests import DeleteRange, Put, Txn

ALL = (b"\0", b"\0")


def heard(store: EmbeddedStore, watch: int) -> list[list[tuple[str, bytes]]]:
    answers = []
    while (answer := store.ask(WatchNext(watch, 0))).events:
        answers.append([(event.kind, event.kv.key) for event in answer.events])
    return answers


def test_the_past_comes_as_one_and_then_each_revision_by_itself() -> None:
    store = EmbeddedStore()
    store.ask(Put(b"a", b""))
    store.ask(Put(b"b", b""))
    watch = store.ask(Watch(*ALL, start_revision=1)).id
    store.ask(Txn((), (Put(b"c", b""), DeleteRange(b"a"))))
    store.ask(Put(b"d", b""))
    assert heard(store, watch) == [
        [("put", b"a"), ("put", b"b")],
        [("put", b"c"), ("delete", b"a")],
        [("put", b"d")],
    ]


def test_without_a_start_only_what_comes_after_is_heard() -> None:
    store = EmbeddedStore()
    store.ask(Put(b"a", b""))
    watch = store.ask(Watch(*ALL)).id
    assert heard(store, watch) == []
    store.ask(Put(b"b", b""))
    assert heard(store, watch) == [[("put", b"b")]]


def test_a_start_in_the_future_is_waited_for() -> None:
    store = EmbeddedStore()
    watch = store.ask(Watch(*ALL, start_revision=4)).id
    for key in (b"2", b"3", b"4", b"5"):
        store.ask(Put(key, b""))
    assert heard(store, watch) == [[("put", b"4")], [("put", b"5")]]


@pytest.mark.parametrize(
    ("named", "wanted"),
    [((b"b", b""), [b"b"]), ((b"a", b"b"), [b"a", b"a1"]), ((b"b", b"\0"), [b"b", b"c"]), ((b"c", b"a"), [])],
)
def test_only_the_keys_that_are_named_are_heard_of(named: tuple[bytes, bytes], wanted: list[bytes]) -> None:
    store = EmbeddedStore()
    watch = store.ask(Watch(*named)).id
    for key in (b"a", b"a1", b"b", b"c"):
        store.ask(Put(key, b""))
    assert [key for answer in heard(store, watch) for _, key in answer] == wanted


def test_a_compacted_start_ends_the_watch_and_says_what_is_left() -> None:
    store = EmbeddedStore()
    for _ in range(5):
        store.ask(Put(b"a", b""))
    store.ask(Compact(4))
    watch = store.ask(Watch(*ALL, start_revision=3)).id
    assert store.ask(WatchNext(watch)) == WatchAnswer(0, (), True, 4)
    assert store.ask(WatchNext(watch)).cancelled
    kept = store.ask(Watch(*ALL, start_revision=4)).id
    assert heard(store, kept) == [[("put", b"a")] * 3]


def test_of_a_key_that_was_deleted_by_then_nothing_is_left() -> None:
    store = EmbeddedStore()
    for request in (Put(b"a", b""), DeleteRange(b"a"), Put(b"b", b""), Compact(3)):
        store.ask(request)
    assert heard(store, store.ask(Watch(*ALL, start_revision=3)).id) == [[("put", b"b")]]


def test_what_stood_before_is_known_back_to_the_compaction() -> None:
    store = EmbeddedStore()
    for value in (b"2", b"3", b"4"):
        store.ask(Put(b"a", value))
    store.ask(Compact(3))
    events = store.ask(WatchNext(store.ask(Watch(b"a", b"", 3, True)).id)).events
    assert [(event.kv.value, event.prev and event.prev.value) for event in events] == [(b"3", None), (b"4", b"3")]


def test_what_a_watch_has_heard_survives_a_compaction() -> None:
    store = EmbeddedStore()
    watch = store.ask(Watch(*ALL)).id
    store.ask(Put(b"a", b"1"))
    store.ask(Put(b"a", b"2"))
    store.ask(Compact(3))
    assert heard(store, watch) == [[("put", b"a")], [("put", b"a")]]


def write(store: EmbeddedStore, watch: int) -> None:
    store.ask(Put(b"a", b""))


def cancel(store: EmbeddedStore, watch: int) -> None:
    store.ask(WatchCancel(watch))


def wait_for_the_lease(store: EmbeddedStore, watch: int) -> None:
    """The one second that it has passes by itself."""


@pytest.mark.parametrize(("wake", "wanted"), [(write, [b"a"]), (cancel, []), (wait_for_the_lease, [b"on a lease"])])
def test_who_waits_is_woken(wake: Callable[[EmbeddedStore, int], None], wanted: list[bytes]) -> None:
    store = EmbeddedStore(min_lease_ttl=1)
    if wake is wait_for_the_lease:
        store.ask(Put(b"on a lease", b"", store.ask(LeaseGrant(1)).id))
    watch = store.ask(Watch(*ALL)).id
    told: list[WatchAnswer] = []
    waiter = threading.Thread(target=lambda: told.append(store.ask(WatchNext(watch))))
    waiter.start()
    wake(store, watch)
    waiter.join(timeout=30)
    assert not waiter.is_alive()
    assert [event.kv.key for event in told[0].events] == wanted
    assert told[0].cancelled == (wake is cancel)


def test_no_event_in_time_is_an_empty_answer() -> None:
    store = EmbeddedStore()
    watch = store.ask(Watch(*ALL)).id
    assert store.ask(WatchNext(watch, 0.01)) == WatchAnswer(1)


def test_where_there_are_no_threads_waiting_is_refused_and_what_is_there_is_given(
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
