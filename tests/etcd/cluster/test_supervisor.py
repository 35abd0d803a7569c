"""The supervisor process: every order has its deadline, and an owner that is gone is noticed after it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kubeish.etcd.cluster import LocalEtcdError
from kubeish.etcd.cluster.supervisor_client import Supervisor
from tests.etcd.cluster.process_checks import becomes_true, is_alive

MUTE = [sys.executable, "-I", "-S", "-c", "import time; time.sleep(600)"]


def start_mute(supervisor: Supervisor, name: str = "mute") -> int:
    log = str(supervisor.folder / "log")
    return int(supervisor.order("start", name=name, argv=MUTE, log=log, env={}, talks=True)["pid"])


def test_a_child_that_does_not_answer_is_killed_and_the_next_order_is_obeyed() -> None:
    supervisor = Supervisor(deadline=0.2)
    try:
        pid = start_mute(supervisor)
        with pytest.raises(LocalEtcdError, match="The supervisor of etcd could not ask: it took too long"):
            supervisor.order("ask", name="mute", line="heal 0 -")
        assert becomes_true(lambda: not is_alive(pid))
        other = start_mute(supervisor, "other")
        assert supervisor.order("poll")["exits"] == {"mute": -9, "other": None}
    finally:
        supervisor.close()
    assert not is_alive(other)


def test_a_child_that_has_ended_answers_nothing() -> None:
    supervisor = Supervisor(deadline=5)
    try:
        pid = start_mute(supervisor)
        os.kill(pid, signal.SIGKILL)
        assert becomes_true(lambda: not is_alive(pid))
        for _ in range(2):
            assert supervisor.order("ask", name="mute", line="heal 0 -")["answer"] == ""
    finally:
        supervisor.close()


def test_a_stop_that_the_system_told_of_before_does_not_keep_the_supervisor() -> None:
    supervisor = Supervisor(deadline=0.2)
    try:
        start_mute(supervisor)
        assert supervisor.order("pause", name="mute")["lives"]
        with pytest.raises(LocalEtcdError, match="could not pause: it took too long"):
            supervisor.order("pause", name="mute")
        assert supervisor.order("resume", name="mute")["lives"]
    finally:
        supervisor.close()


def test_a_process_that_is_started_again_takes_the_place_of_the_first() -> None:
    supervisor = Supervisor()
    try:
        first, second = start_mute(supervisor), start_mute(supervisor)
        assert not is_alive(first)
        assert is_alive(second)
    finally:
        supervisor.close()


STARTS_SLOWLY = """
import os, signal, sys, time
from kubeish.etcd.cluster import supervisor
signal.signal(signal.SIGALRM, supervisor._raise_timeout)
table = supervisor.ProcessTable(deadline=0.1)
table._tie = lambda: time.sleep(0.5)
answer = table.obey("start", name="slow", argv=["sleep", "600"], log=os.devnull, env={}, talks=False)
print(sorted(answer), list(table.children))
table.end()
"""


def test_a_slow_start_is_not_interrupted_or_its_process_would_be_left() -> None:
    done = subprocess.run([sys.executable, "-c", STARTS_SLOWLY], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("['pid'] ['slow']\n", "")


def test_a_supervisor_that_hangs_is_said_to_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    supervisor = Supervisor()
    try:
        os.kill(supervisor.pid, signal.SIGSTOP)
        monkeypatch.setattr(supervisor, "_patience", 0.2)
        with pytest.raises(LocalEtcdError, match=r"did not answer within 0\.2 s: stop this LocalEtcd and start"):
            supervisor.order("poll")
        os.kill(supervisor.pid, signal.SIGCONT)
        monkeypatch.setattr(supervisor, "_patience", 30)
        start_mute(supervisor)
        assert supervisor.order("poll")["exits"] == {"mute": None}, "not the late answer to the order before"
    finally:
        os.kill(supervisor.pid, signal.SIGCONT)
        supervisor.close()


ASKS_A_MUTE_CHILD = f"""
from kubeish.etcd.cluster.supervisor_client import Supervisor
supervisor = Supervisor(deadline=0.5)
log = str(supervisor.folder / "log")
pid = supervisor.order("start", name="mute", argv={MUTE!r}, log=log, env={{}}, talks=True)["pid"]
supervisor._write({{"number": 1, "do": "ask", "name": "mute", "line": "?"}})
print(supervisor.pid, pid, supervisor.folder, flush=True)
input()
"""


def test_an_owner_that_dies_while_a_child_is_asked_is_noticed() -> None:
    argv = [sys.executable, "-c", ASKS_A_MUTE_CHILD]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout
        pid, child, folder = owner.stdout.readline().rstrip("\n").split(" ", 2)  # a folder's name may hold spaces
        owner.kill()
    assert becomes_true(lambda: not is_alive(int(pid)) and not is_alive(int(child)) and not Path(folder).exists())
