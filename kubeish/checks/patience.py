"""Calls that may never come back, and two calls at once: the answer's side of checks on locks.

No watch decides here which of two threads is faster. Python runs one thread at a time, and takes the turn from it now
and then; while ``undisturbed`` it does not, so a thread that has the turn goes on until it has to wait, or has ended.
Whoever gets the turn back knows therefore that the other one waits, or has ended. In a web page no thread can start.

What it needs of Python it takes hold of when it is imported: an answer that puts something else in the place of
``threading.Thread`` or ``time.sleep`` later on changes nothing here.
"""

from __future__ import annotations

import contextlib
import sys
from _thread import allocate_lock, start_new_thread
from collections.abc import Callable, Iterator
from sys import getswitchinterval, setswitchinterval
from time import sleep
from typing import Any

from kubeish.errors import KubeishError

PATIENCE = 5.0  # seconds for calls that take milliseconds
TURN = 1.0  # seconds for which a thread keeps the turn: more than any call needs, yet one that spins loses it at last
LOOKS, GLANCE = 20, 0.002  # what prints or reads a file gives the turn away too, so it is looked at again


class NeverReturned(KubeishError):
    """A call did not come back."""


class NoThreads(KubeishError):
    """Threads cannot be started here, as in a web page."""


class Called:
    """A call in a thread of its own, which has begun by the time this is made. NoThreads where none can be started."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self._value: Any = None
        self._error: BaseException | None = None
        self._begun, self._running = allocate_lock(), allocate_lock()
        self._begun.acquire()
        self._running.acquire()
        try:
            start_new_thread(self._run, ())
        except RuntimeError:
            raise NoThreads("no thread can be started here.") from None
        self._begun.acquire()  # until then the system may not have let it run at all, so nothing could be told of it

    @property
    def ended(self) -> bool:
        """Whether it has come back."""
        return not self._running.locked()

    def result(self, patience: float) -> Any:
        """What the call returned, or raised. NeverReturned if it does not end within ``patience`` seconds."""
        if not self._running.acquire(timeout=patience):
            raise NeverReturned("the call did not come back.")
        self._running.release()
        if self._error is not None:
            raise self._error
        return self._value

    def _run(self) -> None:
        self._begun.release()
        try:
            self._value = self._work()
        except BaseException as error:
            self._error = error
        finally:
            self._running.release()


def patiently(work: Callable[[], Any], patience: float | None = None) -> Any:
    """What ``work()`` returns or raises; NeverReturned where it hangs. Without threads it is simply called."""
    try:
        call = Called(work)
    except NoThreads:
        return work()
    return call.result(PATIENCE if patience is None else patience)


@contextlib.contextmanager
def undisturbed(turn: float | None = None) -> Iterator[None]:
    """Meanwhile no thread loses its turn before it has to wait, or has had it for so many seconds."""
    before = getswitchinterval()
    setswitchinterval(TURN if turn is None else turn)
    try:
        yield
    finally:
        setswitchinterval(max(before, 1e-6))  # one that is too short to be told is read as 0, and could not be set


def start_until_it_waits(work: Callable[[], Any], seen: Callable[[], bool], turn: float | None = None) -> Called:
    """Have ``work()`` called in another thread, and come back when that has ended, or waits, or ``seen()``.

    Where Python has turns, starting it undisturbed is enough. The glances, each of which gives the turn away, are for
    who gives it away too without having to wait; a Python without turns (3.13t and later) gets more of them.
    """
    with undisturbed(turn):
        call = Called(work)
    glance_for(lambda: call.ended or seen())
    return call


def glance_for(seen: Callable[[], bool]) -> None:
    """Give the turn away for some moments, until ``seen()``."""
    has_turns = getattr(sys, "_is_gil_enabled", lambda: True)()
    for _ in range(LOOKS if has_turns else 50 * LOOKS):
        if seen():
            break
        sleep(GLANCE)
