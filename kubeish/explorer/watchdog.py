"""Watchdog for endless loops: after 0.25 to 0.5 s, the lines of a replay are counted.

The time decides nothing: LineBudget counts, and that is the same on every machine. To count always
would double the time of each replay. On a busy machine a tick counts only once the replay has had the
processor for a fifth of a second since the last one, or not at all. Where there are no timers, or
outside the main thread, lines are counted from the start.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from .line_budget import LineBudget
from .real_time import monotonic, read_processor

if TYPE_CHECKING:
    from signal import _HANDLER

_SECONDS = 0.25  # from one tick to the next; the second tick of a replay starts to count its lines
_BUSY, _IDLE = 0.2, 0.005  # seconds of the processor between two ticks: of a replay that runs, of one that waits


class Watchdog:
    """Context manager that ticks; nested ones are one. An earlier alarm is passed on when due."""

    def __init__(self) -> None:
        self._depth = self._thread = 0
        self._running: LineBudget | None = None
        self._previous_handler: _HANDLER = None
        self._previous_alarm = self._previous_interval = 0.0
        self._at_tick = self._at_count = 0.0  # seconds of the processor, at the last tick, and the last that counted

    @property
    def is_in(self) -> bool:
        """True where an endless loop in this thread would be noticed."""
        return self._depth > 0 and threading.get_ident() == self._thread

    def __enter__(self) -> Watchdog:
        if _has_timer():
            self._depth += 1
            if self._depth == 1:
                self._thread = threading.get_ident()
                self._previous_handler = signal.signal(signal.SIGALRM, self._tick)
                left, self._previous_interval = signal.setitimer(signal.ITIMER_REAL, _SECONDS, _SECONDS)
                self._previous_alarm = monotonic() + left if left else 0.0
        return self

    def __exit__(self, *_: object) -> None:
        if self._depth and _has_timer():
            self._depth -= 1
            if self._depth == 0:
                left = max(self._previous_alarm - monotonic(), 0.001) if self._previous_alarm else 0.0
                signal.setitimer(signal.ITIMER_REAL, 0)
                signal.signal(signal.SIGALRM, signal.SIG_IGN)  # a late alarm would end the process
                signal.signal(signal.SIGALRM, self._previous_handler)
                signal.setitimer(signal.ITIMER_REAL, left, self._previous_interval)

    def begin(self, budget: LineBudget | None) -> LineBudget | None:
        """Watch a replay whose lines ``budget`` counts. Returns the budget around it, for ``end``.

        Only where ``is_in``: in another thread it would take the watch off the replay in this one.
        """
        outer, self._running = self._running, budget
        return outer

    def end(self, outer: LineBudget | None) -> None:
        """Watch the replay around the one that is over."""
        self._running = outer

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Do not tick within it: kubeish itself is at work, and the replay does not stand still."""
        is_in = self.is_in
        running = self.begin(None) if is_in else None
        try:
            yield
        finally:
            if is_in:
                self.end(running)

    def _tick(self, number: int, frame: FrameType | None) -> None:
        if self._previous_alarm and monotonic() > self._previous_alarm and callable(self._previous_handler):
            self._previous_alarm = 0.0
            self._previous_handler(number, frame)
        if self._is_due() and self._running is not None:
            self._running.tick(frame)

    def _is_due(self) -> bool:
        now = read_processor()
        is_due = now - self._at_tick < _IDLE or now - self._at_count > _BUSY
        self._at_tick = now
        if is_due:
            self._at_count = now
        return is_due


def _has_timer() -> bool:
    """True where timers exist, and their signals come to this thread."""
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


WATCHDOG = Watchdog()
