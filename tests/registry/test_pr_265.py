"""EtcdRegistry before and after #265: its requests, and what they leave in the store."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kubeish.api import Container, EnvVar, Pod
from kubeish.errors import NOT_FOUND, EtcdError
from kubeish.etcd.client import EmbeddedClient
from kubeish.etcd.store import EmbeddedStore
from kubeish.explorer import Run, as_program, explore, run_order, run_setup
from kubeish.registry import (
    EtcdRegistry,
    EtcdRegistry265,
    PodExists,
    PodNotFound,
    make_container_key,
    make_pod_key,
)
from kubeish.registry.manifest_factory import BasicManifestFactory, Service

BOTH = pytest.mark.parametrize("kind", [EtcdRegistry, EtcdRegistry265])


class RecordingStore:
    """A store that records the kinds of its requests."""

    def __init__(self) -> None:
        self.store, self.requests = EmbeddedStore(), []

    def ask(self, request: Any) -> Any:
        self.requests.append(type(request).__name__)
        return self.store.ask(request)


def make_registry(kind: Any, machines: tuple[str, ...] = ("m1", "m2"), **how: Any) -> Any:
    return kind(EmbeddedClient(RecordingStore().ask), machines, **how)


def list_pod_ids(registry: Any, machine: str) -> list[str]:
    return [manifest.id for manifest in registry.load_manifests(machine)[0]]


def test_the_keys():
    assert make_pod_key("m1", "web") == "/registry/hosts/m1/pods/web"
    assert make_container_key("m1") == "/registry/hosts/m1/kubelet"


@BOTH
def test_a_machine_without_a_list(kind):
    assert make_registry(kind).load_manifests("m1") == ([], 0)


@BOTH
def test_run_pod_writes_the_key_and_then_the_list(kind):
    registry = make_registry(kind)
    registry.run_pod(Pod("web", {"app": "shop"}), "m1")
    registry.run_pod(Pod("db"), "m1")
    assert list_pod_ids(registry, "m1") == ["web", "db"]
    assert registry.client.get(make_container_key("m1"))[0] == b'[{"id": "web"}, {"id": "db"}]'
    assert json.loads(registry.client.get(make_pod_key("m1", "web"))[0]) == {"id": "web", "labels": {"app": "shop"}}
    assert list_pod_ids(registry, "m2") == []


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        (EtcdRegistry, ["Range", "Txn", "Put"], ["Range", "Txn", "Put"]),
        (EtcdRegistry265, ["Range", "Txn", "Put"], ["Range", "Txn", "Txn"]),
    ],
)
def test_which_requests_a_pod_takes(kind, first, second):
    """#265 changed the last of the three, and only where a list was there."""
    recording = RecordingStore()
    registry = kind(EmbeddedClient(recording.ask), ["m1"])
    registry.run_pod(Pod("web"), "m1")
    assert recording.requests == first
    recording.requests.clear()
    registry.run_pod(Pod("db"), "m1")
    assert recording.requests == second


@BOTH
def test_a_second_pod_of_one_id_is_refused_on_any_machine(kind):
    registry = make_registry(kind)
    registry.create_pod("m2", Pod("web"))
    with pytest.raises(PodExists) as said:
        registry.create_pod("m1", Pod("web"))
    assert str(said.value) == ("a pod named web is already on m2: delete it first, or give the new one another id.")
    assert list_pod_ids(registry, "m1") == []


@BOTH
def test_get_list_and_delete(kind):
    registry = make_registry(kind)
    for machine, pod in [("m1", "web"), ("m2", "db"), ("m1", "cache")]:
        registry.create_pod(machine, Pod(pod))
    assert registry.get_pod("db") == Pod("db", host="m2")
    assert [(pod.id, pod.host) for pod in registry.list_pods()] == [("cache", "m1"), ("web", "m1"), ("db", "m2")]
    assert [pod.id for pod in registry.list_pods(lambda pod: pod.host == "m2")] == ["db"]
    registry.delete_pod("web")
    assert list_pod_ids(registry, "m1") == ["cache"]
    assert registry.find_pod("web") is None


@BOTH
def test_a_missing_pod_is_an_error(kind):
    registry = make_registry(kind)
    with pytest.raises(PodNotFound, match="there is no pod named web on any of m1, m2"):
        registry.get_pod("web")
    with pytest.raises(PodNotFound, match="there is no pod named web on any of no machines"):
        make_registry(kind, ()).delete_pod("web")


@BOTH
def test_an_empty_list_is_written_as_one(kind):
    registry = make_registry(kind)
    registry.create_pod("m1", Pod("web"))
    registry.delete_pod("web")
    assert registry.client.get(make_container_key("m1"))[0] == b"[]"


@BOTH
def test_the_pods_of_an_unknown_machine_are_not_listed(kind):
    registry = make_registry(kind, ("m1",))
    registry.run_pod(Pod("web"), "m9")
    assert registry.list_pods() == []


@BOTH
def test_the_manifest_comes_from_the_factory(kind):
    registry = make_registry(kind, manifest_factory=BasicManifestFactory((Service("db", 5432),)))
    registry.run_pod(Pod("web", containers=(Container("nginx"),)), "m1")
    (manifest,), _ = registry.load_manifests("m1")
    assert manifest.containers[0].env == (EnvVar("DB_SERVICE_PORT", "5432"), EnvVar("SERVICE_HOST", "m1"))


def one_pod(client: Any) -> None:
    EtcdRegistry(client).run_pod(Pod("web"), "m1")


def make_deleter(kind: Any, pod: str) -> Any:
    return lambda client: kind(client, ["m1"]).delete_pod(pod)


def make_runner(kind: Any, pod: str) -> Any:
    return lambda client: kind(client, ["m1"]).run_pod(Pod(pod), "m1")


def find_wrong_pods(client: Any) -> list[str]:
    ids = list_pod_ids(EtcdRegistry(client), "m1")
    return ([] if "db" in ids else ["db is lost"]) + (["web came back"] if "web" in ids else [])


def test_a_concurrent_delete_and_run():
    """The delete of before #265 loses pods as well, and the run brings deleted ones back; #265 fixed both."""
    before = explore(
        {"D": make_deleter(EtcdRegistry, "web"), "R": make_runner(EtcdRegistry, "db")}, one_pod, find_wrong_pods
    )
    after = explore(
        {"D": make_deleter(EtcdRegistry265, "web"), "R": make_runner(EtcdRegistry265, "db")}, one_pod, find_wrong_pods
    )
    assert set(before.complaints) == {"db is lost", "web came back"}
    assert (before.interleavings, after.broken) == (35, 0)


def test_a_list_that_is_deleted_in_between_is_no_conflict():
    """etcd says 100, and so #265 gave up and left the pod's key stranded."""
    run = Run(
        {
            "R": as_program("R", make_runner(EtcdRegistry265, "db")),
            "X": as_program("X", lambda client: client.delete(make_container_key("m1"))),
        },
        run_setup(one_pod),
    )
    end = run_order(run, "R X R R").ends["R"]
    assert isinstance(end.error, EtcdError)
    assert end.error.code == NOT_FOUND
    assert run.state.select(make_pod_key("m1", "db").encode(), b"")
