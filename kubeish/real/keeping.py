"""The owner's end of the keeper: starts it, gives it orders, and asks it to end when this object or process goes."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
import threading
import weakref
from contextlib import suppress
from pathlib import Path
from typing import Any

from kubeish.real.errors import LocalEtcdError

_SCRIPT = Path(__file__).with_name("keeper.py")


class Keeper:
    """A keeper process and the temporary ``folder`` that it will remove. Orders may come from any thread."""

    def __init__(self) -> None:
        # A session of its own: Ctrl-C in a terminal and a kernel's interrupt go to the whole group, not to etcd.
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(_SCRIPT), str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._lock, self._numbers = threading.Lock(), itertools.count()
        self._end = weakref.finalize(self, _end, self._process, os.getpid())  # also at exit
        self.pid = self._process.pid
        self.folder = Path(self._read()["folder"])

    def order(self, do: str, **details: Any) -> dict[str, Any]:
        """Give one order (a ``do_...`` of keeper.py) and return its answer. Raises LocalEtcdError where it fails."""
        with self._lock:
            number = next(self._numbers)
            self._write({"number": number, "do": do, **details})
            answer = self._read()
            while answer.get("number") != number:  # whoever gave the order before was interrupted, and did not read it
                answer = self._read()
        if "error" in answer:
            raise LocalEtcdError(f"The keeper of etcd could not {do}: {answer['error']}.")
        return answer

    def close(self) -> None:
        """End all that the keeper started and remove the folder; when this returns they are gone. May be repeated."""
        with self._lock:
            self._end()
        shutil.rmtree(self.folder, ignore_errors=True)  # there is one only where the keeper was killed

    def _write(self, order: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(order).encode() + b"\n")
            self._process.stdin.flush()
        except (OSError, ValueError):
            raise _gone() from None

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise _gone()
        return dict(json.loads(line))


def _gone() -> LocalEtcdError:
    return LocalEtcdError("The process that looks after etcd has ended, and etcd with it: start a new LocalEtcd.")


def _end(process: subprocess.Popen[bytes], owner: int) -> None:
    if os.getpid() != owner:  # a fork of the owner owns nothing
        return
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(OSError):
        process.stdin.write(b'{"do": "end"}\n')  # a fork may hold the pipe open, so closing it is not enough
        process.stdin.flush()
    with suppress(OSError):
        process.stdin.close()
    process.wait()
    process.stdout.close()
