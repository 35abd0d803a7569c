"""LocalEtcd with one member: it starts, it stops, and nothing of it is left, however Python ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kubeish.etcd.cluster import LocalEtcd, LocalEtcdError, processes
from kubeish.etcd.cluster.ports import LOOPBACK, find_free_ports
from tests.etcd.cluster.process_checks import becomes_true, is_alive

pytestmark = pytest.mark.etcd

STARTS_AND_SAYS_WHERE = """
import sys
from kubeish.etcd.cluster import LocalEtcd
etcd = LocalEtcd().start()
processes = etcd._processes
print(etcd.read_status()[0].pid, processes._supervisor.pid, processes._supervisor.folder, flush=True)
"""


@contextmanager
def another_python(then: str) -> Iterator[tuple[subprocess.Popen[str], tuple[int, int, Path]]]:
    """A Python that starts an etcd and then does ``then``; with the pids of etcd and supervisor, and the folder."""
    python = subprocess.Popen(
        [sys.executable, "-c", STARTS_AND_SAYS_WHERE + then], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        etcd, supervisor, folder = python.stdout.readline().rstrip("\n").split(" ", 2)
        yield python, (int(etcd), int(supervisor), Path(folder))
    finally:
        python.kill()
        python.communicate()


def all_gone(etcd: int, supervisor: int, folder: Path) -> bool:
    return not is_alive(etcd) and not is_alive(supervisor) and not folder.exists()


def test_it_starts_and_stops_and_leaves_nothing() -> None:
    with LocalEtcd() as etcd:
        (member,) = etcd.read_status()
        folder, supervisor = etcd._processes._supervisor.folder, etcd._processes._supervisor.pid
        assert is_alive(member.pid)
        assert (member.state, member.leader, member.revision) == ("running", True, 1)
        assert etcd.url == f"etcd://127.0.0.1:{etcd._processes.members[0].client_port}"
    assert all_gone(member.pid, supervisor, folder)
    etcd.stop()  # may be repeated


def test_nothing_is_left_when_python_is_killed() -> None:
    with another_python("sys.stdin.read()") as (python, of_etcd):
        python.kill()
        assert becomes_true(lambda: all_gone(*of_etcd))


def test_nothing_is_left_when_python_is_killed_and_a_fork_of_it_lives_on() -> None:
    """A fork holds the pipe to the supervisor open, so the supervisor must see by itself that its owner is gone."""
    fork = "import os\nif not (child := os.fork()):\n    sys.stdin.read()\n    os._exit(0)\n"
    with another_python(fork + "print(child, flush=True); sys.stdin.read()") as (python, of_etcd):
        child = int(python.stdout.readline())
        python.kill()
        assert becomes_true(lambda: all_gone(*of_etcd))
        assert is_alive(child)
    assert becomes_true(lambda: not is_alive(child))


@pytest.mark.parametrize("then", ["sys.exit(3)", "raise KeyboardInterrupt", "del etcd, processes; sys.stdin.read()"])
def test_nothing_is_left_when_nobody_stops_it(then: str) -> None:
    with another_python("sys.stderr.close();" + then) as (_, of_etcd):
        assert becomes_true(lambda: all_gone(*of_etcd))


def test_a_fork_that_ends_neither_ends_etcd_nor_removes_its_folder() -> None:
    fork = "import os\nif not (child := os.fork()):\n    etcd.stop(); sys.exit()\nos.waitpid(child, 0)\n"
    with another_python(fork + "print(etcd.read_status()[0].state, flush=True); sys.stdin.read()") as (python, of_etcd):
        assert python.stdout.readline() == "running\n"
        assert any(of_etcd[2].iterdir())
        python.stdin.close()
        assert becomes_true(lambda: all_gone(*of_etcd))
        python.stdin = None


def test_it_outlives_the_thread_that_started_it() -> None:
    etcd = LocalEtcd()
    starter = threading.Thread(target=etcd.start)
    starter.start()
    starter.join()
    try:
        assert etcd.read_status()[0].leader
    finally:
        etcd.stop()


def test_an_order_that_was_interrupted_leaves_no_answer_for_the_next() -> None:
    with LocalEtcd() as etcd:
        supervisor = etcd._processes._supervisor
        supervisor._write({"number": next(supervisor._numbers), "do": "poll"})  # and then Ctrl-C came
        with pytest.raises(LocalEtcdError, match="could not resume"):
            supervisor.order("resume", name="nobody")
        assert supervisor.order("poll")["exits"] == {"m0": None}


def test_ctrl_c_does_not_reach_etcd() -> None:
    """A terminal and a kernel's interrupt send SIGINT to the whole group."""
    with LocalEtcd() as etcd:
        for pid in (etcd.read_status()[0].pid, etcd._processes._supervisor.pid):
            assert os.getpgid(pid) != os.getpgid(0)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ends a child with its parent")
def test_etcd_ends_when_its_supervisor_is_killed() -> None:
    with LocalEtcd() as etcd:
        pid = etcd.read_status()[0].pid
        os.kill(etcd._processes._supervisor.pid, signal.SIGKILL)
        assert becomes_true(lambda: not is_alive(pid))
        with pytest.raises(LocalEtcdError, match="start a new LocalEtcd"):
            etcd.read_status()
        folder = etcd._processes._supervisor.folder
    assert not folder.exists()


@pytest.mark.parametrize("of", ["client", "peer", "proxy"])
def test_a_port_that_another_process_takes_first_is_no_trouble(of: str, monkeypatch: pytest.MonkeyPatch) -> None:
    members = 3 if of == "proxy" else 1
    with socket.create_server((LOOPBACK, 0)) as thief:
        stolen = find_free_ports(3 * members)
        stolen[["client", "peer", "proxy"].index(of)] = thief.getsockname()[1]
        offers = iter([stolen])
        monkeypatch.setattr(processes, "find_free_ports", lambda count: next(offers, None) or find_free_ports(count))
        with LocalEtcd(members, partitions=members > 1) as etcd:
            used = {port for one in etcd._processes.members for port in (one.client_port, one.peer_port)}
            assert not used & set(stolen)
            assert etcd.wait_for_leader() in range(members)


def test_a_flag_that_etcd_does_not_know_is_an_error_with_its_words_and_leaves_nothing() -> None:
    etcd = LocalEtcd(extra=("--no-such-flag",))
    with pytest.raises(LocalEtcdError, match="ended by itself"):
        etcd.start()
    assert etcd._processes is None


def test_settings_of_etcd_in_the_environment_do_not_reach_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ETCD_LISTEN_CLIENT_URLS", "http://nowhere.invalid:1")
    monkeypatch.setenv("http_proxy", "http://nowhere.invalid:1")
    with LocalEtcd() as etcd:
        assert etcd.read_status()[0].leader
