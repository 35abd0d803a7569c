"""Kubelet: runs what its key lists, on the embedded store and on a real etcd."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import kubeish
from kubeish.api import Pod
from kubeish.etcd.cluster import EtcdNotInstalled, LocalEtcd
from kubeish.registry.kubelet import Kubelet
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


def test_it_starts_what_is_listed_and_stops_what_is_no_longer_listed(client: Any) -> None:
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
        kubelet.wait_for_change()
        assert list(kubelet.running) == ["web"]
        kubelet.catch_up()
        assert kubelet.done == ["start web", "stop web"]


def test_what_happens_between_the_read_and_the_watch_is_not_missed() -> None:
    client = kubeish.connect("memory://")
    registry = OneTransactionRegistry(client, ["m1"])

    class RivalBeforeWatch:
        """A client with a rival that writes just before its watch opens."""

        get, get_response = client.get, client.get_response

        def watch(self, *args: Any, **options: Any) -> Any:
            registry.run_pod(Pod("web"), "m1")
            return client.watch(*args, **options)

    with Kubelet(RivalBeforeWatch(), "m1") as kubelet:
        kubelet.catch_up()
        assert list(kubelet.running) == ["web"]


def test_after_a_compaction_the_list_is_read_again() -> None:
    client = kubeish.connect("memory://")
    registry = OneTransactionRegistry(client, ["m1"])

    class CompactedWatch:
        """A client whose first watch begins at revision 1, which was compacted."""

        get, get_response = client.get, client.get_response
        first = True

        def watch(self, key: str, start_revision: int) -> Any:
            start, self.first = (1 if self.first else start_revision), False
            return client.watch(key, start_revision=start)

    for pod in ("web", "db"):
        registry.run_pod(Pod(pod), "m1")
    client.compact(3)
    with Kubelet(CompactedWatch(), "m1") as kubelet:
        registry.run_pod(Pod("cache"), "m1")
        kubelet.catch_up()
        assert sorted(kubelet.running) == ["cache", "db", "web"]


def test_a_closed_kubelet_has_no_open_watch() -> None:
    store = kubeish.etcd.store.EmbeddedStore()
    kubelet = Kubelet(kubeish.etcd.client.EmbeddedClient(store.ask), "m1")
    with kubelet:
        assert len(store._watches.open) == 1
    kubelet.close()
    assert not store._watches.open


@pytest.mark.etcd
def test_it_starts_every_pod_while_its_member_and_the_leader_die() -> None:
    try:
        etcd = LocalEtcd(members=3, election_ms=1000).start()  # so that a busy machine causes no election
    except EtcdNotInstalled as error:
        pytest.skip(str(error))
    with etcd, kubeish.connect(f"{etcd.url}?timeout=30") as client, kubeish.connect(f"{etcd.url}?timeout=30") as other:
        registry = OneTransactionRegistry(other, ["m1"])
        with Kubelet(client, "m1") as kubelet:
            for number in range(2):
                registry.run_pod(Pod(f"before-{number}"), "m1")
                etcd.kill(number)
                etcd.wait_for_leader()
                other.get(kubelet.key)  # a read finds its way past a member that is gone, so that no write meets it
                registry.run_pod(Pod(f"after-{number}"), "m1")
                etcd.revive(number)
            kubelet.catch_up()
            assert kubelet.done == ["start before-0", "start after-0", "start before-1", "start after-1"]
