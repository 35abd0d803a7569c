"""Each version of the registry: its work without a race, and its difference from the one before."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kubeish.api import Container, EnvVar, Pod, Port
from kubeish.errors import EtcdError
from kubeish.etcd.client import EmbeddedClient
from kubeish.etcd.store import EmbeddedStore
from kubeish.lessons.story import VERSIONS, Version
from kubeish.registry import (
    ConstraintViolation,
    OneTransactionRegistry,
    PodExists,
    PodNotFound,
    pr_269,
    pr_694,
    pr_740,
)
from kubeish.registry.manifest_factory import BasicManifestFactory, Service
from kubeish.registry.placement import read_placements
from kubeish.registry.pr_961 import AlreadyAssigned

every = pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.slug)


def make_registry(slug: str, machines: tuple[str, ...] = ("m1", "m2")) -> Any:
    return next(v for v in VERSIONS if v.slug == slug).registry(EmbeddedClient(EmbeddedStore().ask), machines)


def make_pod(port: int, pod_id: str) -> Pod:
    return Pod(pod_id, containers=(Container(pod_id, ports=(Port(container_port=80, host_port=port),)),))


@every
def test_a_pod_is_created_found_listed_and_deleted(version: Version) -> None:
    registry = make_registry(version.slug)
    registry.create_pod("m1", Pod("web", {"app": "shop"}))
    registry.create_pod("m2", Pod("db"))
    assert registry.get_pod("web") == Pod("web", {"app": "shop"}, host="m1")
    assert sorted(pod.id for pod in registry.list_pods()) == ["db", "web"]
    assert [pod.id for pod in registry.list_pods(lambda pod: pod.labels.get("app") == "shop")] == ["web"]
    assert registry.find_pod("db") == "m2"
    registry.delete_pod("web")
    assert registry.find_pod("web") is None
    assert read_placements(registry.client).pods == ["db"]
    with pytest.raises(PodNotFound):
        registry.get_pod("web")
    with pytest.raises(PodNotFound):
        registry.delete_pod("web")


@every
def test_a_second_pod_of_one_id_is_refused_without_a_race(version: Version) -> None:
    registry = make_registry(version.slug)
    registry.create_pod("m1", Pod("web"))
    with pytest.raises((PodExists, EtcdError), match=r"105|already"):
        registry.create_pod("m2", Pod("web"))
    assert read_placements(registry.client).describe_fault("web") == ""


@every
def test_the_list_holds_the_manifests_that_the_factory_made_in_order(version: Version) -> None:
    client = EmbeddedClient(EmbeddedStore().ask)
    registry = version.registry(client, ["m1"], BasicManifestFactory((Service("redis", 6379),)))
    registry.run_pod(make_pod(80, "web"), "m1")
    registry.run_pod(make_pod(81, "db"), "m1")
    listed, _ = registry.load_manifests("m1")
    assert [manifest.id for manifest in listed] == ["web", "db"]
    assert listed[0].containers[0].env == (EnvVar("REDIS_SERVICE_PORT", "6379"), EnvVar("SERVICE_HOST", "m1"))


@pytest.mark.parametrize("module", [pr_269, pr_740, pr_694], ids=["269", "740", "694"])
def test_an_atomic_update_that_its_function_refuses_writes_nothing(module: Any) -> None:
    registry = make_registry("269")
    registry.client.put("/key", "[1]")

    def refuse(found: Any) -> Any:
        raise ValueError(f"not with {found}")

    with pytest.raises(ValueError, match=r"not with \[1\]"):
        module.atomic_update(registry.helper, "/key", refuse)
    assert registry.client.get("/key")[0] == b"[1]"


def update_with_rival(module: Any, rival: Any, start: str | None) -> Any:
    """An atomic update of a count, with ``rival(client)`` between its first read and its write."""
    client = EmbeddedClient(EmbeddedStore().ask)
    registry = make_registry("269")
    registry.helper.client = client
    if start is not None:
        client.put("/count", start)
    seen: list[Any] = []

    def add_one(found: Any) -> Any:
        if not seen:
            rival(client)
        seen.append(found)
        return (found or 0) + 1

    module.atomic_update(registry.helper, "/count", add_one)
    return seen, json.loads(client.get("/count")[0])


@pytest.mark.parametrize("module", [pr_269, pr_740, pr_694], ids=["269", "740", "694"])
def test_a_conflict_leads_to_a_retry(module: Any) -> None:
    assert update_with_rival(module, lambda client: client.put("/count", "5"), "1") == ([1, 5], 6)


def test_the_first_write_is_blind_in_269_a_create_in_740_and_retried_in_694() -> None:
    assert update_with_rival(pr_269, lambda client: client.put("/count", "5"), None) == ([None], 1)
    with pytest.raises(EtcdError) as exists:
        update_with_rival(pr_740, lambda client: client.put("/count", "5"), None)
    assert exists.value.code == 105
    assert update_with_rival(pr_694, lambda client: client.put("/count", "5"), None) == ([None, 5], 6)


@pytest.mark.parametrize("module", [pr_269, pr_740, pr_694], ids=["269", "740", "694"])
def test_a_key_that_goes_away_under_an_update_is_error_100(module: Any) -> None:
    with pytest.raises(EtcdError) as gone:
        update_with_rival(module, lambda client: client.delete("/count"), "1")
    assert gone.value.code == 100


def test_269_sends_the_old_text_as_well_as_the_old_index() -> None:
    asked: list[Any] = []
    store = EmbeddedStore()
    client = EmbeddedClient(lambda request: asked.append(request) or store.ask(request))
    registry = make_registry("269")
    registry.helper.client = client
    client.put("/count", "1")
    pr_269.atomic_update(registry.helper, "/count", lambda found: found + 1)
    assert [(c.target, c.operand) for c in asked[-1].compare] == [("mod", 2), ("value", b"1")]


@pytest.mark.parametrize("slug", ["269", "740", "694", "557"])
def test_a_pod_whose_append_fails_leaves_no_key_behind(slug: str) -> None:
    registry = make_registry(slug)
    registry.add_manifest = lambda machine, manifest: (_ for _ in ()).throw(EtcdError(100, "gone"))
    with pytest.raises(EtcdError):
        registry.run_pod(Pod("db"), "m1")
    assert read_placements(registry.client).pods == []


def test_before_269_it_left_one() -> None:
    registry = make_registry("265")

    def fail(*_: Any) -> None:
        raise EtcdError(100, "gone")

    registry.update_manifests = fail
    with pytest.raises(EtcdError):
        registry.run_pod(Pod("db"), "m1")
    assert read_placements(registry.client).describe_disagreement("db") == "db has its key, and is on no list"


def test_269_deletes_the_key_first_and_265_the_list() -> None:
    for slug, first in (("265", "/registry/hosts/m1/kubelet"), ("269", "/registry/hosts/m1/pods/web")):
        written: list[str] = []
        registry = make_registry(slug)
        registry.create_pod("m1", Pod("web"))
        watched = registry.client._ask
        registry.client._ask = lambda request, watched=watched, written=written: (
            written.append(_key(request)) or watched(request)
        )
        registry.delete_pod("web")
        assert next(key for key in written if key) == first


def _key(request: Any) -> str:
    """The key that a request writes or deletes; empty for one that reads."""
    kind = type(request).__name__
    if kind == "Txn":
        return _key(request.success[0])
    return request.key.decode() if kind in ("Put", "DeleteRange") else ""


@pytest.mark.parametrize("slug", ["961", "one-transaction"])
def test_two_pods_of_one_port_do_not_go_on_one_machine(slug: str) -> None:
    registry = make_registry(slug)
    registry.create_pod("m1", make_pod(8080, "web"))
    with pytest.raises(ConstraintViolation, match="db wants a port of m1"):
        registry.create_pod("m1", make_pod(8080, "db"))
    registry.create_pod("m1", make_pod(8081, "log"))
    assert [manifest.id for manifest in registry.load_manifests("m1")[0]] == ["web", "log"]


def test_a_pod_that_961_did_not_place_waits_and_can_be_placed_elsewhere() -> None:
    registry = make_registry("961")
    registry.create_pod("m1", make_pod(8080, "web"))
    with pytest.raises(ConstraintViolation):
        registry.create_pod("m1", make_pod(8080, "db"))
    assert registry.get_pod("db").host == ""
    registry.assign_pod("db", "m2")
    assert read_placements(registry.client).describe_fault("db") == ""
    with pytest.raises(AlreadyAssigned, match="db is on m2 already"):
        registry.assign_pod("db", "m1")


def test_two_pods_that_want_no_port_are_no_conflict() -> None:
    registry = make_registry("961")
    registry.create_pod("m1", make_pod(0, "web"))
    registry.create_pod("m1", make_pod(0, "db"))
    assert len(registry.load_manifests("m1")[0]) == 2


def test_one_transaction_writes_both_keys_at_one_index() -> None:
    registry = make_registry("one-transaction")
    assert isinstance(registry, OneTransactionRegistry)
    registry.create_pod("m1", Pod("web"))
    indexes = {metadata.mod_revision for _, metadata in registry.client.get_prefix("/registry/")}
    assert len(indexes) == 1
    registry.delete_pod("web")
    assert read_placements(registry.client).pods == []
