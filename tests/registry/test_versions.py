"""Each version of the registry does its work when nobody disturbs it, and differs from the one before as it says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kubeish.api import Container, EnvVar, Pod, Port
from kubeish.client import Client
from kubeish.errors import EtcdError
from kubeish.manifest_factory import BasicManifestFactory, Service
from kubeish.registry import (
    ConstraintViolation,
    OneTransactionRegistry,
    PodExists,
    PodNotFound,
    draft_269,
    pr_269,
    pr_694,
)
from kubeish.registry.places import places
from kubeish.registry.pr_961 import AlreadyAssigned
from kubeish.store import EmbeddedStore
from kubeish.story import VERSIONS, Version

every = pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.slug)


def registry_of(slug: str, machines: tuple[str, ...] = ("m1", "m2")) -> Any:
    return next(v for v in VERSIONS if v.slug == slug).registry(Client(EmbeddedStore().ask), machines)


def on(port: int, pod_id: str) -> Pod:
    return Pod(pod_id, containers=(Container(pod_id, ports=(Port(container_port=80, host_port=port),)),))


@every
def test_a_pod_is_created_found_listed_and_deleted(version: Version) -> None:
    registry = registry_of(version.slug)
    registry.create_pod("m1", Pod("web", {"app": "shop"}))
    registry.create_pod("m2", Pod("db"))
    assert registry.get_pod("web") == Pod("web", {"app": "shop"}, host="m1")
    assert sorted(pod.id for pod in registry.list_pods()) == ["db", "web"]
    assert [pod.id for pod in registry.list_pods(lambda pod: pod.labels.get("app") == "shop")] == ["web"]
    assert registry.find_pod("db") == "m2"
    registry.delete_pod("web")
    assert registry.find_pod("web") is None
    assert places(registry.client).pods() == ["db"]
    with pytest.raises(PodNotFound):
        registry.get_pod("web")
    with pytest.raises(PodNotFound):
        registry.delete_pod("web")


@every
def test_a_second_pod_of_one_id_is_refused_when_nobody_races(version: Version) -> None:
    registry = registry_of(version.slug)
    registry.create_pod("m1", Pod("web"))
    with pytest.raises((PodExists, EtcdError), match=r"105|already"):
        registry.create_pod("m2", Pod("web"))
    assert places(registry.client).amiss("web") == ""


@every
def test_the_list_holds_the_manifests_that_the_factory_made_in_order(version: Version) -> None:
    client = Client(EmbeddedStore().ask)
    registry = version.registry(client, ["m1"], BasicManifestFactory((Service("redis", 6379),)))
    registry.run_pod(on(80, "web"), "m1")
    registry.run_pod(on(81, "db"), "m1")
    listed, _ = registry.load_manifests("m1")
    assert [manifest.id for manifest in listed] == ["web", "db"]
    assert listed[0].containers[0].env == (EnvVar("REDIS_SERVICE_PORT", "6379"), EnvVar("SERVICE_HOST", "m1"))


@pytest.mark.parametrize("module", [draft_269, pr_269, pr_694], ids=["draft", "269", "694"])
def test_an_atomic_update_that_its_function_refuses_writes_nothing(module: Any) -> None:
    registry = registry_of("269")
    registry.client.put("/key", "[1]")

    def refuse(found: Any) -> Any:
        raise ValueError(f"not with {found}")

    with pytest.raises(ValueError, match=r"not with \[1\]"):
        module.atomic_update(registry.helper, "/key", refuse)
    assert registry.client.get("/key")[0] == b"[1]"


def meddled(module: Any, meddle: Any, start: str | None) -> Any:
    """An atomic update of a count, with ``meddle(client)`` between its first read and its write."""
    client = Client(EmbeddedStore().ask)
    registry = registry_of("269")
    registry.helper.client = client
    if start is not None:
        client.put("/count", start)
    seen: list[Any] = []

    def add_one(found: Any) -> Any:
        if not seen:
            meddle(client)
        seen.append(found)
        return (found or 0) + 1

    module.atomic_update(registry.helper, "/count", add_one)
    return seen, json.loads(client.get("/count")[0])


def test_the_draft_gives_up_on_a_conflict_and_what_was_merged_goes_round() -> None:
    with pytest.raises(EtcdError) as conflict:
        meddled(draft_269, lambda client: client.put("/count", "5"), "1")
    assert conflict.value.code == 101
    assert meddled(pr_269, lambda client: client.put("/count", "5"), "1") == ([1, 5], 6)


def test_the_first_write_is_blind_in_269_and_a_create_since_694() -> None:
    assert meddled(pr_269, lambda client: client.put("/count", "5"), None) == ([None], 1)
    assert meddled(pr_694, lambda client: client.put("/count", "5"), None) == ([None, 5], 6)


@pytest.mark.parametrize("module", [draft_269, pr_269, pr_694], ids=["draft", "269", "694"])
def test_a_key_that_goes_away_under_an_update_is_error_100(module: Any) -> None:
    with pytest.raises(EtcdError) as gone:
        meddled(module, lambda client: client.delete("/count"), "1")
    assert gone.value.code == 100


def test_269_sends_the_old_text_as_well_as_the_old_index() -> None:
    asked: list[Any] = []
    store = EmbeddedStore()
    client = Client(lambda request: asked.append(request) or store.ask(request))
    registry = registry_of("269")
    registry.helper.client = client
    client.put("/count", "1")
    pr_269.atomic_update(registry.helper, "/count", lambda found: found + 1)
    assert [(c.target, c.operand) for c in asked[-1].compare] == [("mod", 2), ("value", b"1")]


@pytest.mark.parametrize("slug", ["269", "694", "557"])
def test_a_pod_whose_append_fails_leaves_no_key_behind(slug: str) -> None:
    registry = registry_of(slug)
    registry.add_manifest = lambda machine, manifest: (_ for _ in ()).throw(EtcdError(100, "gone"))
    with pytest.raises(EtcdError):
        registry.run_pod(Pod("db"), "m1")
    assert places(registry.client).pods() == []


def test_before_269_it_left_one() -> None:
    registry = registry_of("265")

    def fail(*_: Any) -> None:
        raise EtcdError(100, "gone")

    registry.update_manifests = fail
    with pytest.raises(EtcdError):
        registry.run_pod(Pod("db"), "m1")
    assert places(registry.client).half("db") == "db has its key, and is on no list"


def test_269_deletes_the_key_first_and_265_the_list() -> None:
    for slug, first in (("265", "/registry/hosts/m1/kubelet"), ("269", "/registry/hosts/m1/pods/web")):
        written: list[str] = []
        registry = registry_of(slug)
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
    registry = registry_of(slug)
    registry.create_pod("m1", on(8080, "web"))
    with pytest.raises(ConstraintViolation, match="db wants a port of m1"):
        registry.create_pod("m1", on(8080, "db"))
    registry.create_pod("m1", on(8081, "log"))
    assert [manifest.id for manifest in registry.load_manifests("m1")[0]] == ["web", "log"]


def test_a_pod_that_961_did_not_place_waits_and_can_be_placed_elsewhere() -> None:
    registry = registry_of("961")
    registry.create_pod("m1", on(8080, "web"))
    with pytest.raises(ConstraintViolation):
        registry.create_pod("m1", on(8080, "db"))
    assert registry.get_pod("db").host == ""
    registry.assign_pod("db", "m2")
    assert places(registry.client).amiss("db") == ""
    with pytest.raises(AlreadyAssigned, match="db is on m2 already"):
        registry.assign_pod("db", "m1")


def test_two_pods_that_want_no_port_are_no_clash() -> None:
    registry = registry_of("961")
    registry.create_pod("m1", on(0, "web"))
    registry.create_pod("m1", on(0, "db"))
    assert len(registry.load_manifests("m1")[0]) == 2


def test_one_transaction_writes_both_keys_at_one_index() -> None:
    registry = registry_of("one-transaction")
    assert isinstance(registry, OneTransactionRegistry)
    registry.create_pod("m1", Pod("web"))
    indexes = {metadata.mod_revision for _, metadata in registry.client.get_prefix("/registry/")}
    assert len(indexes) == 1
    registry.delete_pod("web")
    assert places(registry.client).pods() == []
