"""Watchdog of replays: it stops endless loops, and keeps interrupts out until a replay is over.

After 0.25 to 0.5 s the lines of a replay are counted. The time decides nothing: LineBudget counts,
and that is the same on every machine. To count always would double the time of each replay. On a busy
machine a tick counts only once the replay has had the processor for a fifth of a second since the last
one, or not at all. Where there are no timers, or outside the main thread, lines are counted from the
start.

A replay replaces what the whole process shares (functions of ``time``, the output), and puts it back
at its end. A signal's handler that raises, as for Ctrl-C, could raise while it is being put back, and
then it would stay replaced. So the handler is called once the replay is over; the client's next line
ends it.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from . import thread_output, virtual_time
from .line_budget import LineBudget
from .real_time import monotonic, read_processor

if TYPE_CHECKING:
    from signal import _HANDLER

_SECONDS = 0.25  # from one tick to the next; the second tick of a replay starts to count its lines
_REPLACING = {__file__, thread_output.__file__, virtual_time.__file__}
_BUSY, _IDLE = 0.2, 0.005  # seconds of the processor between two ticks: of a replay that runs, of one that waits


class Watchdog:
    """Context manager that ticks; nested ones are one. An earlier alarm is passed on when due.

    ``hold``: a context manager within which no handler of a signal raises. Those that are due are
    called at its end.
    """

    def __init__(self) -> None:
        self._depth = self._thread = self._holds = 0
        self._running: LineBudget | None = None
        self._previous: dict[int, _HANDLER] = {}
        self._kept: list[int] = []
        self._previous_alarm = self._previous_interval = 0.0
        self._at_tick = self._at_count = 0.0  # seconds of the processor, at the last tick, and the last that counted
        self.hold = _Hold(self)

    @property
    def is_in(self) -> bool:
        """True where an endless loop in this thread would be noticed."""
        return self._depth > 0 and threading.get_ident() == self._thread

    def __enter__(self) -> Watchdog:
        if _has_timer():
            if not self._depth:
                self._without_interrupts(self._start)
            self._depth += 1
        return self

    def __exit__(self, *_: object) -> None:
        if self._depth and _has_timer():
            self._depth -= 1
            if not self._depth:
                self._without_interrupts(self._stop)
                self._call_kept()

    def _without_interrupts(self, work: Callable[[], None]) -> None:
        self._holds += 1
        try:
            work()
        finally:
            self._holds -= 1

    def _start(self) -> None:
        self._thread = threading.get_ident()
        self._previous[signal.SIGINT] = signal.getsignal(signal.SIGINT)
        if callable(self._previous[signal.SIGINT]):  # else it is ignored, as under nohup, or ends the process
            signal.signal(signal.SIGINT, self._interrupt)
        self._previous[signal.SIGALRM] = signal.signal(signal.SIGALRM, self._tick)
        left, self._previous_interval = signal.setitimer(signal.ITIMER_REAL, _SECONDS, _SECONDS)
        self._previous_alarm = monotonic() + left if left else 0.0

    def _stop(self) -> None:
        left = max(self._previous_alarm - monotonic(), 0.001) if self._previous_alarm else 0.0
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_IGN)  # a late alarm would end the process
        signal.signal(signal.SIGALRM, self._previous[signal.SIGALRM])
        if callable(self._previous[signal.SIGINT]):
            signal.signal(signal.SIGINT, self._previous[signal.SIGINT])
        if signal.SIGALRM in self._kept:
            self._kept.remove(signal.SIGALRM)  # the timer, set again below, brings it
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

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        self._keep(number)
        if self._running is not None:
            self._running.end_at_next_line(frame)
        if not self._must_wait(frame):
            self._call_kept()

    def _tick(self, number: int, frame: FrameType | None) -> None:
        if self._previous_alarm and monotonic() > self._previous_alarm:
            self._keep(number)
        if self._kept and not self._must_wait(frame):
            self._call_kept()
        if self._is_due() and self._running is not None:
            self._running.tick(frame)

    def _keep(self, number: int) -> None:
        if number not in self._kept:
            self._kept.append(number)

    def _must_wait(self, frame: FrameType | None) -> bool:
        """Whether something is being replaced or put back."""
        for _ in range(4):
            if frame is not None and frame.f_code.co_filename in _REPLACING:
                return True
            frame = frame and frame.f_back
        return self._holds > 0

    def _call_kept(self) -> None:
        while self._kept and not self._holds:
            number = self._kept.pop()
            if number == signal.SIGALRM:
                self._previous_alarm = 0.0
            previous = self._previous[number]
            if callable(previous):
                previous(number, sys._getframe(1))

    def _is_due(self) -> bool:
        now = read_processor()
        is_due = now - self._at_tick < _IDLE or now - self._at_count > _BUSY
        self._at_tick = now
        if is_due:
            self._at_count = now
        return is_due


class _Hold:
    def __init__(self, watchdog: Watchdog) -> None:
        self._watchdog = watchdog

    def __enter__(self) -> None:
        if self._watchdog.is_in:
            self._watchdog._holds += 1

    def __exit__(self, *_: object) -> None:
        if self._watchdog.is_in:
            self._watchdog._holds -= 1
            self._watchdog._call_kept()


def _has_timer() -> bool:
    """True where timers exist, and their signals come to this thread."""
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


WATCHDOG = Watchdog()
