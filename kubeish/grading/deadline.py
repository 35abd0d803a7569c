"""A deadline for the grader's own work: an answer may be such that questioning it takes for ever.

It works in any thread, since a worker of a cluster has no main thread to send signals to: another thread raises the
error in this one, between two of its steps.
"""

from __future__ import annotations

import ctypes
import threading
from types import TracebackType


class Overdue(BaseException):
    """The work has taken longer than it was given. Not an Exception, so that no ``except Exception`` goes on."""


class Deadline:
    """A context manager: what runs within for more than ``seconds`` is ended by Overdue."""

    def __init__(self, seconds: float) -> None:
        self._thread = threading.get_ident()
        self._lock = threading.Lock()
        self._over = self._rung = False
        self._timer = threading.Timer(seconds, self._ring)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        with self._lock:
            self._over = True
        self._timer.cancel()
        if self._rung and kind is not Overdue:
            # It is on its way. Let it arrive here: taking it back would leave Python 3.11 waiting for it for good.
            for _step in range(1000):
                pass

    def _ring(self) -> None:
        with self._lock:
            if not self._over:
                self._rung = True
                _raise_in(self._thread, Overdue)


def _raise_in(thread: int, error: type[BaseException]) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error))
