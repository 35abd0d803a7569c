"""A fuse for endless loops: while it is in, a replay that burns a second of processor time without asking is stopped.

It is not what decides. A replay that it stopped is run again with its lines counted (``budget``), and that count, which
is the same on every machine, says whether the client never asks. Counting always would double the time of each replay.
Where there are no timers or this is not the main thread, the fuse is not in, and lines are counted always.
"""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any

SECONDS = 1.0


class Blown(BaseException):
    """The fuse has blown within a replay."""


class Fuse:
    """A context manager. ``beat`` says that a new replay has begun; nested fuses are one."""

    def __init__(self) -> None:
        self._depth = 0
        self._beats = 0
        self._last_beats = -1
        self._running = False
        self._before: Any = None

    @property
    def is_in(self) -> bool:
        """True where an endless loop in this thread would be stopped."""
        return self._depth > 0 and _possible()

    def __enter__(self) -> Fuse:
        if _possible():
            self._depth += 1
            if self._depth == 1:
                self._before = signal.signal(signal.SIGVTALRM, self._tick)
                signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS, SECONDS)
        return self

    def __exit__(self, *_: object) -> None:
        if _possible():
            self._depth -= 1
            if self._depth == 0:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
                signal.signal(signal.SIGVTALRM, self._before)

    def begin(self) -> None:
        """A replay begins."""
        self._beats += 1
        self._running = True

    def end(self) -> None:
        """The replay is over."""
        self._running = False

    def _tick(self, _: int, __: FrameType | None) -> None:
        if self._running and self._beats == self._last_beats:
            raise Blown
        self._last_beats = self._beats


def _possible() -> bool:
    """Timers exist here, and their signals come to this thread."""
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


FUSE = Fuse()
