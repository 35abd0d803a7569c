"""Calls with a timeout, and two calls at once, for checks of thread safety. Answer's side.

The order of two threads is not decided by time. Python runs one thread at a time and switches at an
interval; while ``suppress_switches`` raises it, a thread runs until it blocks or ends. So when the
other thread runs again, the first one is known to have blocked or ended.

What is used here is imported at once, since an answer may replace ``time.sleep`` and the like.
"""

from __future__ import annotations

import _thread
import contextlib
import sys
import time
from _thread import allocate_lock, get_ident, start_new_thread
from collections.abc import Callable, Iterator
from opcode import opname
from pathlib import Path
from sys import _current_frames, getswitchinterval, setswitchinterval
from threading import Condition
from types import FrameType
from typing import Generic, TypeVar

from kubeish.errors import KubeishError
from kubeish.explorer.line_budget import LineBudget, LineBudgetExceeded, is_plumbing
from kubeish.explorer.real_time import monotonic, sleep
from kubeish.explorer.virtual_time import Clock, VirtualTime
from kubeish.explorer.watchdog import WATCHDOG
from kubeish.wording import say

try:
    import ctypes

    _set_async_error = ctypes.pythonapi.PyThreadState_SetAsyncExc
except (ImportError, AttributeError):  # not in every web page
    ctypes = None  # type: ignore[assignment]  # the module is optional

T = TypeVar("T")
_find_clock: Callable[[int], int] | None = getattr(time, "pthread_getcpuclockid", None)
_get_native_id: Callable[[], int] = getattr(_thread, "get_native_id", lambda: 0)
_read_clock: Callable[[int], float] = getattr(time, "clock_gettime", lambda clock: 0.0)

TIMEOUT = 2.5  # seconds without progress, for calls that take milliseconds
SWITCH_INTERVAL = 1.0  # seconds: longer than any call, but a thread that spins is interrupted
POLLS, POLL_INTERVAL = 20, 0.002  # I/O releases the interpreter lock as well, so poll again
_LET_RUN = 1_000  # polls for which a busy machine may leave a thread aside that has been told to end
_MOMENTS = 500  # so many waits in a call let another thread go on; thousands would take too long
_ENTERS, _WAIT = "BEFORE_WITH", Condition.wait.__code__  # the instruction of a `with` in Python 3.11 to 3.13
_HAS_GIL: bool = getattr(sys, "_is_gil_enabled", lambda: True)()
_MOST_LINES = 3_000_000  # of the answer's own code in one call, where no thread can start


class NeverReturned(KubeishError):
    """A call did not return. The message says at which of the learner's lines it was, if that is known."""


class NoThreads(KubeishError):
    """No thread can be started, as in a web page."""


class _Interrupted(BaseException):
    """Raised in a thread that is given up, so that its loop ends."""


class ThreadCall(Generic[T]):
    """A call in a thread of its own, which runs by now. Raises NoThreads if none can start."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._value: list[T] = []
        self._error: BaseException | None = None
        self._starting, self._running = allocate_lock(), allocate_lock()
        self._starting.acquire()
        self._running.acquire()
        self._ident = self._clock = self._native = 0
        try:
            start_new_thread(self._run, ())
        except RuntimeError:
            raise NoThreads(say("no thread can be started here.")) from None
        with WATCHDOG.suspend():
            self._starting.acquire()  # a thread not run yet looks like one that is blocked

    @property
    def is_done(self) -> bool:
        """Whether the call has returned or raised."""
        return not self._running.locked()

    def wait(self, timeout: float) -> bool:
        """Wait until the call is done, for at most ``timeout`` seconds; whether it is."""
        with WATCHDOG.suspend():  # this thread does not stand still: another one has work to do
            if self._running.acquire(timeout=timeout):
                self._running.release()
        return self.is_done

    def get_result(self, timeout: float) -> T:
        """What the call returned or raised; NeverReturned after ``timeout`` seconds."""
        while not self.wait(timeout):
            if not self.is_starved(timeout):
                raise NeverReturned(self.interrupt())
        if self._error is not None:
            raise self._error
        return self._value[0]

    def waits_for_ever(self) -> bool:
        """Whether it waits for another thread by a call that has no time-out: `with` a lock, Condition.wait().

        False where that cannot be seen, as for a lock that is asked for by any other call.
        """
        frame = _current_frames().get(self._ident)
        if frame is None or not _HAS_GIL:  # without that lock a thread that is seen somewhere may just run
            return False
        code = frame.f_code
        if code is _WAIT:
            return frame.f_locals["timeout"] is None
        return opname[code.co_code[frame.f_lasti]] == _ENTERS

    def is_starved(self, seconds: float) -> bool:
        """Whether it runs, on a busy machine, and has had the processor for less than ``seconds``."""
        used = self.read_processor()
        return used is not None and used < seconds and self._is_running()

    def read_processor(self) -> float | None:
        """Seconds for which it has had the processor; None where that cannot be told, or it has ended."""
        with contextlib.suppress(OSError):  # its clock is gone with the thread
            return _read_clock(self._clock) if self._clock else None
        return None

    def interrupt(self) -> str:
        """Give the call up, and end its loop if it runs one; where it was, in the learner's code.

        Of a call that waits it is a line; of one that runs round a loop the function, always the same.
        """
        frame, is_running = _current_frames().get(self._ident), self._is_running()
        where = _describe_frame(frame, is_exact=not is_running)
        for _ in range(20 if is_running else 0):  # a loop may catch what is raised in it
            if not self._is_running():
                break
            _set_async_error(ctypes.c_ulong(self._ident), ctypes.py_object(_Interrupted))
            self._has_run_within(_LET_RUN)
        return where

    def _is_running(self) -> bool:
        """Whether the thread uses the processor, or waits for it: one that is blocked must not be interrupted.

        It would not notice, and Python 3.11 then hangs in the next function that is traced.
        """
        if ctypes is None or self.read_processor() is None:
            return False
        for _ in range(100):
            if self.is_done:
                return False
            if self._is_runnable() or self._has_run_within(1):
                return True
        return False

    def _has_run_within(self, polls: int) -> bool:
        """Whether the thread has had the processor before so many polls are over, and has not ended."""
        before = self.read_processor()
        for _ in range(0 if before is None else polls):
            sleep(POLL_INTERVAL)
            now = self.read_processor()
            if self.is_done or now is None:
                return False
            if before is not None and now > before:
                return True
        return False

    def _is_runnable(self) -> bool:
        """Whether the system has it in its queue, as Linux says: a busy machine may leave it aside for long."""
        with contextlib.suppress(OSError, IndexError):
            found = Path(f"/proc/self/task/{self._native}/stat").read_text(encoding="ascii")
            return not self.is_done and found.rpartition(")")[2].split()[0] == "R"
        return False

    def _run(self) -> None:
        self._ident, self._native = get_ident(), _get_native_id()
        self._clock = _find_clock(self._ident) if _find_clock else 0
        self._starting.release()
        try:
            with VirtualTime(Clock(_MOMENTS)):
                self._value.append(self._work())
        except BaseException as error:
            self._error = error
        finally:
            self._running.release()


_GIVEN_UP = say("it was given up")


def _describe_frame(frame: FrameType | None, is_exact: bool) -> str:
    """Where the learner's code was stopped, with its line or only its function; else that it was given up."""
    while frame is not None and is_plumbing(frame.f_code.co_filename):
        frame = frame.f_back
    if frame is None:
        return _GIVEN_UP
    return say(
        "it was stopped at line {line} of {name}" if is_exact else "it was stopped in {name}",
        line=frame.f_lineno,
        name=frame.f_code.co_name,
    )


def call_with_timeout(
    work: Callable[[], T], timeout: float | None = None, progress: Callable[[], object] = lambda: None
) -> T:
    """What ``work()`` returns or raises. Raises NeverReturned after ``timeout`` seconds (None: TIMEOUT)
    in which ``progress()`` stayed the same.

    Where no thread can start, the lines of the answer's code are counted instead.
    """
    try:
        call = ThreadCall(work)
    except NoThreads:
        return _call_within_lines(work)
    patience = TIMEOUT if timeout is None else timeout
    seen, since = progress(), monotonic()
    while not call.wait(min(patience, 0.1)):
        if progress() != seen:
            seen, since = progress(), monotonic()
        elif monotonic() - since >= patience and not call.is_starved(patience):
            break
    return call.get_result(0)


def _call_within_lines(work: Callable[[], T]) -> T:
    budget = LineBudget()
    budget.left = _MOST_LINES
    try:
        with VirtualTime(), budget:
            return work()
    except LineBudgetExceeded:
        stopped = budget.stopped_at
        words = say("it was stopped in {name}", name=stopped[0].co_name) if stopped else _GIVEN_UP
        raise NeverReturned(words) from None


@contextlib.contextmanager
def suppress_switches(interval: float | None = None) -> Iterator[None]:
    """Let each thread run until it blocks, or for ``interval`` seconds (None: SWITCH_INTERVAL)."""
    before = getswitchinterval()
    setswitchinterval(SWITCH_INTERVAL if interval is None else interval)
    try:
        yield
    finally:
        setswitchinterval(max(before, 1e-6))  # a shorter one is read as 0, which cannot be set


def start_until_blocked(
    work: Callable[[], T], condition: Callable[[], bool], interval: float | None = None, polls: int = POLLS
) -> ThreadCall[T]:
    """Start ``work()`` in another thread; return when that blocks or ends, or at ``condition()``.

    With the interpreter lock, starting it without switches is enough. Polling is for a thread that
    releases the lock without being blocked, and for a Python without that lock (3.13t and later).
    """
    with suppress_switches(interval):
        call = ThreadCall(work)
    poll_until(lambda: call.is_done or condition(), polls)
    return call


def poll_until(condition: Callable[[], bool], polls: int = POLLS) -> None:
    """Let other threads run for a moment, until ``condition()`` holds."""
    for _ in range(polls if _HAS_GIL else 50 * polls):
        if condition():
            break
        with WATCHDOG.suspend():
            sleep(POLL_INTERVAL)
