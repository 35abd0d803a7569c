"""`kubeish etcd`, as a terminal and as a service would start it: it obeys its keys, and ends without a trace."""

from __future__ import annotations

import codecs
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
from tests.real.processes import lives, soon

pytestmark = pytest.mark.etcd

COMMAND = [sys.executable, "-c", "from kubeish.cli import main; main()", "etcd"]


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

    def shows(self, text: str, patience: float = 60.0) -> bool:
        """Whether the text comes after what was shown before; only what follows it is looked at next."""
        return self._until(lambda: text in self.shown, patience) and self._forget(text)

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

    def _until(self, true: Callable[[], bool], patience: float) -> bool:
        deadline = time.monotonic() + patience
        while not true() and time.monotonic() < deadline:
            if select.select([self._ours], [], [], 0.05)[0]:
                try:
                    self._take(os.read(self._ours, 65536))
                except OSError:  # it has ended
                    break
        return true()

    def _take(self, piece: bytes) -> None:
        """A piece may end anywhere, within a letter and within an escape sequence too."""
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
    terminal.press("k")
    assert terminal.shows("kill which?")
    terminal.press("0")
    assert terminal.shows("killed")
    terminal.press("r0")
    assert terminal.shows("revive 0: done.")
    terminal.press("p1")
    assert terminal.shows("paused")
    terminal.press("r1")
    assert terminal.shows("revive 1: done.")
    terminal.press("c2")
    assert terminal.shows("running, cut off")
    terminal.press("h2")
    assert terminal.shows("heal 2: done.")
    terminal.press("s2")
    assert terminal.shows("raft")
    terminal.press("k7")
    assert terminal.shows("There is no member 7")


@pytest.mark.parametrize("how", ["q", "ctrl-c", "term", "hang up", "kill"])
def test_however_it_ends_nothing_is_left(three_on_a_terminal: tuple[Terminal, list[int]], how: str) -> None:
    terminal, started = three_on_a_terminal
    assert len(started) == 5  # a keeper, a relay and three members
    if how == "q":
        terminal.press("q")
    else:
        group = {"ctrl-c": signal.SIGINT, "term": signal.SIGTERM, "hang up": signal.SIGHUP, "kill": signal.SIGKILL}
        os.killpg(terminal.process.pid, group[how])
    status = terminal.ends()
    assert status == (-signal.SIGKILL if how == "kill" else 0)
    assert soon(lambda: not any(lives(pid) for pid in started))
    assert ("nothing of it is left" in terminal.shown) is (how != "kill")


def test_as_a_service_it_prints_its_url_and_ends_on_sigterm() -> None:
    with subprocess.Popen(COMMAND, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as service:
        assert service.stdout.readline().startswith("etcd 3.")
        url = service.stdout.readline().strip().removeprefix("export KUBEISH_STORE=")
        assert service.stdout.readline() == "member 0 is running and leads\n"
        with kubeish.connect(url) as client:
            client.put("key", "value")
            assert client.get("key")[0] == b"value"
        service.terminate()
        assert service.stdout.read() == "etcd has ended and nothing of it is left.\n"
    assert service.returncode == 0


def test_where_there_is_no_etcd_it_says_so_in_one_sentence() -> None:
    done = subprocess.run([*COMMAND, "--binary", sys.executable], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: {sys.executable} was to be etcd, but does not answer")
    assert "Traceback" not in done.stderr
