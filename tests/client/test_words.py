"""The words of a transaction, and what a client says where they are wrong."""

from __future__ import annotations

from typing import Any

import pytest

from kubeish.client import Client
from kubeish.client.wire import end_of_prefix, to_bytes, to_lease_id
from kubeish.store import EmbeddedStore
from kubeish.store.requests import Compare, DeleteRange, Put, Range, Txn

words = Client.transactions


@pytest.mark.parametrize(
    ("made", "wanted"),
    [
        (words.value("a") == "x", Compare("value", "==", b"a", b"x")),
        (words.value(b"a") != b"x", Compare("value", "!=", b"a", b"x")),
        (words.version("a") < 3, Compare("version", "<", b"a", 3)),
        (words.create("a") > "7", Compare("create", ">", b"a", 7)),
        (words.mod("a", "b") == 0, Compare("mod", "==", b"a", 0, b"b")),
        (words.put("a", "1", prev_kv=True), Put(b"a", b"1", 0, True)),
        (words.get("a", b"\0"), Range(b"a", b"\0")),
        (words.delete("a", "b", True), DeleteRange(b"a", b"b", True)),
        (
            words.txn([words.mod("a") == 1], [words.get("a")]),
            Txn((Compare("mod", "==", b"a", 1),), (Range(b"a"),), ()),
        ),
    ],
)
def test_a_word_is_the_request_itself(made: Any, wanted: Any) -> None:
    assert made == wanted
    assert type(made) is type(wanted)


@pytest.mark.parametrize(
    ("wrong", "error", "sentence"),
    [
        (lambda c: words.version("a") >= 1, TypeError, "write >= n as > n - 1"),
        (lambda c: words.version("a") <= 1, TypeError, "write <= n as < n \\+ 1"),
        (lambda c: c.transaction([words.mod("a")], []), ValueError, "needs one of ==, !=, < or >"),
        (lambda c: c.transaction([True], []), TypeError, "mod\\(key\\) == 5, not True"),
        (lambda c: c.transaction([], [words.mod("a") == 1]), TypeError, "runs transactions.put, get, delete and txn"),
        (lambda c: c.put("a", 3), TypeError, "pass str\\(3\\)"),
        (lambda c: c.put("a", ["web"]), TypeError, "not list; pass json.dumps of it"),
        (lambda c: c.put(None, "3"), TypeError, "not NoneType"),
        (lambda c: c.get_prefix(""), IndexError, "use get_all\\(\\)"),
        (lambda c: c.get_prefix(b"a\xff"), ValueError, "use get_range\\(\\)"),
        (lambda c: c.get_prefix("a", sort_order="up"), ValueError, '"ascend", "descend"'),
        (lambda c: c.get_prefix("a", sort_target="age"), ValueError, '"create", "mod"'),
        (lambda c: c.get_prefix("a", key="b"), TypeError, "use get_range\\(\\)"),
        (lambda c: c.get_prefix("a", colour=1), TypeError, "has no option 'colour'"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(wrong: Any, error: type[Exception], sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        wrong(Client(EmbeddedStore().ask))


def test_the_results_of_a_transaction_by_the_names_of_protobuf() -> None:
    client = Client(EmbeddedStore().ask)
    held, results = client.transaction(
        [words.version("a") == 0],
        [words.put("a", "1"), words.get("a"), words.delete("b"), words.txn([], [words.get("a")])],
    )
    put, got, deleted, inner = results
    assert held
    assert [op.WhichOneof("response") for op in (put, deleted, inner)] == [
        "response_put",
        "response_delete_range",
        "response_txn",
    ]
    assert put.response_put.header.revision == 2
    assert deleted.response_delete_range.deleted == 0
    assert [(value, meta.mod_revision, meta.response_header.revision) for value, meta in got] == [(b"1", 2, 2)]
    assert inner.response_txn.responses[0].response_range.kvs[0].value == b"1"
    assert put.response_range.kvs == []  # not set, therefore empty
    with pytest.raises(AttributeError, match="response_put"):
        put.response_get


def test_metadata_says_what_a_learner_needs_to_see() -> None:
    client = Client(EmbeddedStore().ask)
    client.put("a", "1")
    client.put("a", "2")
    value, meta = client.get("a")
    assert value == b"2"
    assert repr(meta) == "KVMetadata(key=b'a', create_revision=2, mod_revision=3, version=2, lease_id=0)"
    assert client.get("b") == (None, None)


def test_a_delete_says_whether_there_was_anything() -> None:
    client = Client(EmbeddedStore().ask)
    client.put("a", "1")
    assert (client.delete("a"), client.delete("a")) == (True, False)
    client.put("a", "1")
    response = client.delete("a", prev_kv=True, return_response=True)
    assert (response.deleted, response.prev_kvs[0].value, response.header.revision) == (1, b"1", 5)


def test_from_what_a_caller_passes_to_what_a_request_holds() -> None:
    assert (to_bytes("é"), to_bytes(b"\xff")) == (b"\xc3\xa9", b"\xff")
    assert (end_of_prefix("a"), end_of_prefix(b"a/")) == (b"b", b"a0")
    assert (to_lease_id(None), to_lease_id(7), to_lease_id("7")) == (0, 7, 7)


def test_what_is_printed_in_a_lesson_has_no_address_in_it() -> None:
    store = EmbeddedStore()
    client = Client(store.ask)
    shown = [client, store, client.lock("me"), words.mod("a"), client.lease(5), client.put("a", "1")]
    shown += [client.get_response("a"), client.delete("a", return_response=True)]
    assert not [repr(one) for one in shown if "0x" in repr(one)]
    assert [repr(one) for one in shown[:4]] == [
        "<Client>",
        "<EmbeddedStore at revision 3>",
        "Lock('me', ttl=60)",
        "transactions.mod('a')",
    ]
