"""A deadline for the grader's own work: examining a hostile answer may otherwise take for ever.

It works in any thread, since a worker of a cluster has no main thread to send signals to: a timer
thread raises the error in the working thread, between two of its bytecodes.
"""

from __future__ import annotations

import ctypes
import threading
from types import TracebackType


class DeadlineExceeded(BaseException):
    """The work took longer than its deadline. Not an Exception, so that no check swallows it."""


class Deadline:
    """A context manager that ends work of more than ``seconds`` by DeadlineExceeded."""

    def __init__(self, seconds: float) -> None:
        self._thread = threading.get_ident()
        self._lock = threading.Lock()
        self._left = self._raised = False
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        with self._lock:
            self._left = True
        self._timer.cancel()
        if self._raised and kind is not DeadlineExceeded:
            # The error is on its way, and must arrive here: Python 3.11 cannot take it back.
            for _step in range(1000):
                pass

    def _expire(self) -> None:
        with self._lock:
            if not self._left:
                self._raised = True
                error = ctypes.py_object(DeadlineExceeded)
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), error)
