"""The requests of a client: one for each call; errors of ``ask`` propagate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kubeish.errors import (
    ConnectionFailedError,
    ConnectionTimeoutError,
    InternalServerError,
    KubeishError,
    PreconditionFailedError,
    RequestRefused,
)
from kubeish.etcd.client import EmbeddedClient
from kubeish.etcd.store import EmbeddedStore
from kubeish.etcd.store.messages import Compare, DeleteRange, Put, Range, RangeAnswer, Refused, Txn
from kubeish.etcd.store.service_messages import (
    Compact,
    LeaseGrant,
    LeaseInfo,
    LeaseKeepAlive,
    StatusRequest,
    Watch,
)

CALLS: list[tuple[Callable[[EmbeddedClient], Any], Any]] = [
    (lambda c: c.get("a"), Range(b"a")),
    (lambda c: c.get(b"a", serializable=True), Range(b"a", serializable=True)),
    (lambda c: list(c.get_prefix("a/")), Range(b"a/", b"a0")),
    (lambda c: list(c.get_prefix("a", sort_order="descend", sort_target="mod", limit=3)),
     Range(b"a", b"b", 3, 0, "descend", "mod")),
    (lambda c: list(c.get_range("a", "c", revision=1)), Range(b"a", b"c", revision=1)),
    (lambda c: list(c.get_all(keys_only=True)), Range(b"\0", b"\0", keys_only=True)),
    (lambda c: c.get_all_response(), Range(b"\0", b"\0")),
    (lambda c: c.put("ü", "é"), Put("ü".encode(), "é".encode())),
    (lambda c: c.put("a", b"\xff", prev_kv=True), Put(b"a", b"\xff", 0, True)),
    (lambda c: c.put_if_not_exists("a", "1"), Txn((Compare("create", "==", b"a", 0),), (Put(b"a", b"1"),))),
    (lambda c: c.replace("a", "1", "2"), Txn((Compare("value", "==", b"a", b"1"),), (Put(b"a", b"2"),))),
    (lambda c: c.delete("a", prev_kv=True), DeleteRange(b"a", b"", True)),
    (lambda c: c.delete_prefix("a"), DeleteRange(b"a", b"b")),
    (lambda c: c.transaction([c.transactions.version("a") > 0], [c.transactions.get("a", "b")]),
     Txn((Compare("version", ">", b"a", 0),), (Range(b"a", b"b"),))),
    (lambda c: c.lease(5, 9), LeaseGrant(5, 9)),
    (lambda c: c.refresh_lease(9).__next__(), LeaseKeepAlive(9)),
    (lambda c: c.get_lease_info(9), LeaseInfo(9)),
    (lambda c: c.compact(1), Compact(1)),
    (lambda c: c.status(), StatusRequest()),
]  # fmt: skip


@pytest.mark.parametrize(("call", "request_"), CALLS)
def test_each_call_is_exactly_one_request(call: Callable[[EmbeddedClient], Any], request_: Any) -> None:
    store, asked = EmbeddedStore(), []

    def ask(request: Any) -> Any:
        asked.append(request)
        return store.ask(request)

    call(EmbeddedClient(ask))
    assert asked == [request_]
    assert type(asked[0]) is type(request_)


def test_a_range_is_read_when_it_is_fetched_and_a_prefix_at_once() -> None:
    asked: list[Any] = []
    client = EmbeddedClient(lambda request: asked.append(request) or EmbeddedStore().ask(request))
    client.get_range("a", "b")
    client.get_all()
    client.refresh_lease(1)
    assert asked == []
    client.get_prefix("a")
    assert asked == [Range(b"a", b"b")]


def test_a_lease_may_be_passed_as_itself_or_by_its_id() -> None:
    client = EmbeddedClient(EmbeddedStore().ask)
    lease = client.lease(10)
    client.put("a", "", lease)
    client.put("b", "", lease=lease.id)
    client.put_if_not_exists("c", "", lease)
    assert lease.keys == [b"a", b"b", b"c"]
    lease.revoke()
    assert list(client.get_all()) == []


class Pause(BaseException):
    """An error that is not an Exception, as the explorer raises where a client's history ends."""


@pytest.mark.parametrize("call", [call for call, _ in CALLS])
def test_a_pause_propagates(call: Callable[[EmbeddedClient], Any]) -> None:
    def pause(request: Any) -> Any:
        raise Pause

    with pytest.raises(Pause):
        call(EmbeddedClient(pause))


@pytest.mark.parametrize(
    ("code", "error", "definite"),
    [
        ("NOT_FOUND", RequestRefused, True),
        ("OUT_OF_RANGE", RequestRefused, True),
        ("FAILED_PRECONDITION", PreconditionFailedError, True),
        ("UNAVAILABLE", ConnectionFailedError, False),
        ("DEADLINE_EXCEEDED", ConnectionTimeoutError, False),
        ("INTERNAL", InternalServerError, False),
    ],
)
def test_a_refusal_becomes_the_error_of_its_kind(code: str, error: type[KubeishError], definite: bool) -> None:
    with pytest.raises(error, match="no such thing") as caught:
        EmbeddedClient(lambda request: Refused(code, "no such thing")).put("a", "1")
    assert caught.value.definite is definite


def test_a_client_may_be_used_in_a_with_block_and_after_it() -> None:
    with EmbeddedClient(EmbeddedStore().ask) as client:
        client.put("a", "1")
    assert client.get("a")[0] == b"1"


def test_an_answer_of_another_kind_is_a_TypeError() -> None:
    with pytest.raises(TypeError, match="must be a PutAnswer, not RangeAnswer"):
        EmbeddedClient(lambda request: RangeAnswer(1)).put("a", "1")


def test_requests_of_two_kinds_are_not_equal() -> None:
    """The explorer looks up transitions by their request: a Watch must not find that of a Put."""
    assert Watch(b"a", b"", 0, False) != Put(b"a", b"", 0, False)
