"""A generator that no two threads may be in at once, and that sees to it that a second one tries. Answer's side.

A second thread is sent in while the first one draws, and then, in one more call each, before every line that the first
one runs, which goes on while the second one draws. So a gap between two lines is found as surely as no lock at all.
Who has to wait for whom is told by turns, and not by a watch; see ``patience``.
"""

from __future__ import annotations

import random
from _thread import allocate_lock
from collections.abc import Callable
from contextlib import ExitStack
from sys import settrace
from types import FrameType
from typing import Any

from kubeish.api import Pod
from kubeish.explorer.budget import is_plumbing

from .patience import Called, NoThreads, glance_for, patiently, start_until_it_waits, undisturbed

_MOST_LINES = 40
_TURN = 0.2  # seconds: one that spins until it may go on loses that much at each line
_LONG = 20.0  # seconds for two calls at once: others in this process may want the turn as well


class NotSafeToShare(random.Random):
    """A generator in which no two threads may be at once. All that Random offers comes down to the two draws below."""

    def __init__(self, seed: int) -> None:
        self._inside, self._met = 0, False
        self._in_there: Callable[[], None] | None = None  # what the next draw is to do, once, before it draws
        self._second: Called | None = None
        super().__init__(seed)

    def random(self) -> float:
        """A draw."""
        return float(self._draw(super().random))

    def getrandbits(self, k: int) -> int:
        """A draw."""
        bits = super().getrandbits
        return int(self._draw(lambda: bits(k)))

    def two_at_once(self, scheduler: Any, pod: Pod, lister: Any) -> str:
        """``together``: both were in here at once; ``apart``: never; else why that cannot be seen.

        ``undrawn``: nobody drew; ``no threads``: none could be started; ``changed``: this is no longer what was given.
        """
        try:
            self._try(lambda: scheduler.schedule(pod, lister))
        except NoThreads:
            return "no threads"
        if self._second is None:
            return "undrawn"
        if not (_as_made(self) and all(map(_as_it_was, _CLASSES))):
            return "changed"
        return "together" if self._met else "apart"

    def _try(self, call: Callable[[], Any]) -> None:
        self._while_the_first_draws(call)
        line = 0
        while self._second and not self._met and line < _MOST_LINES and self._before_line(line, call):
            line += 1

    def _while_the_first_draws(self, call: Callable[[], Any]) -> None:
        """The first one stays inside until the second one has come in too, or waits for its turn, or has ended."""

        def send_in() -> None:
            self._second = start_until_it_waits(call, lambda: self._met)

        self._in_there = send_in
        patiently(call, _LONG)
        if self._second is not None:
            self._second.result(_LONG)

    def _before_line(self, line: int, call: Callable[[], Any]) -> bool:
        """The second one goes in before the first one's ``line``, and stays while that goes on.

        False if the call has fewer lines.
        """
        stay = _Stay(lambda: self._met)

        def send_in() -> None:
            self._in_there = stay.inside
            self._second = start_until_it_waits(call, lambda: stay.begun, _TURN)
            self._in_there = None
            stay.let_the_first_go_on()

        has_line = patiently(lambda: _run(call, line, send_in, stay), _LONG)
        if has_line and self._second is not None:
            self._second.result(_LONG)
        return bool(has_line)

    def _draw(self, draw: Callable[[], Any]) -> Any:
        self._inside += 1
        self._met = self._met or self._inside > 1
        try:
            first, self._in_there = self._in_there, None
            if first is not None:
                first()
            return draw()
        finally:
            self._inside -= 1


class _Stay:
    """The second thread's stay inside, until the first has come in (``met``), or waits for its turn, or has ended."""

    def __init__(self, met: Callable[[], bool]) -> None:
        self.begun = self.first_ended = False
        self._met, self._turns = met, ExitStack()
        self._may_look = allocate_lock()
        self._may_look.acquire()

    def let_the_first_go_on(self) -> None:
        """Said by the first: a second that is inside is not to have the turn before the first waits or has ended."""
        if self.begun:
            self._turns.enter_context(undisturbed(_TURN))
        self._may_look.release()

    def inside(self) -> None:
        """Said by the second."""
        self.begun = True
        self._may_look.acquire()
        self._turns.close()
        glance_for(lambda: self._met() or self.first_ended)


def _run(call: Callable[[], Any], line: int, then: Callable[[], None], stay: _Stay) -> bool:
    """Call, and do ``then`` before its ``line``, counted from 0 over all that is not Python's own or ours.

    False if it has fewer lines.
    """
    left = line

    def enter(frame: FrameType, event: str, _: Any) -> Any:
        return None if is_plumbing(frame.f_code.co_filename) else each_line

    def each_line(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal left
        if event == "line":
            left -= 1
            if left == -1:
                then()
        return each_line

    settrace(enter)
    try:
        call()
    finally:
        settrace(None)
        stay.first_ended = True
    return left < 0


_CLASSES = [(kind, dict(vars(kind))) for kind in (NotSafeToShare, random.Random)]


def _as_it_was(known: tuple[type, dict[str, Any]]) -> bool:
    """Whether a class still has what it had, and nothing else."""
    kind, before = known
    now = vars(kind)
    return now.keys() == before.keys() and all(now[name] is before[name] for name in before)


def _as_made(generator: NotSafeToShare) -> bool:
    """Whether it has no methods of its own in place of its class's."""
    return not any(hasattr(random.Random, name) for name in vars(generator))
