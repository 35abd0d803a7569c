"""The kubelet: it runs what its key lists, whatever it misses, and whichever store it listens to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import kubeish
from kubeish.api import Pod
from kubeish.kubelet import Kubelet
from kubeish.real import EtcdNotInstalled, LocalEtcd
from kubeish.registry.one_transaction import OneTransactionRegistry


@pytest.fixture(params=["embedded", pytest.param("etcd", marks=pytest.mark.etcd)])
def client(request: pytest.FixtureRequest) -> Iterator[Any]:
    if request.param == "embedded":
        yield kubeish.connect("memory://")
        return
    try:
        etcd = LocalEtcd().start()
    except EtcdNotInstalled as error:
        pytest.skip(str(error))
    with etcd, kubeish.connect(etcd.url) as client:
        yield client


def test_it_starts_what_is_listed_and_stops_what_is_listed_no_more(client: Any) -> None:
    registry = OneTransactionRegistry(client, ["m1", "m2"])
    registry.run_pod(Pod("web"), "m1")
    with Kubelet(client, "m1") as kubelet:
        assert kubelet.done == ["start web"]
        registry.run_pod(Pod("db"), "m1")
        registry.run_pod(Pod("elsewhere"), "m2")
        registry.delete_pod("web")
        kubelet.catch_up()
        assert kubelet.done == ["start web", "start db", "stop web"]
        assert list(kubelet.running) == ["db"]
        assert repr(kubelet) == "<Kubelet of m1: db>"


def test_no_key_is_no_pods_at_first_and_later(client: Any) -> None:
    with Kubelet(client, "m1") as kubelet:
        assert (kubelet.running, kubelet.index) == ({}, 0)
        OneTransactionRegistry(client, ["m1"]).run_pod(Pod("web"), "m1")
        client.delete(kubelet.key)
        kubelet.hear()
        assert list(kubelet.running) == ["web"]
        kubelet.catch_up()
        assert kubelet.done == ["start web", "stop web"]


def test_what_happens_between_the_look_and_the_watch_is_not_missed() -> None:
    client = kubeish.connect("memory://")
    registry = OneTransactionRegistry(client, ["m1"])

    class Meanwhile:
        """Somebody writes just before the watch is opened."""

        get, get_response = client.get, client.get_response

        def watch(self, *args: Any, **options: Any) -> Any:
            registry.run_pod(Pod("web"), "m1")
            return client.watch(*args, **options)

    with Kubelet(Meanwhile(), "m1") as kubelet:
        kubelet.catch_up()
        assert list(kubelet.running) == ["web"]


def test_what_a_compaction_took_is_made_up_for_by_another_look() -> None:
    client = kubeish.connect("memory://")
    registry = OneTransactionRegistry(client, ["m1"])

    class Late:
        """Its watch begins at the first revision, as that of one who was away."""

        get, get_response = client.get, client.get_response
        first = True

        def watch(self, key: str, start_revision: int) -> Any:
            start, self.first = (1 if self.first else start_revision), False
            return client.watch(key, start_revision=start)

    for pod in ("web", "db"):
        registry.run_pod(Pod(pod), "m1")
    client.compact(3)
    with Kubelet(Late(), "m1") as kubelet:
        registry.run_pod(Pod("cache"), "m1")
        kubelet.catch_up()
        assert sorted(kubelet.running) == ["cache", "db", "web"]


def test_a_closed_one_listens_no_more() -> None:
    store = kubeish.store.EmbeddedStore()
    kubelet = Kubelet(kubeish.client.Client(store.ask), "m1")
    with kubelet:
        assert len(store._watchers.open) == 1
    kubelet.close()
    assert not store._watchers.open


@pytest.mark.etcd
def test_it_hears_of_every_pod_while_its_member_and_the_leader_die() -> None:
    try:
        etcd = LocalEtcd(members=3, election_ms=1000).start()  # a busy machine makes nobody believe it lost
    except EtcdNotInstalled as error:
        pytest.skip(str(error))
    with etcd, kubeish.connect(f"{etcd.url}?timeout=30") as client, kubeish.connect(f"{etcd.url}?timeout=30") as other:
        registry = OneTransactionRegistry(other, ["m1"])
        with Kubelet(client, "m1") as kubelet:
            for number in range(2):
                registry.run_pod(Pod(f"before-{number}"), "m1")
                etcd.kill(number)
                etcd.leader()
                other.get(kubelet.key)  # a read finds its way past a member that is gone, so that no write meets it
                registry.run_pod(Pod(f"after-{number}"), "m1")
                etcd.revive(number)
            kubelet.catch_up()
            assert kubelet.done == ["start before-0", "start after-0", "start before-1", "start after-1"]
