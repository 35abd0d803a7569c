"""Guard against threads in replays: a client is one sequence of requests, so it has one thread."""

from __future__ import annotations

import sys
import threading
from types import CodeType

from .line_budget import is_plumbing

_REAL_START = threading.Thread.start


class ThreadStarted(BaseException):
    """Stops a client that starts a thread. It passes every ``except Exception``."""


class _Guarded(threading.local):
    """Of one thread: the guard of the replay that runs in it, the innermost one."""

    guard: ThreadGuard | None = None


_GUARDED = _Guarded()
_LOCK = threading.Lock()
_users = 0


class ThreadGuard:
    """Context manager: within it, this thread cannot start another one. Other threads can.

    ``started_at``: the code and line of the client that tried to, or None.
    """

    __slots__ = ("_outer", "started_at")

    def __init__(self) -> None:
        self.started_at: tuple[CodeType, int] | None = None

    def __enter__(self) -> ThreadGuard:
        global _users
        with _LOCK:
            _users += 1
            if threading.Thread.start is _REAL_START:
                threading.Thread.start = _start  # type: ignore[assignment, method-assign]  # put back below
        self._outer, _GUARDED.guard = _GUARDED.guard, self
        return self

    def __exit__(self, *_: object) -> None:
        global _users
        _GUARDED.guard = self._outer
        with _LOCK:
            _users -= 1
            if not _users and threading.Thread.start is _start:
                threading.Thread.start = _REAL_START  # type: ignore[method-assign]


def _start(thread: threading.Thread) -> None:
    guard = _GUARDED.guard
    if guard is None:
        _REAL_START(thread)
        return
    frame = sys._getframe(1)
    while is_plumbing(frame.f_code.co_filename) and frame.f_back is not None:
        frame = frame.f_back
    guard.started_at = guard.started_at or (frame.f_code, frame.f_lineno)
    raise ThreadStarted
