"""A fuse for endless loops: where a replay takes longer than a second, its lines are counted from then on.

It is not what decides: ``budget`` counts, and that is the same on every machine. To count always would double the time
of each replay. Where there are no timers, or outside the main thread, lines are counted from the start.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from .budget import LineBudget

_SECONDS = 0.25


class Fuse:
    """A context manager; nested ones are one. An alarm that somebody else has set is kept, and passed on when due."""

    def __init__(self) -> None:
        self._depth = self._thread = 0
        self._running: LineBudget | None = None
        self._their_handler: Any = None
        self._their_alarm = self._their_interval = 0.0

    @property
    def is_in(self) -> bool:
        """True where an endless loop in this thread would be noticed."""
        return self._depth > 0 and threading.get_ident() == self._thread

    def __enter__(self) -> Fuse:
        if _possible():
            self._depth += 1
            if self._depth == 1:
                self._thread = threading.get_ident()
                self._their_handler = signal.signal(signal.SIGALRM, self._tick)
                left, self._their_interval = signal.setitimer(signal.ITIMER_REAL, _SECONDS, _SECONDS)
                self._their_alarm = time.monotonic() + left if left else 0.0
        return self

    def __exit__(self, *_: object) -> None:
        if self._depth and _possible():
            self._depth -= 1
            if self._depth == 0:
                left = max(self._their_alarm - time.monotonic(), 0.001) if self._their_alarm else 0.0
                signal.setitimer(signal.ITIMER_REAL, 0)
                signal.signal(signal.SIGALRM, signal.SIG_IGN)  # drops an alarm on its way, which could end the process
                signal.signal(signal.SIGALRM, self._their_handler)
                signal.setitimer(signal.ITIMER_REAL, left, self._their_interval)

    def begin(self, budget: LineBudget) -> LineBudget | None:
        """A replay begins; ``budget`` counts its lines. Returns that of the replay around it, for ``end``."""
        outer, self._running = self._running, budget
        return outer

    def end(self, outer: LineBudget | None) -> None:
        """The replay is over, and the one around it goes on."""
        self._running = outer

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Within it kubeish itself is at work, however long: the replay that is running does not stand still."""
        running, self._running = self._running, None
        try:
            yield
        finally:
            self._running = running

    def _tick(self, number: int, frame: FrameType | None) -> None:
        if self._their_alarm and time.monotonic() > self._their_alarm and callable(self._their_handler):
            self._their_alarm = 0.0
            self._their_handler(number, frame)
        if self._running is not None:
            self._running.tick(frame)


def _possible() -> bool:
    """Timers exist here, and their signals come to this thread."""
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


FUSE = Fuse()
