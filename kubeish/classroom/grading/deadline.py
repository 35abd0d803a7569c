"""A deadline for the grader's own work: examining a hostile answer may otherwise take for ever.

It works in any thread, since a worker of a cluster has no main thread to send signals to: another
thread raises the error in the working thread, between two of its bytecodes.
"""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Callable
from types import TracebackType

_find_clock: Callable[[int], int] | None = getattr(time, "pthread_getcpuclockid", None)  # macOS has none
_LEAST = 0.02  # seconds between two looks at the clock


class DeadlineExceeded(BaseException):
    """The work took longer than its deadline. Not an Exception, so that no check swallows it."""


class Deadline:
    """A context manager that ends work of more than ``seconds`` by DeadlineExceeded.

    Seconds of the thread's processor time, where the system tells it: a busy machine gives no work less. What waits
    for an answer has its own limit in the channel.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds, self._thread = seconds, threading.get_ident()
        self._clock = _find_clock(self._thread) if _find_clock else None
        self._lock, self._done = threading.Lock(), threading.Event()
        self._raised = False
        self._watcher = threading.Thread(target=self._watch, args=[self._read_clock()], daemon=True)

    def __enter__(self) -> None:
        self._watcher.start()

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        with self._lock:
            self._done.set()
        if self._raised and kind is not DeadlineExceeded:
            # The error is on its way, and must arrive here: Python 3.11 cannot take it back.
            for _step in range(1000):
                pass
        self._watcher.join()  # its clock is that of this thread, which may end

    def _read_clock(self) -> float:
        return time.monotonic() if self._clock is None else time.clock_gettime(self._clock)

    def _watch(self, began: float) -> None:
        while (left := self._seconds - (self._read_clock() - began)) > 0:
            if self._done.wait(max(left, _LEAST)):
                return
        self._expire()

    def _expire(self) -> None:
        with self._lock:
            if not self._done.is_set():
                self._raised = True
                error = ctypes.py_object(DeadlineExceeded)
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), error)
