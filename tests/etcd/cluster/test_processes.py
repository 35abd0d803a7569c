"""MemberProcesses and LocalEtcd where a member ends between a look and what is done about it."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import kubeish
from kubeish.etcd.cluster import LocalEtcd, LocalEtcdError, local_etcd, processes
from kubeish.etcd.cluster.binary import Binary
from kubeish.etcd.cluster.errors import PortTaken
from kubeish.etcd.cluster.member import DIED, KILLED, PAUSED, RUNNING, Member
from kubeish.etcd.cluster.ports import LOOPBACK
from kubeish.etcd.cluster.processes import MemberProcesses
from kubeish.etcd.cluster.proxy_client import ProxyClient

PORT_TAKEN = "listen tcp 127.0.0.1:20000: bind: address already in use\n"


class ScriptedSupervisor:
    """Starts nothing. ``lives``: of each process started, what the looks at it find; the last stays so."""

    def __init__(self, folder: Path, lives: list[list[bool]], log: str = PORT_TAKEN) -> None:
        self.folder, self.lives, self.log = folder, lives, log
        self.orders: list[str] = []

    def order(self, do: str, **details: Any) -> dict[str, Any]:
        self.orders.append(do)
        if do == "start":
            self.now = self.lives.pop(0)
            Path(details["log"]).write_text("" if self.now == [True] else self.log)
            return {"pid": 1}
        if do == "poll":
            return {"exits": {"m0": None if self.look() else 1}}
        return {"lives": self.look()}

    def look(self) -> bool:
        return self.now.pop(0) if len(self.now) > 1 else self.now[0]


@pytest.fixture
def start_scripted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Any]:
    """MemberProcesses of one member whose process lives as scripted, and serves where it goes on living."""

    def start(*lives: list[bool], log: str = PORT_TAKEN) -> tuple[MemberProcesses, ScriptedSupervisor]:
        supervisor = ScriptedSupervisor(tmp_path, list(lives), log)
        monkeypatch.setattr(processes, "Supervisor", lambda: supervisor)
        for probe in ("serves_peers", "is_healthy"):
            monkeypatch.setattr(Member, probe, lambda member: supervisor.now == [True])
        monkeypatch.setattr(processes, "is_listening", lambda port: True)  # another process would be listening, too
        members = MemberProcesses(Binary("etcd", (3, 5, 1), True), 1, 100, False, ())
        members.start()
        return members, supervisor

    return start


def test_a_member_that_dies_for_its_port_after_a_look_is_started_on_other_ports(start_scripted: Any) -> None:
    members, supervisor = start_scripted([True, False], [True])
    assert supervisor.orders.count("start") == 2
    assert members.members[0].folder.name == "try1"


def test_a_member_that_dies_for_another_reason_is_an_error_with_its_last_words(start_scripted: Any) -> None:
    with pytest.raises(LocalEtcdError, match=r"ended by itself. Its last words: no such flag$"):
        start_scripted([True, False], log="usage\nno such flag\n")


def test_a_member_that_is_started_again_and_dies_for_its_port_after_a_look_is_tried_again(start_scripted: Any) -> None:
    members, supervisor = start_scripted([True])
    members.kill(members.members[0])
    supervisor.lives = [[True, False], [True]]
    members.relaunch(members.members[0])
    assert supervisor.orders.count("start") == 3
    assert members.members[0].state == RUNNING


def test_ports_that_are_taken_again_and_again_are_an_error(start_scripted: Any) -> None:
    with pytest.raises(LocalEtcdError, match="took etcd's ports 5 times in a row"):
        start_scripted(*([False] for _ in range(5)))


@pytest.mark.parametrize(("order", "before"), [("pause", RUNNING), ("resume", PAUSED)])
def test_a_member_that_ends_before_its_signal_has_died(start_scripted: Any, order: str, before: str) -> None:
    members, supervisor = start_scripted([True])
    (one,) = members.members
    one.state, supervisor.now = before, [False]
    assert getattr(members, order)(one) is False
    assert one.state == DIED


def kill_after_the_look(monkeypatch: pytest.MonkeyPatch, etcd: LocalEtcd) -> None:
    """The member's process ends just after the next look at it."""
    members = etcd._processes
    look, pid = members.update_states, members.members[0].pid

    def look_and_kill() -> None:
        monkeypatch.setattr(members, "update_states", look)
        look()
        os.kill(pid, signal.SIGKILL)
        while members._supervisor.order("poll")["exits"]["m0"] is None:
            pass

    monkeypatch.setattr(members, "update_states", look_and_kill)


@pytest.mark.etcd
def test_a_member_that_dies_before_it_is_paused_is_said_to_have_died(monkeypatch: pytest.MonkeyPatch) -> None:
    with LocalEtcd() as etcd:
        kill_after_the_look(monkeypatch, etcd)
        with pytest.raises(LocalEtcdError, match=r"Member 0 is died and cannot be paused: revive\(0\) it first"):
            etcd.pause(0)
        etcd.revive(0)
        assert etcd.read_status()[0].leader


@pytest.mark.etcd
def test_a_paused_member_that_dies_before_it_goes_on_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with LocalEtcd() as etcd:
        etcd.pause(0)
        kill_after_the_look(monkeypatch, etcd)
        etcd.revive(0)
        assert etcd.read_status()[0].leader


@pytest.mark.etcd
def test_a_member_may_be_paused_twice() -> None:
    """The system tells of a stop once: the second order would wait for ever."""
    with LocalEtcd() as etcd:
        etcd.pause(0)
        etcd.pause(0)
        assert etcd.read_status()[0].state == "paused"


@pytest.mark.etcd
def test_a_revival_that_is_interrupted_can_be_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first process may run by then, on the same ports and data."""
    with LocalEtcd() as etcd:
        members, order = etcd._processes, etcd._processes._supervisor.order
        before = etcd.url

        def interrupt(do: str, **details: Any) -> dict[str, Any]:
            monkeypatch.setattr(members._supervisor, "order", order)
            order(do, **details)
            raise KeyboardInterrupt

        etcd.kill(0)
        monkeypatch.setattr(members, "update_states", dict)  # so that the next order is the start
        monkeypatch.setattr(members._supervisor, "order", interrupt)
        with pytest.raises(KeyboardInterrupt):
            etcd.revive(0)
        monkeypatch.undo()
        etcd.revive(0)
        assert etcd.read_status()[0].leader
        assert etcd.url == before


@contextmanager
def listen(port: int) -> Iterator[None]:
    with socket.create_server((LOOPBACK, port)):
        yield


@pytest.mark.etcd
def test_a_member_whose_client_port_another_process_has_taken_gets_another() -> None:
    with LocalEtcd() as etcd, kubeish.connect(etcd.url) as client:
        client.put("key", "value")
        before = etcd.url
        etcd.kill(0)
        with listen(etcd._processes.members[0].client_port):
            etcd.revive(0)
            assert etcd.url != before
            with kubeish.connect(etcd.url) as again:
                assert again.get("key")[0] == b"value"


@pytest.mark.etcd
@pytest.mark.parametrize("partitions", [False, True])
def test_a_member_whose_peers_port_another_process_has_taken_serves_the_others_at_another(partitions: bool) -> None:
    with LocalEtcd(members=3, partitions=partitions) as etcd:
        moved = (etcd.wait_for_leader() + 1) % 3
        etcd.kill(moved)
        with listen(etcd._processes.members[moved].peer_port):
            etcd.revive(moved)
            etcd.kill((moved + 1) % 3)  # so that the other needs it
            etcd.wait_for_leader()
            with kubeish.connect(f"{etcd.urls[(moved + 2) % 3]}?timeout=60") as client:
                assert client.put("key", "value")
                peers = {url for member in client.members for url in member.peer_urls}
            assert peers == {f"http://{LOOPBACK}:{member.advertised_port}" for member in etcd._processes.members}


@pytest.mark.etcd
def test_a_proxy_that_has_ended_is_said_to_have_ended() -> None:
    with LocalEtcd(members=3, partitions=True) as etcd:
        etcd._processes._supervisor.order("kill", name="proxy")
        etcd.kill(0)
        for order in (etcd.partition, etcd.heal, etcd.revive):
            with pytest.raises(LocalEtcdError, match="The proxy between the members has ended: start"):
                order(0)
        assert [member.state for member in etcd.read_status()][1:] == ["running", "running"]


def test_two_threads_that_start_one_etcd_start_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[threading.Thread] = []
    etcd = LocalEtcd()

    def find_while_another_starts(binary: object) -> Binary:
        if not started:
            started.append(threading.Thread(target=etcd.start))
            started[0].start()
            started[0].join(0.1)  # long enough for it to start another, were it not to wait
        return Binary("etcd", (3, 5, 1), True)

    made: list[object] = []
    fake = SimpleNamespace(start=lambda: None, stop=lambda: None, members=[])
    monkeypatch.setattr(local_etcd, "find_etcd", find_while_another_starts)
    monkeypatch.setattr(local_etcd, "MemberProcesses", lambda *_: made.append(None) or fake)
    etcd.start()
    started[0].join()
    assert len(made) == 1


def test_health_is_no_longer_awaited_where_another_thread_kills_the_majority() -> None:
    members = [Member(index, 0, 0, 0, Path()) for index in range(3)]

    def is_healthy() -> bool:
        members[1].state = members[2].state = KILLED
        return False

    etcd = LocalEtcd(members=3)
    etcd._processes = SimpleNamespace(  # type: ignore[assignment]
        members=members, is_healthy=is_healthy, quote_logs=str, announce_ports=lambda: None
    )
    etcd._wait_for_health()


def test_a_status_is_of_one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Member(0, 0, 0, 0, Path())

    def answer_and_be_killed(member: Member) -> dict[str, Any]:
        member.state = KILLED
        return {"header": {"member_id": "1", "raft_term": "2", "revision": "3"}, "leader": "1"}

    monkeypatch.setattr(Member, "read_view", answer_and_be_killed)
    status = one.read_status()
    assert (status.state, status.leader, status.term, status.revision) == ("running", True, 2, 3)


def test_the_proxy_knows_the_id_of_a_member_that_answers_late(monkeypatch: pytest.MonkeyPatch) -> None:
    views = iter([None, {"header": {"member_id": "255"}}])
    monkeypatch.setattr(Member, "read_view", lambda member: next(views))
    orders: list[str] = []
    supervisor = SimpleNamespace(order=lambda do, name, line: orders.append(line) or {"answer": "done"})
    proxy, one = ProxyClient(supervisor), Member(0, 0, 0, 0, Path())  # type: ignore[arg-type]
    assert not proxy.learn_ids([one])
    assert proxy.learn_ids([one])
    proxy.cut(one)
    assert (orders, one.cut_off) == (["cut 0 ff"], True)


@pytest.mark.parametrize(
    ("words", "error"), [("OSError: [Errno 98] address already in use", PortTaken), ("SyntaxError", LocalEtcdError)]
)
def test_only_a_taken_port_is_a_reason_to_start_the_proxy_again(
    words: str, error: type[Exception], tmp_path: Path
) -> None:
    (tmp_path / "proxy.log").write_text(f"Traceback ...\n{words}\n")
    supervisor = SimpleNamespace(order=lambda do, **details: {"answer": ""})
    with pytest.raises(
        LocalEtcdError, match=f"The proxy between the members ended by itself. Its last words: {words[:5]}"
    ) as caught:
        ProxyClient(supervisor).start([], tmp_path)  # type: ignore[arg-type]
    assert type(caught.value) is error
