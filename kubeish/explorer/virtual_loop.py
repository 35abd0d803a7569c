"""Event loops of asyncio for replayed clients: ``asyncio.run`` and ``asyncio.sleep`` in virtual time.

In a replay a new event loop is a VirtualLoop. It has no files to wait for: where nothing is ready,
it moves the client's clock to the next timer. It stops at once when the client is paused, since a
task would keep the pause to itself until another task awaits it.
"""

from __future__ import annotations

import asyncio
import functools
import threading
from asyncio import events, tasks
from collections.abc import Callable
from typing import Any, Protocol

from kubeish.wording import say

from .errors import WaitsForEver


class LoopClock(Protocol):
    """What a loop needs of a replay's clock."""

    pause: BaseException | None

    def read(self) -> float:
        """The time now, in seconds."""

    def wait(self, seconds: float) -> None:
        """Move on by ``seconds``."""


GetClock = Callable[[], "LoopClock | None"]
_REAL_NEW_LOOP = events.new_event_loop


class _Timers:
    """Stands in for a selector: nothing is ever ready, and to wait moves the clock."""

    def __init__(self, clock: LoopClock) -> None:
        self._clock = clock

    def select(self, timeout: float | None) -> list[object]:
        if timeout is None:
            raise WaitsForEver(
                say(
                    "every task of the client awaits another one, so none can go on: let one of them finish, "
                    "or give the wait a timeout."
                )
            )
        self._clock.wait(timeout)
        return []


class VirtualLoop(asyncio.BaseEventLoop):
    """An event loop in the time of one replay."""

    def __init__(self, clock: LoopClock) -> None:
        super().__init__()
        self._clock, self._selector = clock, _Timers(clock)
        self._clock_resolution = 0.001  # above what a float can tell apart, centuries from now
        self._is_paused = False

    def time(self) -> float:
        """The time of the client's clock."""
        return self._clock.read()

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Report what no task handles, but not the tasks that a pause has cut off."""
        if not self._clock.pause:
            super().call_exception_handler(context)

    def _run_once(self) -> None:
        super()._run_once()  # type: ignore[misc]  # asyncio's own name, which typeshed leaves out
        if self._clock.pause and not self._is_paused:
            self._is_paused = True  # once: what is cancelled now runs to its end
            raise self._clock.pause

    def _process_events(self, event_list: list[object]) -> None:
        """Do nothing: there are no files."""

    def _write_to_self(self) -> None:
        """Do nothing: no other thread wakes this loop."""


Running = tuple[asyncio.AbstractEventLoop, Any]
"""The loop that runs in a thread, and its task."""


class Loops:
    """Makes asyncio's new loops virtual in replays. ``users``: how many replays are running."""

    _lock = threading.Lock()
    _users = 0

    @classmethod
    def enter(cls, get_clock: GetClock) -> Running | None:
        """Begin a replay. Returns the loop that runs in this thread, such as a notebook's: it is hidden."""
        with cls._lock:
            cls._users += 1
            if cls._users == 1:
                _set_new_loop(functools.partial(_make_loop, get_clock))
        loop = events._get_running_loop()
        if loop is None:
            return None
        task = _swap_task(loop, None)
        events._set_running_loop(None)
        return loop, task

    @classmethod
    def leave(cls, running: Running | None) -> None:
        """End the replay that ``enter`` began."""
        if running is not None:
            loop, task = running
            events._set_running_loop(loop)
            _swap_task(loop, task)
        with cls._lock:
            cls._users -= 1
            if not cls._users:
                _set_new_loop(_REAL_NEW_LOOP)


def _swap_task(loop: asyncio.AbstractEventLoop, task: Any) -> Any:
    """Make ``task`` the current one of ``loop``, and return which one was. Python 3.11 has one for each loop."""
    swap = getattr(tasks, "_swap_current_task", None)
    return swap(loop, task) if swap else None


def _set_new_loop(function: Callable[[], asyncio.AbstractEventLoop]) -> None:
    events.new_event_loop = asyncio.new_event_loop = function


def _make_loop(get_clock: GetClock) -> asyncio.AbstractEventLoop:
    """A VirtualLoop in a replay, asyncio's own in another thread."""
    clock = get_clock()
    return _REAL_NEW_LOOP() if clock is None else VirtualLoop(clock)
