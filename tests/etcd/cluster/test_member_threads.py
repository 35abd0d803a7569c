"""MemberProcesses in several threads: what came of an order is noted before the next order is given."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from kubeish.etcd.cluster import processes
from kubeish.etcd.cluster.binary import Binary
from kubeish.etcd.cluster.member import DIED, KILLED, PAUSED, RUNNING, Member
from kubeish.etcd.cluster.processes import MemberProcesses


class InterruptedSupervisor:
    """Carries out an order, and lets another thread do ``meanwhile`` before it answers."""

    def __init__(self) -> None:
        self.lives = True
        self.meanwhile: dict[str, Any] = {}
        self.threads: list[threading.Thread] = []

    def order(self, do: str, **details: Any) -> dict[str, Any]:
        self.lives = {"start": True, "kill": False}.get(do, self.lives)
        answer = {"pid": 1, "lives": self.lives, "exits": {"m0": None if self.lives else -9}}
        if do in self.meanwhile:
            thread = threading.Thread(target=self.meanwhile.pop(do))
            self.threads.append(thread)
            thread.start()
            thread.join(0.05)  # long enough for it to be done, were it not to wait
        return answer


@pytest.fixture
def members(monkeypatch: pytest.MonkeyPatch) -> MemberProcesses:
    monkeypatch.setattr(processes, "Supervisor", InterruptedSupervisor)
    members = MemberProcesses(Binary("etcd", (3, 5, 1), True), 1, 100, False, ())
    members.members = [Member(0, 1, 2, 2, Path())]
    return members


@pytest.mark.parametrize(
    ("before", "order", "meanwhile", "after"),
    [
        (DIED, "update_states", "launch", RUNNING),
        (RUNNING, "kill", "launch", RUNNING),
        (KILLED, "launch", "kill", KILLED),
        (RUNNING, "pause", "kill", KILLED),
        (PAUSED, "resume", "kill", KILLED),
    ],
)
def test_what_is_noted_last_is_what_was_done_last(
    members: MemberProcesses, before: str, order: str, meanwhile: str, after: str
) -> None:
    supervisor: Any = members._supervisor
    (one,) = members.members
    one.state, supervisor.lives = before, before in (RUNNING, PAUSED)
    name = {"update_states": "poll", "launch": "start"}.get(order, order)
    supervisor.meanwhile[name] = lambda: getattr(members, meanwhile)(one)
    getattr(members, order)(*([] if order == "update_states" else [one]))
    supervisor.threads[0].join()
    assert one.state == after


@pytest.mark.parametrize("state", [KILLED, PAUSED])
def test_a_member_that_another_thread_ends_again_is_awaited_no_longer(
    members: MemberProcesses, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = members.members

    def serves_peers(member: Member) -> bool:
        member.state = state
        return False

    monkeypatch.setattr(Member, "serves_peers", serves_peers)
    members.relaunch(one)
    assert one.state == state
