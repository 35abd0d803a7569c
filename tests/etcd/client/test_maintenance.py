"""Snapshot, hash, alarms, and the names of gRPC, of a client on the embedded store."""

from __future__ import annotations

import base64
import io
import json

import pytest

from kubeish.errors import RequestRefused
from kubeish.etcd.client import EmbeddedClient
from kubeish.etcd.store import EmbeddedStore


@pytest.fixture
def client() -> EmbeddedClient:
    return EmbeddedClient(EmbeddedStore().ask)


def test_a_snapshot_holds_every_key(client: EmbeddedClient) -> None:
    client.put(b"\xff", "1")
    client.put(b"\xff", "2")
    file = io.BytesIO()
    client.snapshot(file)
    written = json.loads(file.getvalue())
    assert written["revision"] == 3
    (kv,) = written["kvs"]
    assert (base64.b64decode(kv["key"]), base64.b64decode(kv["value"])) == (b"\xff", b"2")
    assert (kv["create_revision"], kv["mod_revision"], kv["version"], kv["lease"]) == (2, 3, 2, 0)


def test_the_hash_is_equal_for_equal_content_only(client: EmbeddedClient) -> None:
    other = EmbeddedClient(EmbeddedStore().ask)
    assert client.hash() == other.hash()
    client.put("a", "1")
    assert client.hash() != other.hash()
    other.put("a", "1")
    assert client.hash() == other.hash()
    assert 0 <= client.hash() < 2**32


def test_an_alarm_refuses_puts_until_it_is_disarmed(client: EmbeddedClient) -> None:
    assert list(client.list_alarms()) == []
    assert [(alarm.alarm_type, alarm.member_id) for alarm in client.create_alarm()] == [(1, 0)]
    assert len(list(client.list_alarms())) == 1
    with pytest.raises(RequestRefused, match="RESOURCE_EXHAUSTED"):
        client.put("a", "1")
    assert len(client.disarm_alarm()) == 1
    assert client.disarm_alarm() == []
    client.put("a", "1")
    with pytest.raises(ValueError, match="Unknown alarm type"):
        list(client.list_alarms(alarm_type="corrupt"))


def test_a_name_of_gRPC_cannot_be_set(client: EmbeddedClient) -> None:
    """A test that replaces ``client.watcher`` would else wait for a mock that nothing calls."""
    for name in ("watcher", "kvstub"):
        with pytest.raises(AttributeError, match=f"{name} belongs to gRPC"):
            setattr(client, name, object())
