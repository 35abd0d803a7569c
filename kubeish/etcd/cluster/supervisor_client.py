"""Supervisor: the owner's end of the supervisor process."""

from __future__ import annotations

import itertools
import json
import os
import select
import shutil
import subprocess
import sys
import threading
import weakref
from contextlib import suppress
from pathlib import Path
from typing import Any

from kubeish.etcd.cluster.errors import LocalEtcdError

_SCRIPT = Path(__file__).with_name("supervisor.py")
_END_DEADLINE = 30.0  # seconds for all processes to end
_SLACK = 30.0  # seconds beyond an order's own, for a busy machine


class Supervisor:
    """A supervisor process and its temporary ``folder``; both go with this object or process.

    May be used from any thread.
    """

    def __init__(self, deadline: float = 5.0) -> None:
        """Start it. ``deadline``: seconds for one order; each takes a few milliseconds."""
        # A session of its own: Ctrl-C in a terminal and a kernel's interrupt go to the whole group.
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(_SCRIPT), str(os.getpid()), str(deadline)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._lock, self._numbers = threading.Lock(), itertools.count()
        self._patience, self._text = deadline + _SLACK, b""
        self._end = weakref.finalize(self, _end, self._process, os.getpid())  # also at exit
        self.pid = self._process.pid
        self.folder = Path(self._read()["folder"])

    def order(self, do: str, **details: object) -> dict[str, Any]:
        """Give one order (a ``do_...`` of supervisor.py) and return its answer.

        Raises LocalEtcdError where it fails, or the supervisor has ended or does not answer.
        """
        with self._lock:
            number = next(self._numbers)
            self._write({"number": number, "do": do, **details})
            answer = self._read()
            while answer.get("number") != number:  # of an order whose caller was interrupted
                answer = self._read()
        if "error" in answer:
            raise LocalEtcdError(f"The supervisor of etcd could not {do}: {answer['error']}.")
        return answer

    def close(self) -> None:
        """End all that was started and remove the folder; return when they are gone. Repeatable."""
        with self._lock:
            is_owner = self._end()
        if is_owner:
            shutil.rmtree(self.folder, ignore_errors=True)  # still there where the supervisor was killed

    def _write(self, order: dict[str, object]) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(order).encode() + b"\n")
            self._process.stdin.flush()
        except (OSError, ValueError):
            raise _build_ended_error() from None

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        output = self._process.stdout.fileno()
        while b"\n" not in self._text:
            if not _has_more(output, self._patience):
                raise LocalEtcdError(
                    f"The process that looks after etcd did not answer within {self._patience:g} s: "
                    "stop this LocalEtcd and start a new one."
                )
            more = os.read(output, 65536)
            if not more:
                raise _build_ended_error()
            self._text += more
        line, _, self._text = self._text.partition(b"\n")
        return dict(json.loads(line))


def _has_more(output: int, seconds: float) -> bool:
    """Whether there is something to read, or the end, within so many seconds."""
    poll = select.poll()  # select.select takes no file number above 1023
    poll.register(output, select.POLLIN)
    return bool(poll.poll(1000 * seconds))


def _build_ended_error() -> LocalEtcdError:
    return LocalEtcdError("The process that looks after etcd has ended, and etcd with it: start a new LocalEtcd.")


def _end(process: subprocess.Popen[bytes], owner: int) -> bool:
    if os.getpid() != owner:  # a fork of the owner owns nothing
        return False
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(OSError):
        process.stdin.write(b'{"do": "end"}\n')  # a fork may hold the pipe open, so closing it is not enough
        process.stdin.flush()
    with suppress(OSError):
        process.stdin.close()
    try:
        process.wait(_END_DEADLINE)
    except subprocess.TimeoutExpired:  # it hangs
        process.kill()
        process.wait()
    process.stdout.close()
    return True
