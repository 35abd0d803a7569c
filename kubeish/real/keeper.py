"""The keeper: a small process between Python and etcd, which ends etcd and removes its folder when Python is gone.

A program of its own: ``python -I -S keeper.py OWNER``. It is the parent of all that it starts, so a pid that it signals
is never somebody else's. It reads orders from its standard input, a line of JSON each, and answers each with a line.
That input closes when its owner dies, however it dies; and as a fork of the owner may hold it open, the keeper also
looks whether the owner is still its parent. On Linux the kernel ends the children too, should the keeper be killed.
One thread only: the kernel ties that promise to the thread that forked. Standard library only.
"""

from __future__ import annotations

import ctypes
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

GLANCE = 0.2  # seconds between two looks at whether the owner lives
PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main(owner: int) -> None:
    """Serve ``owner`` until it says so, or is gone; then leave nothing behind."""
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit())
    folder, nursery = tempfile.mkdtemp(prefix="kubeish-etcd-"), Nursery()
    try:
        say({"folder": folder})
        for order in orders(owner):
            number = order.pop("number")
            say({"number": number, **nursery.obey(**order)})
    except BrokenPipeError:  # the owner is gone
        pass
    finally:
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        nursery.end()
        shutil.rmtree(folder, ignore_errors=True)


def say(answer: dict[str, Any]) -> None:
    """Write one line for the owner to read."""
    os.write(1, json.dumps(answer).encode() + b"\n")


def orders(owner: int) -> Iterator[dict[str, Any]]:
    """Yield the orders as they come, until told to end, the input closes, or ``owner`` is our parent no more."""
    text = b""
    while os.getppid() == owner:
        if not select.select([0], [], [], GLANCE)[0]:
            continue
        more = os.read(0, 65536)
        if not more:
            return
        *lines, text = (text + more).split(b"\n")
        for line in lines:
            order = json.loads(line)
            if order["do"] == "end":
                return
            yield order


class Nursery:
    """The processes by name, and what can be ordered of them. An order that fails is answered by ``error``."""

    def __init__(self) -> None:
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self._tie = dying_with_me()

    def obey(self, do: str, **order: Any) -> dict[str, Any]:
        """Carry out one order, which is the name of a method below and its arguments."""
        try:
            return getattr(self, f"do_{do}")(**order) or {}
        except (OSError, KeyError) as error:
            return {"error": str(error)}

    def do_start(self, name: str, argv: list[str], log: str, env: dict[str, str], talks: bool) -> dict[str, Any]:
        """Start a process that writes into the file ``log``; one that ``talks`` can be asked afterwards."""
        pipe = subprocess.PIPE if talks else None
        with Path(log).open("ab") as out:
            self.children[name] = subprocess.Popen(
                argv,
                stdin=pipe or subprocess.DEVNULL,
                stdout=pipe or out,
                stderr=out,
                env=env,
                preexec_fn=self._tie,
            )
        return {"pid": self.children[name].pid}

    def do_kill(self, name: str) -> None:
        """SIGKILL, which ends a stopped process too; when this returns the process is gone."""
        self.children[name].kill()
        self.children[name].wait()

    def do_pause(self, name: str) -> None:
        """SIGSTOP; when this returns the process stands still (or has ended)."""
        child = self.children[name]
        if child.poll() is None:
            child.send_signal(signal.SIGSTOP)
            os.waitpid(child.pid, os.WUNTRACED)

    def do_resume(self, name: str) -> None:
        """SIGCONT."""
        self.children[name].send_signal(signal.SIGCONT)

    def do_exits(self) -> dict[str, Any]:
        """Each child's exit status, or null while it lives."""
        return {"exits": {name: child.poll() for name, child in self.children.items()}}

    def do_ask(self, name: str, line: str) -> dict[str, Any]:
        """Send a line to a child that talks, and hand back the line that it answers."""
        child = self.children[name]
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(line.encode() + b"\n")
        child.stdin.flush()
        return {"said": child.stdout.readline().decode().strip()}

    def end(self) -> None:
        """Kill them all, and wait until they are gone."""
        for child in self.children.values():
            child.kill()
        for child in self.children.values():
            child.wait()


def dying_with_me() -> Callable[[], None] | None:
    """What a child runs before it becomes etcd, so that Linux kills it when the keeper dies; None elsewhere."""
    if not sys.platform.startswith("linux"):
        return None
    prctl, me = ctypes.CDLL(None).prctl, os.getpid()

    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != me:  # the keeper died in between
            os._exit(1)

    return tie


if __name__ == "__main__":
    main(int(sys.argv[1]))
