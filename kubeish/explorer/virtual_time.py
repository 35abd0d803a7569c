"""Virtual time: in a client that is replayed a wait takes no time, and moves the client's own clock.

A client is replayed thousands of times, and a wait before a retry changes nothing in the store:
other clients can go between any two requests, with or without a wait there. So a wait is no step.
A wait for another client's change is a request of its own, and that one is (see ``waiting``).

The clock starts at the same moment in each replay, and each request moves it by the same time, so what it says is a
function of the answers. Two looks at the nanoseconds differ, as they do on a real machine.
Other threads have the real time. What has a real function under a name of its own, as ``from time
import sleep`` gives it, is given the virtual one by ``use_virtual_time``.
"""

from __future__ import annotations

import functools
import importlib
import sys
import threading
import time
from _thread import get_ident
from collections.abc import Callable
from types import BuiltinFunctionType, FunctionType
from typing import TYPE_CHECKING, Any

from .real_time import sleep as _real_sleep

if TYPE_CHECKING:
    from . import virtual_loop

_START = 1_406_851_200
"""The first moment of each replay, in seconds: 1 August 2014."""

ROUND_TRIP = 0.05
"""Seconds of a request and its answer. So a client that tries again until a time is up gives up at last."""

_MOMENT = 0.001
"""The most real seconds of a wait for another thread."""

_THREADS_BEFORE = frozenset(sys._current_frames())
"""Of the process itself: they were there when this module was imported, before any client ran."""


class Clock:
    """The clock of one replay. ``waited``: seconds since it began; ``pause``: what has paused it.

    ``moments``: so many waits take a moment of real time where there is another thread, which may do
    what they wait for.
    """

    __slots__ = ("_looks", "moments", "pause", "waited")

    def __init__(self, moments: int = 0) -> None:
        self.moments = moments
        self.waited = 0.0
        self._looks = 0
        self.pause: BaseException | None = None

    def wait(self, seconds: float) -> None:
        """Move on by ``seconds``."""
        self.waited += max(seconds, 0.0)

    def read(self) -> float:
        """The time now, in seconds."""
        return _START + self.waited

    def read_nanoseconds(self) -> int:
        """The time now, in nanoseconds: later at each look."""
        self._looks += 1
        return _START * 1_000_000_000 + round(self.waited * 1_000_000_000) + self._looks


class _Thread(threading.local):
    """Of one thread: the clock of the replay that runs in it, the innermost one."""

    clock: Clock | None = None


_THREAD = _Thread()
_LOCK = threading.Lock()


def sleep(seconds: Any, /) -> None:
    """``time.sleep``; in a replay it returns at once. Raises ValueError for less than 0 seconds."""
    clock = _THREAD.clock
    if clock is None:
        _real_sleep(seconds)
    elif seconds < 0:  # a TypeError for what is no number, as the real one has it
        raise ValueError("sleep length must be non-negative")
    else:
        clock.wait(seconds)
        if clock.moments and _has_other_threads():
            clock.moments -= 1
            _real_sleep(min(seconds, _MOMENT))


def _has_other_threads() -> bool:
    """Whether there is a thread beside this one and those of the process itself."""
    return any(thread not in _THREADS_BEFORE for thread in sys._current_frames() if thread != get_ident())


def _make_reader(real: Callable[[], Any]) -> Callable[[], Any]:
    is_whole = real.__name__.endswith("_ns")

    def read() -> Any:
        clock = _THREAD.clock
        if clock is None:
            return real()
        return clock.read_nanoseconds() if is_whole else clock.read()

    read.__name__ = read.__qualname__ = real.__name__
    read.__doc__ = f"``time.{real.__name__}``; in a replay, of the client's own clock."
    return read


_READERS = (time.time, time.time_ns, time.monotonic, time.monotonic_ns, time.perf_counter, time.perf_counter_ns)
_VIRTUAL: dict[Callable[..., Any], Callable[..., Any]] = {
    _real_sleep: sleep,
    **{real: _make_reader(real) for real in _READERS},
}


class Replacement:
    """Context manager: the functions of ``time`` are replaced, once for all replays in it.

    In a thread without a clock they do as before.
    """

    _users = 0

    def __enter__(self) -> None:
        with _LOCK:
            self._users += 1
            if self._users == 1:
                _replace_functions(_VIRTUAL)

    def __exit__(self, *_: object) -> None:
        with _LOCK:
            self._users -= 1
            if not self._users:
                _replace_functions({virtual: real for real, virtual in _VIRTUAL.items()})


REPLACEMENT = Replacement()


class VirtualTime:
    """Context manager of one replay: within it, this thread has a virtual clock, a new one or ``clock``."""

    __slots__ = ("_loops", "_outer", "_running", "clock")

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()

    def __enter__(self) -> VirtualTime:
        REPLACEMENT.__enter__()
        self._outer, _THREAD.clock = _THREAD.clock, self.clock
        self._loops = _load_loops()
        self._running = self._loops.enter(get_clock) if self._loops else None
        return self

    def __exit__(self, *_: object) -> None:
        if self._loops:
            self._loops.leave(self._running)
        _THREAD.clock = self._outer
        REPLACEMENT.__exit__()


def get_clock() -> Clock | None:
    """The clock of the replay that runs in this thread, if there is one."""
    return _THREAD.clock


def _load_loops() -> type[virtual_loop.Loops] | None:
    """What makes asyncio's loops virtual, where asyncio is in use: to import it takes a while."""
    if "asyncio" not in sys.modules:
        return None
    from .virtual_loop import Loops

    return Loops


def _replace_functions(replacements: dict[Callable[..., Any], Callable[..., Any]]) -> None:
    """Replace functions of ``time``. One that another library has replaced meanwhile stays."""
    for now, after in replacements.items():
        if getattr(time, now.__name__) is now:
            setattr(time, now.__name__, after)


def use_virtual_time(code: object) -> None:
    """Replace the real functions among the globals of a function, or of a class's methods.

    What it wraps is looked at as well: a partial, or a decorator's function.
    """
    while isinstance(code, functools.partial):
        code = code.func
    for part in vars(code).values() if isinstance(code, type) else [code, getattr(code, "__wrapped__", None)]:
        function = getattr(part, "__func__", part)  # of a method
        if isinstance(function, FunctionType):
            _use_virtual_time(function)


def _use_virtual_time(function: FunctionType) -> None:
    if "asyncio" in function.__code__.co_names:
        importlib.import_module("asyncio")  # it may import it itself, and is to get a virtual loop then
    names = function.__globals__
    if names.get("__name__", "").partition(".")[0] == __name__.partition(".")[0]:
        return  # kubeish's own modules keep real time by real names
    for name, value in list(names.items()):
        if type(value) is BuiltinFunctionType and value in _VIRTUAL:
            names[name] = _VIRTUAL[value]
