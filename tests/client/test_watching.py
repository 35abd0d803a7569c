"""Watches, callbacks and locks of a client on the embedded store."""

from __future__ import annotations

import queue
import threading
from typing import Any

import pytest

from kubeish.client import Client
from kubeish.client.events import DeleteEvent, PutEvent
from kubeish.errors import NotOffered, RevisionCompactedError, WatchTimedOut
from kubeish.store import EmbeddedStore

PATIENCE = 30


@pytest.fixture
def store() -> EmbeddedStore:
    return EmbeddedStore()


@pytest.fixture
def client(store: EmbeddedStore) -> Client:
    return Client(store.ask)


def test_a_watch_hears_of_its_keys_until_it_is_cancelled(client: Client) -> None:
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


def test_a_kubelet_that_watches_its_own_key_sees_each_list_once(client: Client) -> None:
    responses, cancel = client.watch_response("hosts/m/kubelet", start_revision=1)
    for pods in ("a", "a b", "a b c"):
        client.put("hosts/m/kubelet", pods)
    seen = [next(responses) for _ in range(3)]
    cancel()
    assert [response.events[0].value for response in seen] == [b"a", b"a b", b"a b c"]
    assert [response.header.revision for response in seen] == [2, 3, 4]


def test_watch_once_gives_what_there_is_or_times_out(client: Client) -> None:
    client.put("a", "1")
    assert client.watch_once("a", 0, start_revision=2).value == b"1"
    assert client.watch_prefix_once("a", 0, start_revision=2).key == b"a"
    with pytest.raises(WatchTimedOut, match=r"No event on 'a' came within 0.01 seconds\."):
        client.watch_once("a", 0.01)


def test_a_watch_leaves_nothing_open_behind_it(client: Client, store: EmbeddedStore) -> None:
    with pytest.raises(WatchTimedOut):
        client.watch_once("a", 0)
    client.watch("a")[1]()
    client.compact(1)
    assert store._watchers.open == {}


def test_a_compacted_start_is_an_error_and_says_where_to_start(client: Client) -> None:
    for _ in range(5):
        client.put("a", "")
    client.compact(5)
    events, _ = client.watch("a", start_revision=2)
    with pytest.raises(RevisionCompactedError, match="start at 5 or later") as caught:
        next(events)
    assert caught.value.compacted_revision == 5


def test_callbacks_hear_everything_in_order_and_errors_do_not_stop_them(client: Client, caplog: Any) -> None:
    heard: queue.Queue[Any] = queue.Queue()

    def callback(response: Any) -> None:
        heard.put(response.events[0].value)
        if response.events[0].value == b"1":
            raise RuntimeError("a callback that fails")

    watch = client.add_watch_callback("a", callback)
    for value in ("1", "2", "3"):
        client.put("a", value)
    assert [heard.get(timeout=PATIENCE) for _ in range(3)] == [b"1", b"2", b"3"]
    client.cancel_watch(watch)
    assert "the watch goes on" in caplog.text


def test_a_callback_is_told_of_the_error_that_ends_its_watch(client: Client) -> None:
    for _ in range(3):
        client.put("a", "")
    client.compact(4)
    heard: queue.Queue[Any] = queue.Queue()
    client.add_watch_prefix_callback("a", heard.put, start_revision=2)
    assert isinstance(heard.get(timeout=PATIENCE), RevisionCompactedError)


def test_without_threads_a_callback_is_refused_and_its_watch_closed(
    client: Client, store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_thread(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", no_thread)
    with pytest.raises(NotOffered, match="use watch_once with timeout=0"):
        client.add_watch_callback("a", print)
    assert store._watchers.open == {}


def test_a_lock_is_held_by_one_and_passed_on(client: Client) -> None:
    first, second = client.lock("me"), client.lock("me")
    with first:
        assert (first.is_acquired(), second.is_acquired()) == (True, False)
        assert second.acquire(timeout=0) is False
        assert second.release() is False
        assert first.refresh()[0].TTL == 60
        waiter = threading.Thread(target=second.acquire, kwargs={"timeout": PATIENCE})
        waiter.start()
    waiter.join(PATIENCE)
    assert (first.is_acquired(), second.is_acquired()) == (False, True)
    assert second.release() is True


def test_who_waits_for_a_lock_waits_and_does_not_ask_again_and_again(store: EmbeddedStore) -> None:
    asked: list[Any] = []
    client = Client(lambda request: asked.append(type(request).__name__) or store.ask(request))
    client.lock("me").acquire()
    asked.clear()
    assert not client.lock("me").acquire(timeout=0.05)
    assert asked == ["LeaseGrant", "Txn", "LeaseRevoke", "Watch", "WatchNext", "WatchCancel"]


def test_a_lock_is_free_when_its_holder_s_lease_ends() -> None:
    now = [0.0]
    client = Client(EmbeddedStore(lambda: now[0]).ask)
    vanished, next_one = client.lock("me", ttl=10), client.lock("me")
    assert vanished.acquire()
    assert not next_one.acquire(timeout=0)
    now[0] = 10
    assert next_one.acquire(timeout=0)
    assert not vanished.is_acquired()
    assert client.get_all_response().count == 1
