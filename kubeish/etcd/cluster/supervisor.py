"""Supervisor process between Python and etcd: ends etcd and removes its folder when Python is gone.

A program of its own: ``python -I -S supervisor.py OWNER DEADLINE``. It is the parent of all that it
starts, so a pid that it signals is never another process's. It reads orders from its standard
input, a line of JSON each, and answers each with a line. That input closes when its owner dies,
however it dies; as a fork of the owner may hold it open, the supervisor also watches, between two
orders, whether the owner is still its parent. So no order may take longer than DEADLINE seconds,
but for a start. On Linux the kernel ends the children too, should the supervisor be killed. One
thread only: the kernel ties that promise to the thread that forked. Standard library only.
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

INTERVAL = 0.2  # seconds between two looks at whether the owner lives
PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main(owner: int, deadline: float) -> None:
    """Serve ``owner`` until it orders the end, or is gone; then leave nothing behind."""
    signals: list[int] = []
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        # Only noted: an exception might come between a start and its entry in the table.
        signal.signal(number, lambda number, _: signals.append(number))
    signal.signal(signal.SIGALRM, _raise_timeout)
    table, folder = ProcessTable(deadline), tempfile.mkdtemp(prefix="kubeish-etcd-")
    try:
        send({"folder": folder})
        for order in read_orders(owner, signals):
            number = order.pop("number")
            send({"number": number, **table.obey(**order)})
    except BrokenPipeError:  # the owner is gone
        pass
    finally:
        table.end()
        shutil.rmtree(folder, ignore_errors=True)


def _raise_timeout(*_: object) -> None:
    raise TimeoutError("it took too long")


def send(answer: dict[str, Any]) -> None:
    """Write one line for the owner to read."""
    os.write(1, json.dumps(answer).encode() + b"\n")


def read_orders(owner: int, signals: list[int]) -> Iterator[dict[str, Any]]:
    """Yield the orders until ``end``, a signal, the end of the input, or the end of ``owner``."""
    text = b""
    while os.getppid() == owner and not signals:
        if not select.select([0], [], [], INTERVAL)[0]:
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


class ProcessTable:
    """The processes by name, and the orders. A failed order is answered by ``error``."""

    def __init__(self, deadline: float) -> None:
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self._deadline, self._tie = deadline, tie_to_this_process()

    def obey(self, do: str, **order: Any) -> dict[str, Any]:
        """Carry out one order: ``do`` names a method below, ``order`` holds its arguments."""
        try:
            signal.setitimer(signal.ITIMER_REAL, self._deadline)
            try:
                return getattr(self, f"do_{do}")(**order) or {}
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
        except (OSError, KeyError) as error:
            return {"error": str(error)}

    def do_start(self, name: str, argv: list[str], log: str, env: dict[str, str], talks: bool) -> dict[str, Any]:
        """Start a process that writes to the file ``log``; one that ``talks`` can be asked.

        It takes the place of one of its name: an owner that was interrupted may not know of that.
        """
        if name in self.children:
            self.do_kill(name)
        # Without a deadline: a process that was begun, and is not in the table, would be left.
        signal.setitimer(signal.ITIMER_REAL, 0)
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

    def do_pause(self, name: str) -> dict[str, Any]:
        """SIGSTOP. ``lives``: the process has stopped; False where it has ended."""
        child = self.children[name]
        child.send_signal(signal.SIGSTOP)
        if child.returncode is None:  # it may still end before the signal reaches it
            _, status = os.waitpid(child.pid, os.WUNTRACED)
            if not os.WIFSTOPPED(status):
                child.returncode = os.waitstatus_to_exitcode(status)
        return {"lives": child.returncode is None}

    def do_resume(self, name: str) -> dict[str, Any]:
        """SIGCONT. ``lives``: False where the process has ended."""
        self.children[name].send_signal(signal.SIGCONT)
        return {"lives": self.children[name].poll() is None}

    def do_poll(self) -> dict[str, Any]:
        """Each child's exit status, or null while it lives."""
        return {"exits": {name: child.poll() for name, child in self.children.items()}}

    def do_ask(self, name: str, line: str) -> dict[str, Any]:
        """Send a line to a child that talks. ``answer``: its line, "" once it has ended."""
        child = self.children[name]
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            child.stdin.write(line.encode() + b"\n")
            child.stdin.flush()
            return {"answer": child.stdout.readline().decode().strip()}
        except TimeoutError:
            child.kill()  # or its late answer would pass for that to the next line
            raise
        except BrokenPipeError:
            child.wait()  # its last words are in its log by then
            return {"answer": ""}

    def end(self) -> None:
        """Kill them all, and wait until they are gone."""
        for child in self.children.values():
            child.kill()
        for child in self.children.values():
            child.wait()


def tie_to_this_process() -> Callable[[], None] | None:
    """Return what a child runs first, so that Linux kills it when this process dies."""
    if not sys.platform.startswith("linux"):
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # the supervisor died in between
            os._exit(1)

    return tie


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
