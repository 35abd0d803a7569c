"""Creation of a pod on a store, and the race between choice and write."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

import kubeish
from kubeish.api import Container, Pod, Port
from kubeish.registry import EtcdRegistry265, PodExists
from kubeish.registry.pod_storage import PodRegistryStorage, PodUnnamed
from kubeish.scheduler import FakeMinionLister, FirstFitScheduler, NoMachines, RoundRobinScheduler


def make_storage(client: Any, machines: list[str]) -> PodRegistryStorage:
    return PodRegistryStorage(EtcdRegistry265(client, machines), RoundRobinScheduler())


def test_a_created_pod_comes_back_with_its_machine_and_is_on_the_list() -> None:
    path = make_storage(kubeish.connect("memory://"), ["m2", "m1"])
    assert [path.create(Pod(name)).host for name in ("a", "b", "c")] == ["m1", "m2", "m1"]
    assert [manifest.id for manifest in path.registry.load_manifests("m1")[0]] == ["a", "c"]


def test_nothing_is_written_without_a_machine_a_name_or_a_free_id() -> None:
    client = kubeish.connect("memory://")
    with pytest.raises(NoMachines):
        make_storage(client, []).create(Pod("a"))
    with pytest.raises(PodUnnamed, match="give it one"):
        make_storage(client, ["m1"]).create(Pod(""))
    assert list(client.get_all()) == []
    path = make_storage(client, ["m1", "m2"])
    path.create(Pod("a"))
    with pytest.raises(PodExists):
        path.create(Pod("a"))


def test_a_lister_of_its_own_is_asked_instead_of_the_registry() -> None:
    registry = EtcdRegistry265(kubeish.connect("memory://"), ["m1", "m2"])
    path = PodRegistryStorage(registry, RoundRobinScheduler(), FakeMinionLister(["m2"]))
    assert path.create(Pod("a")).host == "m2"


def test_between_choice_and_write_another_takes_the_port() -> None:
    """Closed by #961, which checks the ports inside the write."""

    def make_creator(name: str) -> Any:
        def run(client: Any) -> None:
            registry = EtcdRegistry265(client, ["m1", "m2"])
            wanted = Pod(name, containers=(Container(name, ports=(Port(80, 8080),)),))
            PodRegistryStorage(registry, FirstFitScheduler(registry, random.Random(0))).create(wanted)

        return run

    def find_shared_ports(client: Any) -> list[str]:
        pods = EtcdRegistry265(client, ["m1", "m2"]).list_pods()
        return [f"{host} has 8080 twice" for host, many in Counter(p.host for p in pods).items() if many > 1]

    outcome = kubeish.explore({"A": make_creator("a"), "B": make_creator("b")}, None, find_shared_ports)
    assert 0 < outcome.broken < outcome.interleavings
    assert outcome.complaints == {"m2 has 8080 twice": outcome.broken}
