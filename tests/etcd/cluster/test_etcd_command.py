"""`kubeish etcd`, as a terminal and as a service would start it: it obeys its keys, and ends without a trace."""

from __future__ import annotations

import codecs
import itertools
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

import kubeish
from tests.etcd.cluster.process_checks import becomes_true, is_alive

pytestmark = pytest.mark.etcd

START = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGTERM, signal.SIG_DFL)
signal.signal(signal.SIGHUP, signal.{hang_up})
from kubeish.classroom.cli import main
main()
"""
# A process inherits which signals are ignored: here it must not matter how the tests were started.
COMMAND = [sys.executable, "-c", START.format(hang_up="SIG_DFL"), "etcd"]
NOHUP = [sys.executable, "-c", START.format(hang_up="SIG_IGN"), "etcd"]
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """A command on a terminal of its own: what it shows, and a keyboard."""

    def __init__(self, *arguments: str) -> None:
        self._ours, theirs = pty.openpty()
        env = {**os.environ, "TERM": "xterm", "COLUMNS": "150", "LINES": "40"}
        self.process = subprocess.Popen(
            [*COMMAND, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=env, start_new_session=True
        )
        os.close(theirs)
        self.shown, self._rest = "", ""
        self._decode = codecs.getincrementaldecoder("utf-8")().decode

    def shows(self, text: str, timeout: float = 60.0) -> bool:
        """Whether the text comes after what was shown before; only what follows it is looked at next."""
        return self._until(lambda: text in self.shown, timeout) and self._forget(text)

    def ends(self) -> int:
        """Its exit status."""
        self._until(lambda: self.process.poll() is not None, 60.0)
        return self.process.wait(timeout=5)

    def press(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._ours)

    def _until(self, condition: Callable[[], bool], timeout: float) -> bool:
        deadline = time.monotonic() + timeout
        while not condition() and time.monotonic() < deadline:
            if select.select([self._ours], [], [], 0.05)[0]:
                try:
                    self._take(os.read(self._ours, 65536))
                except OSError:  # it has ended
                    break
        return condition()

    def _take(self, piece: bytes) -> None:
        """Take a piece of the output, which may end within a letter or an escape sequence."""
        text = ESCAPE.sub("", self._rest + self._decode(piece))
        whole, escape, begun = text.partition("\x1b")
        self.shown, self._rest = self.shown + whole, escape + begun

    def _forget(self, text: str) -> bool:
        self.shown = self.shown.partition(text)[2]
        return True


@pytest.fixture
def three_on_a_terminal() -> Iterator[tuple[Terminal, list[int]]]:
    terminal = Terminal("--members", "3")
    try:
        assert terminal.shows("export KUBEISH_STORE=etcd://127.0.0.1:")
        assert terminal.shows("q ends it.")
        yield terminal, children(terminal.process.pid)
    finally:
        terminal.close()


def children(pid: int) -> list[int]:
    """The processes below this one."""
    done = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True)
    pairs = [tuple(map(int, line.split())) for line in done.stdout.splitlines()]
    below = [child for child, parent in pairs if parent == pid]
    return below + [grandchild for child in below for grandchild in children(child)]


def test_its_keys_hurt_and_heal_the_members(three_on_a_terminal: tuple[Terminal, list[int]]) -> None:
    terminal, _ = three_on_a_terminal
    for keys, answer in (
        ("k", "kill which member?"),
        ("0", "killed"),
        ("r0", "Member 0 is revived."),
        ("p1", "paused"),
        ("r1", "Member 1 is revived."),
        ("c2", "running, cut off"),
        ("h2", "Member 2 is connected again."),
        ("s2", "raft"),
        ("k7", "There is no member 7"),
    ):
        terminal.press(keys)
        assert terminal.shows(answer), keys


@pytest.mark.parametrize("before", ["", "p1p1"])
@pytest.mark.parametrize("how", ["q", "ctrl-c", "term", "hang up", "kill"])
def test_however_it_ends_nothing_is_left(
    three_on_a_terminal: tuple[Terminal, list[int]], how: str, before: str
) -> None:
    terminal, started = three_on_a_terminal
    terminal.press(before)
    assert not before or terminal.shows("Member 1 is paused.")
    assert len(started) == 5  # a supervisor, a proxy and three members
    if how == "q":
        terminal.press("q")
    else:
        group = {"ctrl-c": signal.SIGINT, "term": signal.SIGTERM, "hang up": signal.SIGHUP, "kill": signal.SIGKILL}
        os.killpg(terminal.process.pid, group[how])
    status = terminal.ends()
    assert status == (-signal.SIGKILL if how == "kill" else 0)
    assert becomes_true(lambda: not any(is_alive(pid) for pid in started))
    assert ("nothing of it is left" in terminal.shown) is (how != "kill")


def read_until_it_leads(service: subprocess.Popen[str]) -> list[str]:
    """The lines up to the one that says so: on a busy machine others on the state may come before it."""
    lines = iter(service.stdout.readline, "")
    return [*itertools.takewhile(lambda line: line != "member 0 is running and leads\n", lines)]


def test_as_a_service_it_prints_its_url_and_ends_on_sigterm() -> None:
    with subprocess.Popen(COMMAND, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as service:
        first, second, *_ = read_until_it_leads(service)
        assert first.startswith("etcd 3.")
        url = second.strip().removeprefix("export KUBEISH_STORE=")
        with kubeish.connect(url) as client:
            client.put("key", "value")
            assert client.get("key")[0] == b"value"
        service.terminate()
        assert service.stdout.read().endswith("etcd has ended and nothing of it is left.\n")
    assert service.returncode == 0


def test_into_a_pipe_it_draws_no_table_and_no_colours() -> None:
    env = {**os.environ, "FORCE_COLOR": "1"}
    with subprocess.Popen(COMMAND, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, env=env) as service:
        shown = read_until_it_leads(service)
        service.terminate()
        shown.append(service.stdout.read())
    assert not ESCAPE.search("".join(shown))
    assert shown[-1].endswith("etcd has ended and nothing of it is left.\n")


def test_what_nohup_ignores_stays_ignored() -> None:
    with subprocess.Popen(NOHUP, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as service:
        read_until_it_leads(service)
        service.send_signal(signal.SIGHUP)
        with pytest.raises(subprocess.TimeoutExpired):
            service.wait(timeout=0.5)
        service.terminate()
        assert service.stdout.read().endswith("etcd has ended and nothing of it is left.\n")
    assert service.returncode == 0


def test_where_there_is_no_etcd_it_says_so_in_one_sentence() -> None:
    done = subprocess.run([*COMMAND, "--binary", sys.executable], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: {sys.executable} was to be etcd, but does not answer")
    assert "Traceback" not in done.stderr
