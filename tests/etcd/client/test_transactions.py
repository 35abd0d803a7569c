"""The parts of a transaction, its results, and the errors of wrong arguments."""

from __future__ import annotations

from typing import Any

import pytest

from kubeish.etcd.client import EmbeddedClient
from kubeish.etcd.client.encoding import to_bytes, to_lease_id, to_prefix_end
from kubeish.etcd.store import EmbeddedStore
from kubeish.etcd.store.messages import Compare, DeleteRange, Put, Range, Txn

t = EmbeddedClient.transactions


@pytest.mark.parametrize(
    ("made", "wanted"),
    [
        (t.value("a") == "x", Compare("value", "==", b"a", b"x")),
        (t.value(b"a") != b"x", Compare("value", "!=", b"a", b"x")),
        (t.version("a") < 3, Compare("version", "<", b"a", 3)),
        (t.create("a") > "7", Compare("create", ">", b"a", 7)),
        (t.mod("a", "b") == 0, Compare("mod", "==", b"a", 0, b"b")),
        (t.put("a", "1", prev_kv=True), Put(b"a", b"1", 0, True)),
        (t.get("a", b"\0"), Range(b"a", b"\0")),
        (t.delete("a", "b", True), DeleteRange(b"a", b"b", True)),
        (
            t.txn([t.mod("a") == 1], [t.get("a")]),
            Txn((Compare("mod", "==", b"a", 1),), (Range(b"a"),), ()),
        ),
    ],
)
def test_a_part_of_a_transaction_is_a_request(made: Any, wanted: Any) -> None:
    assert made == wanted
    assert type(made) is type(wanted)


@pytest.mark.parametrize(
    ("wrong", "error", "sentence"),
    [
        (lambda c: t.version("a") >= 1, TypeError, "write >= n as > n - 1"),
        (lambda c: t.version("a") <= 1, TypeError, "write <= n as < n \\+ 1"),
        (lambda c: c.transaction([t.mod("a")], []), ValueError, "needs one of ==, !=, < or >"),
        (lambda c: c.transaction([True], []), TypeError, "mod\\(key\\) == 5, not True"),
        (lambda c: c.transaction([], [t.mod("a") == 1]), TypeError, "runs transactions.put, get, delete and txn"),
        (lambda c: c.put("a", 3), TypeError, "pass str\\(3\\)"),
        (lambda c: c.put("a", ["web"]), TypeError, "not list; pass json.dumps of it"),
        (lambda c: c.put(None, "3"), TypeError, "not NoneType"),
        (lambda c: c.get_prefix(""), IndexError, "use get_all\\(\\)"),
        (lambda c: c.get_prefix(b"a\xff"), ValueError, "use get_range\\(\\)"),
        (lambda c: c.get_prefix("a", sort_order="up"), ValueError, '"ascend", "descend"'),
        (lambda c: c.get_prefix("a", sort_target="age"), ValueError, '"create", "mod"'),
        (
            lambda c: c.get_prefix("a", key="b"),
            TypeError,
            "Don't use 'key' here; .* are sort_order, ",
        ),
        (lambda c: c.get_prefix("a", colour=1), TypeError, "Don't use 'colour' here"),
    ],
)
def test_a_wrong_argument_is_an_error_with_advice(wrong: Any, error: type[Exception], sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        wrong(EmbeddedClient(EmbeddedStore().ask))


def test_the_results_of_a_transaction_have_the_names_of_protobuf() -> None:
    client = EmbeddedClient(EmbeddedStore().ask)
    held, results = client.transaction(
        [t.version("a") == 0],
        [t.put("a", "1"), t.get("a"), t.delete("b"), t.txn([], [t.get("a")])],
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


def test_get_gives_value_and_metadata() -> None:
    client = EmbeddedClient(EmbeddedStore().ask)
    client.put("a", "1")
    client.put("a", "2")
    value, meta = client.get("a")
    assert value == b"2"
    assert repr(meta) == "KVMetadata(key=b'a', create_revision=2, mod_revision=3, version=2, lease_id=0)"
    assert client.get("b") == (None, None)


def test_delete_returns_whether_the_key_was_there() -> None:
    client = EmbeddedClient(EmbeddedStore().ask)
    client.put("a", "1")
    assert (client.delete("a"), client.delete("a")) == (True, False)
    client.put("a", "1")
    response = client.delete("a", prev_kv=True, return_response=True)
    assert (response.deleted, response.prev_kvs[0].value, response.header.revision) == (1, b"1", 5)


def test_conversion_of_keys_prefixes_and_leases() -> None:
    assert (to_bytes("é"), to_bytes(b"\xff")) == (b"\xc3\xa9", b"\xff")
    assert (to_prefix_end("a"), to_prefix_end(b"a/")) == (b"b", b"a0")
    assert (to_lease_id(None), to_lease_id(7), to_lease_id("7")) == (0, 7, 7)


def test_no_repr_has_an_address() -> None:
    store = EmbeddedStore()
    client = EmbeddedClient(store.ask)
    shown = [client, store, client.lock("me"), t.mod("a"), client.lease(5), client.put("a", "1")]
    shown += [client.get_response("a"), client.delete("a", return_response=True)]
    assert not [repr(one) for one in shown if "0x" in repr(one)]
    assert [repr(one) for one in shown[:4]] == [
        "<Client>",
        "<EmbeddedStore at revision 3>",
        "Lock('me', ttl=60)",
        "transactions.mod('a')",
    ]
