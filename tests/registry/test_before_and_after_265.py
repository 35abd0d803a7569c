"""EtcdRegistry before #265 and after it: the requests that each makes, and what they leave in the store."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kubeish.api import Container, EnvVar, Pod
from kubeish.client import Client
from kubeish.errors import NOT_FOUND, EtcdError
from kubeish.explorer import Run, as_program, explore, run_order, state_after
from kubeish.manifest_factory import BasicManifestFactory, Service
from kubeish.registry import (
    EtcdRegistry,
    EtcdRegistry265,
    PodExists,
    PodNotFound,
    make_container_key,
    make_pod_key,
)
from kubeish.store import EmbeddedStore

BOTH = pytest.mark.parametrize("kind", [EtcdRegistry, EtcdRegistry265])


class Listening:
    """A store that notes what it was asked."""

    def __init__(self) -> None:
        self.store, self.asked = EmbeddedStore(), []

    def ask(self, request: Any) -> Any:
        self.asked.append(type(request).__name__)
        return self.store.ask(request)


def registry_of(kind: Any, machines: tuple[str, ...] = ("m1", "m2"), **how: Any) -> Any:
    return kind(Client(Listening().ask), machines, **how)


def listed(registry: Any, machine: str) -> list[str]:
    return [manifest.id for manifest in registry.load_manifests(machine)[0]]


def test_the_keys():
    assert make_pod_key("m1", "web") == "/registry/hosts/m1/pods/web"
    assert make_container_key("m1") == "/registry/hosts/m1/kubelet"


@BOTH
def test_a_machine_without_a_list(kind):
    assert registry_of(kind).load_manifests("m1") == ([], 0)


@BOTH
def test_run_pod_notes_the_pod_down_and_then_lists_it(kind):
    registry = registry_of(kind)
    registry.run_pod(Pod("web", {"app": "shop"}), "m1")
    registry.run_pod(Pod("db"), "m1")
    assert listed(registry, "m1") == ["web", "db"]
    assert registry.client.get(make_container_key("m1"))[0] == b'[{"id": "web"}, {"id": "db"}]'
    assert json.loads(registry.client.get(make_pod_key("m1", "web"))[0]) == {"id": "web", "labels": {"app": "shop"}}
    assert listed(registry, "m2") == []


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        (EtcdRegistry, ["Range", "Txn", "Put"], ["Range", "Txn", "Put"]),
        (EtcdRegistry265, ["Range", "Txn", "Put"], ["Range", "Txn", "Txn"]),
    ],
)
def test_which_requests_a_pod_takes(kind, first, second):
    """#265 changed the last of the three, and only where a list was there."""
    listening = Listening()
    registry = kind(Client(listening.ask), ["m1"])
    registry.run_pod(Pod("web"), "m1")
    assert listening.asked == first
    listening.asked.clear()
    registry.run_pod(Pod("db"), "m1")
    assert listening.asked == second


@BOTH
def test_the_second_of_one_id_is_refused_wherever_the_first_is(kind):
    registry = registry_of(kind)
    registry.create_pod("m2", Pod("web"))
    with pytest.raises(PodExists) as said:
        registry.create_pod("m1", Pod("web"))
    assert str(said.value) == ("a pod named web is already on m2: delete it first, or give the new one another id.")
    assert listed(registry, "m1") == []


@BOTH
def test_get_list_and_delete(kind):
    registry = registry_of(kind)
    for machine, pod in [("m1", "web"), ("m2", "db"), ("m1", "cache")]:
        registry.create_pod(machine, Pod(pod))
    assert registry.get_pod("db") == Pod("db", host="m2")
    assert [(pod.id, pod.host) for pod in registry.list_pods()] == [("cache", "m1"), ("web", "m1"), ("db", "m2")]
    assert [pod.id for pod in registry.list_pods(lambda pod: pod.host == "m2")] == ["db"]
    registry.delete_pod("web")
    assert listed(registry, "m1") == ["cache"]
    assert registry.find_pod("web") is None


@BOTH
def test_what_is_not_there(kind):
    registry = registry_of(kind)
    with pytest.raises(PodNotFound, match="there is no pod named web on any of m1, m2"):
        registry.get_pod("web")
    with pytest.raises(PodNotFound, match="there is no pod named web on any of no machines"):
        registry_of(kind, ()).delete_pod("web")


@BOTH
def test_an_empty_list_is_written_as_one(kind):
    registry = registry_of(kind)
    registry.create_pod("m1", Pod("web"))
    registry.delete_pod("web")
    assert registry.client.get(make_container_key("m1"))[0] == b"[]"


@BOTH
def test_the_pods_of_a_machine_that_nobody_knows_are_not_seen(kind):
    registry = registry_of(kind, ("m1",))
    registry.run_pod(Pod("web"), "m9")
    assert registry.list_pods() == []


@BOTH
def test_the_manifest_comes_from_the_factory(kind):
    registry = registry_of(kind, manifest_factory=BasicManifestFactory((Service("db", 5432),)))
    registry.run_pod(Pod("web", containers=(Container("nginx"),)), "m1")
    (manifest,), _ = registry.load_manifests("m1")
    assert manifest.containers[0].env == (EnvVar("DB_SERVICE_PORT", "5432"), EnvVar("SERVICE_HOST", "m1"))


def one_pod(client: Any) -> None:
    EtcdRegistry(client).run_pod(Pod("web"), "m1")


def deletes(kind: Any, pod: str) -> Any:
    return lambda client: kind(client, ["m1"]).delete_pod(pod)


def runs(kind: Any, pod: str) -> Any:
    return lambda client: kind(client, ["m1"]).run_pod(Pod(pod), "m1")


def db_is_listed_and_web_is_not(client: Any) -> list[str]:
    ids = listed(EtcdRegistry(client), "m1")
    return ([] if "db" in ids else ["db is lost"]) + (["web came back"] if "web" in ids else [])


def test_a_delete_and_a_run_at_once():
    """The delete of before #265 loses pods as well, and the run brings deleted ones back; #265 mended both."""
    before = explore(
        {"D": deletes(EtcdRegistry, "web"), "R": runs(EtcdRegistry, "db")}, one_pod, db_is_listed_and_web_is_not
    )
    after = explore(
        {"D": deletes(EtcdRegistry265, "web"), "R": runs(EtcdRegistry265, "db")}, one_pod, db_is_listed_and_web_is_not
    )
    assert set(before.complaints) == {"db is lost", "web came back"}
    assert (before.interleavings, after.broken) == (35, 0)


def test_a_list_that_is_deleted_in_between_is_no_conflict():
    """etcd says 100, and so #265 gave up and left the pod's key stranded."""
    run = Run(
        {
            "R": as_program("R", runs(EtcdRegistry265, "db")),
            "X": as_program("X", lambda client: client.delete(make_container_key("m1"))),
        },
        state_after(one_pod),
    )
    end = run_order(run, "R X R R").ends()["R"]
    assert isinstance(end.error, EtcdError)
    assert end.error.code == NOT_FOUND
    assert run.state.select(make_pod_key("m1", "db").encode(), b"")
