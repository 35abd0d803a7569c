"""The client of a real etcd: members that die, hang or come back, and errors that say whether a write happened."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import etcd3
import grpc
import pytest

import kubeish
from kubeish import errors
from kubeish.etcd.cluster import LocalEtcd, RealClient, open_client
from kubeish.etcd.cluster.ports import LOOPBACK, find_free_ports
from kubeish.etcd.cluster.rpc_errors import Failure
from tests.etcd.cluster.process_checks import becomes_true

pytestmark = pytest.mark.etcd


@pytest.fixture
def client(shared_etcd: LocalEtcd) -> Iterator[RealClient]:
    with kubeish.connect(shared_etcd.url) as client:
        yield client


def test_it_is_etcd3s_own_client(client: RealClient) -> None:
    assert isinstance(client, etcd3.Etcd3Client)
    assert client.put_if_not_exists("own", "1")
    assert client.replace("own", "1", "2")
    value, metadata = client.get("own")
    assert (value, metadata.version) == (b"2", 2)
    assert client.transactions.mod("own").key == "own"


def test_nobody_there_is_said_at_once_and_nothing_was_changed() -> None:
    a, b = (f"{LOOPBACK}:{port}" for port in find_free_ports(2))
    with kubeish.connect(f"etcd://{a},{b}") as client, pytest.raises(errors.ConnectionFailedError) as error:
        client.put("key", "value")
    assert isinstance(error.value, etcd3.exceptions.ConnectionFailedError)
    assert error.value.definite
    assert str(error.value).startswith(f"No etcd answers at {a} or {b} (")
    assert "nothing was changed" in str(error.value)


def test_a_member_that_hangs_ends_in_a_timeout_and_the_write_may_have_happened() -> None:
    with LocalEtcd() as etcd, kubeish.connect(f"{etcd.url}?timeout=60") as client:
        client.put("key", "before")
        etcd.pause(0)
        client.timeout = 0.5
        with pytest.raises(errors.ConnectionTimeoutError) as error:
            client.put("key", "after")
        assert isinstance(error.value, etcd3.exceptions.ConnectionTimeoutError)
        assert not error.value.definite
        assert "did not answer Put within 0.5 s; it may have happened or not" in str(error.value)
        with pytest.raises(errors.ConnectionTimeoutError) as error:
            client.get("key")
        assert error.value.definite  # a read changes nothing
        etcd.revive(0)
        client.timeout = 60
        assert client.get("key")[0] in (b"before", b"after")


def test_a_write_that_reaches_nobody_goes_to_the_next_member(three: LocalEtcd) -> None:
    with kubeish.connect(f"{three.url}?timeout=60") as client:
        follower = (three.wait_for_leader() + 1) % 3  # not the leader, or the next would wait for an election
        client.channel.current = follower
        assert client.put("key", "1")
        three.kill(follower)
        client.get("key")  # on a connection that is just breaking the write might have been sent
        client.channel.current = follower
        assert client.put("key", "2")
        assert client.channel.current != follower
        assert client.get("key")[1].version == 2


def test_a_read_goes_on_past_a_member_that_hangs(three: LocalEtcd) -> None:
    with kubeish.connect(f"{three.url}?timeout=60") as client:
        client.put("key", "1")
        follower = (three.wait_for_leader() + 1) % 3
        client.channel.current = follower
        three.pause(follower)
        client.timeout = 6  # of which it gets a third
        assert client.get("key")[0] == b"1"
        assert client.channel.current != follower


def test_a_write_that_may_have_happened_is_not_repeated(three: LocalEtcd) -> None:
    made: list[str] = []
    ended: list[tuple[bool, bool]] = []

    def observer(call: str, request: Any) -> Any:
        made.append(call)
        return lambda answer, definite: ended.append((answer is not None, definite))

    with open_client(f"{three.url}?timeout=60", observer) as client:
        follower = (three.wait_for_leader() + 1) % 3
        client.channel.current = follower
        client.get("key")  # so that there is a connection on which the write goes out
        three.pause(follower)
        client.timeout = 1
        with pytest.raises(errors.ConnectionTimeoutError) as error:
            client.put("key", "2")
    assert not error.value.definite
    assert made == ["Range", "Put"]
    assert ended == [(True, True), (False, False)]


def test_an_observer_that_fails_harms_no_writer(client: RealClient, caplog: pytest.LogCaptureFixture) -> None:
    def observer(call: str, request: Any) -> Any:
        def fail(answer: object, definite: bool) -> None:
            raise RuntimeError("a failure of the observer")

        return fail

    with open_client(str(client.address), observer) as observed:
        assert observed.put("observed", "1")
        with pytest.raises(errors.RequestRefused, match="key is not provided"):
            observed.put("", "1")
    assert client.get("observed")[0] == b"1"
    assert caplog.text.count("An observer failed after its request was done") == 2


def test_a_member_that_comes_back_is_found(three: LocalEtcd) -> None:
    with kubeish.connect(three.urls[0]) as client:
        client.put("key", "1")
        three.kill(0)
        for _ in range(4):  # each makes gRPC wait longer before it looks again
            with pytest.raises(errors.ConnectionFailedError):
                client.put("key", "2")
        three.revive(0)

        def written() -> bool:
            try:
                return bool(client.put("key", "3"))
            except errors.ConnectionFailedError as error:
                assert error.definite  # noqa: PT017
                return False

        assert becomes_true(written)
        assert client.get("key")[0] == b"3"


def test_what_etcd_refuses_is_said_in_its_words_and_changed_nothing(client: RealClient) -> None:
    for call in (
        lambda: client.revoke_lease(77),
        lambda: client.put("refused", "x", lease=77),
        lambda: client.get_prefix("a", revision=10**9),
        lambda: client.put("", "x"),
    ):
        with pytest.raises(errors.RequestRefused) as error:
            call()
        assert error.value.definite
        assert "etcdserver: " in str(error.value)
        assert isinstance(error.value, grpc.RpcError), "as etcd3 raises it"
    assert client.get("refused") == (None, None)


def test_an_expired_lease_is_refused_by_its_name(client: RealClient) -> None:
    lease = client.lease(60)
    lease.revoke()
    with pytest.raises(errors.RequestRefused, match="NOT_FOUND: etcdserver: requested lease not found"):
        client.put("leased", "x", lease=lease)
    assert lease.refresh()[0].TTL == 0


def test_a_lock_that_is_held_is_waited_for(client: RealClient) -> None:
    with client.lock("turns") as mine:
        other = client.lock("turns")
        assert not other.acquire(timeout=0.05)
        releaser = threading.Timer(0.1, mine.release)
        releaser.start()
        assert other.acquire(timeout=60)
        releaser.join()
    assert other.is_acquired()
    assert other.release()


def test_limit_and_revision_reach_etcd(client: RealClient) -> None:
    for name in "abc":
        client.put(f"limited/{name}", "old")
    revision = client.put("limited/a", "new").header.revision
    assert [value for value, _ in client.get_prefix("limited/", limit=2)] == [b"new", b"old"]
    assert [value for value, _ in client.get_prefix("limited/", revision=revision - 1)] == [b"old"] * 3
    assert client.get_prefix_response("limited/", count_only=True).count == 3


class Words:
    """As much of a gRPC error as is looked at."""

    def __init__(self, status: str, words: str) -> None:
        self.status, self.words = status, words

    def code(self) -> grpc.StatusCode:
        return grpc.StatusCode[self.status]

    def details(self) -> str:
        return self.words


@pytest.mark.parametrize(
    ("call", "status", "words", "definite"),
    [
        ("Put", "UNAVAILABLE", "failed to connect to all addresses; last error: ...", True),
        ("Put", "UNAVAILABLE", "DNS resolution failed for nowhere.invalid", True),
        ("Put", "UNAVAILABLE", "errors resolving nowhere.invalid:2379: [field:hostname lookup error: ...]", True),
        ("Put", "UNAVAILABLE", "Socket closed", False),
        ("Put", "UNAVAILABLE", "etcdserver: request timed out", False),
        ("Put", "UNAVAILABLE", "words that gRPC may invent next year", False),
        ("Txn", "DEADLINE_EXCEEDED", "Deadline Exceeded", False),
        ("Txn", "INTERNAL", "anything", False),
        ("Txn", "UNKNOWN", "anything", False),
        ("Txn", "UNKNOWN", "context deadline exceeded", False),
        ("Put", "RESOURCE_EXHAUSTED", "etcdserver: mvcc: database space exceeded", True),
        ("Txn", "RESOURCE_EXHAUSTED", "Received message larger than max", False),
        ("DeleteRange", "PERMISSION_DENIED", "etcdserver: permission denied", True),
        ("Range", "UNAVAILABLE", "Socket closed", True),
    ],
)
def test_when_a_failure_surely_changed_nothing(call: str, status: str, words: str, definite: bool) -> None:
    failure = Failure(call, "a:1", Words(status, words), 5)
    assert failure.definite is definite
    assert failure.to_error().definite is definite
    assert isinstance(failure.to_error(), errors.ConnectionTimeoutError) is (
        " exceeded" in words.lower() and not definite
    )
    assert isinstance(failure.to_error(), errors.InternalServerError) is (words == "anything")
