"""Watches on a real etcd: nothing is missed and nothing comes twice, whatever happens to the member that is watched."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import etcd3
import pytest

import kubeish
from kubeish import errors
from kubeish.etcd.cluster import LocalEtcd, RealClient
from kubeish.etcd.cluster.ports import LOOPBACK, find_free_ports
from kubeish.etcd.cluster.watch_stream import Watch
from tests.etcd.cluster.process_checks import becomes_true

pytestmark = pytest.mark.etcd


@pytest.fixture
def client(shared_etcd: LocalEtcd) -> Iterator[RealClient]:
    with kubeish.connect(shared_etcd.url) as client:
        yield client


def seen_by(client: RealClient, key: str, **options: Any) -> queue.Queue[Any]:
    """A queue of the values (None for a deletion) or errors that a watch brings."""
    seen: queue.Queue[Any] = queue.Queue()

    def note(response: Any) -> None:
        for event in getattr(response, "events", [response]):
            seen.put(event if isinstance(event, Exception) else (event.value or None))

    client.add_watch_callback(key, note, **options)
    return seen


def take(seen: queue.Queue[Any], count: int) -> list[Any]:
    return [seen.get(timeout=60) for _ in range(count)]


def test_a_watch_sees_each_change_once_and_in_order(client: RealClient) -> None:
    events, cancel = client.watch("watched")
    for value in "123":
        client.put("watched", value)
    client.delete("watched")
    got = [next(events) for _ in range(4)]
    assert [event.value for event in got] == [b"1", b"2", b"3", b""]
    assert isinstance(got[0], etcd3.events.PutEvent)
    assert isinstance(got[3], etcd3.events.DeleteEvent)
    cancel()
    assert list(events) == []


def test_a_watch_from_a_revision_sees_what_was_before_it(client: RealClient) -> None:
    first = client.put("history", "1").header.revision
    client.put("history", "2")
    assert take(seen_by(client, "history", start_revision=first), 2) == [b"1", b"2"]


def test_watch_once_takes_one_and_times_out_where_none_comes(client: RealClient) -> None:
    with pytest.raises(errors.WatchTimedOut, match=r"Nothing happened to 'quiet' within 0.05 s") as error:
        client.watch_once("quiet", timeout=0.05)
    assert isinstance(error.value, etcd3.exceptions.WatchTimedOut)
    heard = threading.Event()

    def write_until_it_is_heard() -> None:
        """One write might come before the watch is there."""
        while not heard.wait(0.05):
            client.put("loud", "now")

    writer = threading.Thread(target=write_until_it_is_heard)
    writer.start()
    try:
        assert client.watch_once("loud", timeout=60).value == b"now"
    finally:
        heard.set()
        writer.join()


def test_a_watch_from_a_compacted_revision_is_told_so() -> None:
    with LocalEtcd() as etcd, kubeish.connect(etcd.url) as client:
        for value in "1234":
            last = client.put("key", value).header.revision
        client.compact(last)
        (error,) = take(seen_by(client, "key", start_revision=1), 1)
        assert isinstance(error, errors.RevisionCompactedError)
        assert isinstance(error, etcd3.exceptions.RevisionCompactedError)
        assert error.compacted_revision == last
        with pytest.raises(errors.RevisionCompactedError):
            client.watch_once("key", timeout=60, start_revision=1)


@pytest.mark.parametrize("fault", ["kill", "partition"])
def test_a_watch_goes_on_at_another_member_and_misses_nothing(fault: str) -> None:
    with (
        LocalEtcd(members=3, partitions=fault == "partition") as etcd,
        kubeish.connect(f"{etcd.url}?timeout=60") as client,
    ):
        follower = (etcd.wait_for_leader() + 1) % 3
        client.channel.current = follower
        seen = seen_by(client, "key")
        client.put("key", "1")
        assert take(seen, 1) == [b"1"]
        client.channel.current = etcd.wait_for_leader()
        getattr(etcd, fault)(follower)
        for value in ("2", "3"):
            client.put("key", value)
        assert take(seen, 2) == [b"2", b"3"]
        assert seen.empty()


def test_a_watch_that_has_seen_nothing_yet_misses_nothing_either() -> None:
    with LocalEtcd() as etcd, kubeish.connect(etcd.url) as client, kubeish.connect(etcd.url) as other:
        seen = seen_by(client, "key")
        etcd.kill(0)
        etcd.revive(0)
        other.put("key", "1")
        assert take(seen, 1) == [b"1"]


@pytest.mark.slow
def test_a_watch_leaves_a_member_that_hangs() -> None:
    """gRPC's pings find out, within some ten seconds."""
    with LocalEtcd(members=3) as etcd, kubeish.connect(f"{etcd.url}?timeout=60") as client:
        follower = (etcd.wait_for_leader() + 1) % 3
        client.channel.current = follower
        seen = seen_by(client, "key")
        client.channel.current = etcd.wait_for_leader()
        etcd.pause(follower)
        client.put("key", "1")
        assert take(seen, 1) == [b"1"]


def test_a_watch_opens_at_the_next_member_where_one_hangs(three: LocalEtcd) -> None:
    with kubeish.connect(f"{three.url}?timeout=3") as client:
        follower = (three.wait_for_leader() + 1) % 3
        client.channel.current = follower
        three.pause(follower)
        seen = seen_by(client, "key")
        client.timeout = 60
        client.put("key", "1")
        assert take(seen, 1) == [b"1"]


def test_where_nobody_is_a_watch_says_so_at_once() -> None:
    with (
        kubeish.connect(f"etcd://{LOOPBACK}:{find_free_ports(1)[0]}") as client,
        pytest.raises(errors.ConnectionFailedError),
    ):
        client.watch("key")


def test_a_client_that_is_closed_leaves_no_watch_behind(shared_etcd: LocalEtcd) -> None:
    before = threading.active_count()
    with kubeish.connect(shared_etcd.url) as client:
        seen = seen_by(client, "key")
    assert becomes_true(lambda: threading.active_count() <= before)
    assert seen.empty()


@pytest.mark.parametrize(
    "waits", [lambda client: list(client.watch("quiet")[0]), lambda client: client.watch_once("quiet")]
)
def test_a_thread_that_waits_for_a_watch_goes_on_when_the_client_is_closed(shared_etcd: LocalEtcd, waits: Any) -> None:
    client = kubeish.connect(shared_etcd.url)
    ended: list[object] = []

    def wait() -> None:
        try:
            ended.append(waits(client))
        except errors.WatchTimedOut as error:
            ended.append(error)

    waiter = threading.Thread(target=wait, daemon=True)
    waiter.start()
    assert becomes_true(lambda: bool(client.watcher._watches))
    client.close()
    waiter.join(20)
    assert len(ended) == 1


def test_watches_that_are_dropped_go_away(client: RealClient) -> None:
    before = threading.active_count()
    for _ in range(100):
        client.watch("dropped")
    events, cancel = client.watch_response("kept")
    assert becomes_true(lambda: len(client.watcher._watches) == 1, 20)
    client.put("kept", "1")
    assert next(events).events[0].value == b"1"
    del events, cancel
    assert becomes_true(lambda: not client.watcher._watches, 20)
    assert becomes_true(lambda: threading.active_count() <= before, 20)


def test_a_callback_s_watch_that_has_ended_is_not_kept(client: RealClient) -> None:
    for value in "123":
        last = client.put("key", value).header.revision
    client.compact(last)
    take(seen_by(client, "key", start_revision=last - 1), 1)
    assert becomes_true(lambda: not client.watcher._watches, 20)


def test_close_ends_a_watch_that_is_just_being_opened() -> None:
    ended: list[str] = []

    def close_first(requests: Any, member: int, metadata: Any) -> Any:
        client.close()
        return SimpleNamespace(cancel=lambda: None)

    client = kubeish.connect("etcd://localhost:1?timeout=30")
    client.watcher._watch_stub = SimpleNamespace(Watch=close_first)
    client.watcher.add_callback("key", print, on_end=lambda: ended.append("key"))
    assert ended == ["key"]
    assert client.watcher._watches == {}


def test_a_watch_on_a_closed_client_is_refused_at_once(shared_etcd: LocalEtcd) -> None:
    client = kubeish.connect(shared_etcd.url)
    client.close()
    with pytest.raises(errors.ConnectionFailedError, match="The client was closed: open another"):
        client.watch("key")


def test_a_watch_whose_opening_is_interrupted_leaves_no_thread(
    client: RealClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(timeout: float | None = None) -> bool:
        raise KeyboardInterrupt

    before = threading.active_count()
    with monkeypatch.context() as patch:
        patch.setattr(client.watcher._new_watch_cond, "wait", interrupt)
        with pytest.raises(KeyboardInterrupt):
            client.watch("key")
    assert becomes_true(lambda: threading.active_count() <= before, 20)
    client.watch("key")[1]()


def test_a_watch_that_is_cancelled_while_a_stream_is_opened_leaves_no_stream() -> None:
    cancelled: list[str] = []

    class Stream:
        """Ends once it is cancelled; else it would stay open for ever."""

        def __iter__(self) -> Iterator[Any]:
            assert cancelled
            return iter(())

        def cancel(self) -> None:
            cancelled.append("stream")

    def open_stream(requests: Any, member: int, metadata: Any) -> Stream:
        watch.cancel()
        return Stream()

    with kubeish.connect("etcd://localhost:1") as client:
        stub = SimpleNamespace(Watch=open_stream)
        request = etcd3.etcdrpc.WatchCreateRequest(key=b"key")
        watch = Watch(client.channel, stub, threading.Condition(), request, lambda response: None)
        watch._follow()
    assert cancelled == ["stream"]
