"""Errors under two names: always kubeish's, and etcd3's where it is loaded."""

from __future__ import annotations

import importlib
import pickle
import subprocess
import sys
import threading
import types
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from kubeish import errors
from kubeish.etcd import etcd3_compat
from kubeish.etcd.client import EmbeddedClient
from kubeish.etcd.etcd3_compat import build_status_error, pick_error_class
from kubeish.etcd.store import EmbeddedStore

ERRORS = [
    errors.RevisionCompactedError(7),
    errors.RequestRefused("NOT_FOUND", "etcdserver: requested lease not found"),
    errors.PreconditionFailedError("etcdserver: lease already exists"),
    errors.ConnectionFailedError("no member answered"),
    errors.WatchTimedOut("no event came"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_each_error_is_caught_by_either_name_and_has_our_message(error: errors.Etcd3Exception) -> None:
    theirs = pytest.importorskip("etcd3.exceptions")
    both = pick_error_class(type(error))(*error.args)
    assert isinstance(both, type(error))
    assert isinstance(both, getattr(theirs, type(error).__name__, theirs.Etcd3Exception))
    assert str(both) == str(error)
    assert both.definite == error.definite
    assert pick_error_class(type(error)) is type(both)  # derived once


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_errors_can_be_pickled(error: errors.Etcd3Exception) -> None:
    pytest.importorskip("etcd3.exceptions")
    for one in (error, pick_error_class(type(error))(*error.args)):
        back = pickle.loads(pickle.dumps(one))
        assert isinstance(back, type(error))
        assert (str(back), vars(back)) == (str(one), vars(one))


def get_results(client: EmbeddedClient) -> dict[str, Any]:
    """What the client gives, by the class of etcd3 that it should also be of."""
    client.put("a", "1")
    response = client.watch_once_response("a", start_revision=2)
    return {
        "client.KVMetadata": client.get("a")[1],
        "client.Status": client.status(),
        "members.Member": client.status().leader,
        "leases.Lease": client.lease(60),
        "client.Alarm": client.create_alarm()[0],
        "watch.WatchResponse": response,
        "events.PutEvent": response.events[0],
    }


def test_results_are_instances_of_etcd3_s_classes_too() -> None:
    pytest.importorskip("etcd3")
    client = EmbeddedClient(EmbeddedStore().ask)
    for name, result in get_results(client).items():
        module, _, kind = name.partition(".")
        assert isinstance(result, getattr(importlib.import_module(f"etcd3.{module}"), kind)), name
        assert type(result).__name__ == kind
    theirs = importlib.import_module("etcd3.client").KVMetadata
    client.disarm_alarm()
    assert [isinstance(meta, theirs) for _, meta in client.get_all()] == [True]
    member = client.status().leader
    assert member.id in [one.id for one in client.members]
    assert list(member.active_alarms) == []
    with pytest.raises(errors.NotOffered):
        member.remove()


def test_metadata_and_events_can_be_pickled() -> None:
    pytest.importorskip("etcd3")
    results = get_results(EmbeddedClient(EmbeddedStore().ask))
    for name in ("client.KVMetadata", "events.PutEvent"):
        back = pickle.loads(pickle.dumps(results[name]))
        assert (type(back), repr(back), back.version) == (type(results[name]), repr(results[name]), 1)
        assert type(results[name]).__mro__[1].__qualname__.encode() in pickle.dumps(results[name])


def test_a_status_without_a_name_in_etcd3_is_RequestRefused() -> None:
    error = build_status_error("OUT_OF_RANGE", "etcdserver: mvcc: required revision is a future revision")
    assert isinstance(error, errors.RequestRefused)
    assert (error.code, str(error)) == (
        "OUT_OF_RANGE",
        "OUT_OF_RANGE: etcdserver: mvcc: required revision is a future revision",
    )


def test_what_etcd3_leaves_to_grpc_is_grpc_s_error_too() -> None:
    grpc = pytest.importorskip("grpc")
    pytest.importorskip("etcd3")
    client = EmbeddedClient(EmbeddedStore().ask)
    with pytest.raises(grpc.RpcError) as caught:
        client.revoke_lease(404)
    error = caught.value
    assert (error.code(), error.code) == (grpc.StatusCode.NOT_FOUND, "NOT_FOUND")
    assert error.details() == "etcdserver: requested lease not found"
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.args, again.code()) == (type(error), error.args, error.code())


def test_the_client_and_the_store_do_not_import_etcd3_or_grpc() -> None:
    program = """
import sys
from kubeish.etcd.client import EmbeddedClient
from kubeish.etcd.store import EmbeddedStore
from kubeish.errors import RequestRefused
try:
    EmbeddedClient(EmbeddedStore().ask).put("", "1")
except RequestRefused as error:
    print(type(error) is RequestRefused)
print(sorted({name.partition(".")[0] for name in sys.modules} & {"etcd3", "grpc", "asyncio", "logging"}))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["True", "[]"]


def test_two_threads_that_derive_a_class_at_once_get_the_same_one(monkeypatch: pytest.MonkeyPatch) -> None:
    class Theirs(Exception):
        pass

    class Ours(errors.Etcd3Exception):
        pass

    combine, both_are_here = etcd3_compat._combine, threading.Barrier(2)

    def combine_at_once(*args: Any) -> type:
        both_are_here.wait(timeout=30)
        return combine(*args)

    monkeypatch.setattr(etcd3_compat, "_combine", combine_at_once)
    monkeypatch.setitem(sys.modules, "theirs", types.SimpleNamespace(Ours=Theirs))
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: etcd3_compat.derive_class(Ours, "theirs"), range(2))
    assert first is second
