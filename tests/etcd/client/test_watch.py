"""Watches, callbacks and locks of a client on the embedded store."""

from __future__ import annotations

import gc
import queue
import sys
import threading
import time
from typing import Any

import pytest

from kubeish.errors import NotOffered, RequestRefused, RevisionCompactedError, WatchTimedOut
from kubeish.etcd.client import EmbeddedClient, LockTimedOut
from kubeish.etcd.client.responses import DeleteEvent, PutEvent
from kubeish.etcd.store import EmbeddedStore
from kubeish.etcd.store.service_messages import LeaseRevoke, Watch

TIMEOUT = 30


@pytest.fixture
def store() -> EmbeddedStore:
    return EmbeddedStore()


@pytest.fixture
def client(store: EmbeddedStore) -> EmbeddedClient:
    return EmbeddedClient(store.ask)


def test_a_watch_gets_events_until_it_is_cancelled(client: EmbeddedClient) -> None:
    events, cancel = client.watch_prefix("pods/", prev_kv=True)
    client.put("pods/a", "1")
    client.put("elsewhere", "2")
    client.put("pods/a", "3")
    client.delete("pods/a")
    first, second, third = (next(events) for _ in range(3))
    cancel()
    assert list(events) == []
    assert [isinstance(event, PutEvent) for event in (first, second, third)] == [True, True, False]
    assert isinstance(third, DeleteEvent)
    assert (first.value, second.prev_value, third.prev_value) == (b"1", b"1", b"3")
    assert (first.prev_value, third.value, third.mod_revision) == (b"", b"", 5)
    assert str(third) == "DeleteEvent(key=b'pods/a', value=b'')"


def test_a_watch_from_a_revision_gets_each_write_once(client: EmbeddedClient) -> None:
    responses, cancel = client.watch_response("hosts/m/kubelet", start_revision=1)
    for pods in ("a", "a b", "a b c"):
        client.put("hosts/m/kubelet", pods)
    seen = [next(responses) for _ in range(3)]
    cancel()
    assert [response.events[0].value for response in seen] == [b"a", b"a b", b"a b c"]
    assert [response.header.revision for response in seen] == [2, 3, 4]


def test_watch_once_gives_an_event_or_times_out(client: EmbeddedClient) -> None:
    client.put("a", "1")
    assert client.watch_once("a", 0, start_revision=2).value == b"1"
    assert client.watch_prefix_once("a", 0, start_revision=2).key == b"a"
    with pytest.raises(WatchTimedOut, match=r"No event on 'a' came within 0.01 seconds\."):
        client.watch_once("a", 0.01)


def test_a_watch_that_ends_is_closed_in_the_store(client: EmbeddedClient, store: EmbeddedStore) -> None:
    with pytest.raises(WatchTimedOut):
        client.watch_once("a", 0)
    client.watch("a")[1]()
    client.compact(1)
    assert store._watches.open == {}


@pytest.mark.parametrize("method", ["watch", "watch_response", "watch_once", "watch_prefix_once"])
def test_close_ends_what_waits_on_a_watch(client: EmbeddedClient, method: str) -> None:
    results: queue.Queue[Any] = queue.Queue()
    other = EmbeddedClient(client._ask)
    kept, _ = other.watch("a")

    def wait() -> None:
        try:
            result = getattr(client, method)("a")
            results.put(list(result[0]) if isinstance(result, tuple) else result)
        except RequestRefused as error:
            results.put(error.code)

    waiter = threading.Thread(target=wait, daemon=True)
    waiter.start()
    while not client._watches:
        time.sleep(0.001)
    client.close()
    waiter.join(TIMEOUT)
    assert not waiter.is_alive()
    assert results.get(timeout=TIMEOUT) == ("CANCELLED" if "once" in method else [])
    client.put("a", "1")
    assert next(kept).value == b"1", "the watches of another client go on"


def test_close_minds_no_watch_that_another_thread_opens_meanwhile(client: EmbeddedClient) -> None:
    kept = [client.watch_response("a") for _ in range(3)]
    seen: list[str] = []

    def open_another(frame: Any, event: str, _: object) -> None:
        """In the place of a thread: between two steps of a loop over the watches."""
        if frame.f_globals["__name__"] == "weakref":
            seen.append(frame.f_code.co_name)
            if seen.count("keys") == 2:
                kept.append(client.watch_response("b"))

    tracer = sys.gettrace()
    sys.settrace(open_another)
    try:
        client.close()
    finally:
        sys.settrace(tracer)
    assert [list(responses) for responses, _ in kept[:3]] == [[], [], []]


def test_close_ends_the_threads_of_callbacks(client: EmbeddedClient) -> None:
    before = set(threading.enumerate())
    for _ in range(10):
        client.add_watch_callback("a", print)
    started = set(threading.enumerate()) - before
    assert started
    client.close()
    for thread in started:
        thread.join(TIMEOUT)
    assert not [thread for thread in started if thread.is_alive()]


@pytest.mark.parametrize("method", ["watch", "watch_response", "watch_prefix"])
def test_a_hundred_watches_that_are_dropped_go_away(client: EmbeddedClient, store: EmbeddedStore, method: str) -> None:
    for _ in range(100):
        events, _ = getattr(client, method)("a", start_revision=1)
        client.put("a", "1")
        next(events)
    del events
    gc.collect()
    client.put("a", "2")
    assert store._watches.open == {}
    assert len(client._watches) == 0


def test_a_callback_s_watch_is_not_dropped(client: EmbeddedClient) -> None:
    received: queue.Queue[Any] = queue.Queue()
    client.add_watch_callback("a", received.put)
    gc.collect()
    for value in ("1", "2"):
        client.put("a", value)
        assert received.get(timeout=TIMEOUT).events[0].value == value.encode()


def test_an_empty_range_raises_when_the_watch_is_opened(client: EmbeddedClient) -> None:
    for call in (client.watch, client.watch_once, client.watch_response):
        with pytest.raises(RequestRefused, match="CANCELLED: mvcc: watcher range is empty"):
            call("a", range_end="1")


def test_a_wrong_argument_of_a_watch_leaves_the_store_as_it_was(client: EmbeddedClient, store: EmbeddedStore) -> None:
    wrong = [("start_revision", "5"), ("start_revision", 2**63), ("prev_kv", "x"), ("filters", 3), ("key", 1)]
    for name, value in wrong:
        with pytest.raises((TypeError, ValueError)):
            client.watch(**{"key": "a", name: value})
    assert store._watches.open == {}
    assert client.put("a", "1").header.revision == 2


def test_filters_by_number_and_by_name(client: EmbeddedClient) -> None:
    client.put("a", "1")
    client.delete("a")
    for filters in ([0], ["NOPUT"]):
        assert isinstance(client.watch_once("a", 0, start_revision=1, filters=filters), DeleteEvent)
    with pytest.raises(ValueError, match="NOPUT, NODELETE, not 'NONE'"):
        client.watch("a", filters=["NONE"])


def test_a_compacted_start_is_an_error_with_the_oldest_revision(client: EmbeddedClient) -> None:
    for _ in range(5):
        client.put("a", "")
    client.compact(5)
    events, _ = client.watch("a", start_revision=2)
    with pytest.raises(RevisionCompactedError, match="start at 5 or later") as caught:
        next(events)
    assert caught.value.compacted_revision == 5


def test_a_callback_gets_all_events_in_order_even_after_it_has_failed(client: EmbeddedClient, caplog: Any) -> None:
    received: queue.Queue[Any] = queue.Queue()

    def callback(response: Any) -> None:
        received.put(response.events[0].value)
        if response.events[0].value == b"1":
            raise RuntimeError("a failure of the callback")

    watch = client.add_watch_callback("a", callback)
    for value in ("1", "2", "3"):
        client.put("a", value)
    assert [received.get(timeout=TIMEOUT) for _ in range(3)] == [b"1", b"2", b"3"]
    client.cancel_watch(watch)
    assert "the watch goes on" in caplog.text


def test_a_callback_gets_the_error_that_ends_its_watch(client: EmbeddedClient) -> None:
    for _ in range(3):
        client.put("a", "")
    client.compact(4)
    received: queue.Queue[Any] = queue.Queue()
    client.add_watch_prefix_callback("a", received.put, start_revision=2)
    assert isinstance(received.get(timeout=TIMEOUT), RevisionCompactedError)


def test_without_threads_a_callback_is_refused_and_its_watch_is_closed(
    client: EmbeddedClient, store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_thread(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", no_thread)
    with pytest.raises(NotOffered, match="use watch_once with timeout=0"):
        client.add_watch_callback("a", print)
    assert store._watches.open == {}


def test_a_lock_has_one_holder_at_a_time(client: EmbeddedClient) -> None:
    first, second = client.lock("me"), client.lock("me")
    with first:
        assert (first.is_acquired(), second.is_acquired()) == (True, False)
        assert second.acquire(timeout=0) is False
        assert second.release() is False
        assert first.refresh()[0].TTL == 60
        waiter = threading.Thread(target=second.acquire, kwargs={"timeout": TIMEOUT})
        waiter.start()
    waiter.join(TIMEOUT)
    assert (first.is_acquired(), second.is_acquired()) == (False, True)
    assert second.release() is True


def test_a_with_block_is_not_entered_without_the_lock(client: EmbeddedClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client.lock("me").acquire.__func__, "__defaults__", (0,))
    client.lock("me").acquire()
    with pytest.raises(LockTimedOut, match="The lock 'me' was not free") as caught, client.lock("me"):
        pytest.fail("entered without the lock")
    assert isinstance(caught.value, TimeoutError)
    assert caught.value.definite


def test_waiting_for_a_lock_is_one_watch(store: EmbeddedStore) -> None:
    asked: list[Any] = []
    client = EmbeddedClient(lambda request: asked.append(type(request).__name__) or store.ask(request))
    client.lock("me").acquire()
    asked.clear()
    assert not client.lock("me").acquire(timeout=0.05)
    assert asked == ["LeaseGrant", "Txn", "LeaseRevoke", "Watch", "WatchNext", "WatchCancel"]


def test_a_lease_that_ends_before_it_is_given_back_is_no_error(store: EmbeddedStore) -> None:
    def ask(request: Any) -> Any:
        if type(request) is LeaseRevoke:
            store.ask(request)
        return store.ask(request)

    EmbeddedClient(store.ask).lock("me").acquire()
    assert not EmbeddedClient(ask).lock("me", ttl=1).acquire(timeout=0)


def test_a_lock_is_free_when_its_holder_s_lease_ends() -> None:
    now = [0.0]
    client = EmbeddedClient(EmbeddedStore(lambda: now[0]).ask)
    vanished, next_one = client.lock("me", ttl=10), client.lock("me")
    assert vanished.acquire()
    assert not next_one.acquire(timeout=0)
    now[0] = 10
    assert next_one.acquire(timeout=0)
    assert not vanished.is_acquired()
    assert client.get_all_response().count == 1


def test_a_lock_waits_although_the_store_is_compacted_meanwhile(store: EmbeddedStore) -> None:
    def ask(request: Any) -> Any:
        if type(request) is Watch:  # before it, the lock is released and the store compacted
            first.release()
            rival.compact(rival.put("a", "1").header.revision)
        return store.ask(request)

    rival = EmbeddedClient(store.ask)
    first, second = rival.lock("me"), EmbeddedClient(ask).lock("me")
    assert first.acquire()
    assert second.acquire(timeout=TIMEOUT)
