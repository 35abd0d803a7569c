"""Bound on the learner's lines in one replay: counted, not timed, so the same everywhere.

It uses ``sys.settrace``, which needs neither threads nor signals and works in a web page. Only code
that is neither kubeish's nor Python's own is counted: that is where an endless loop would be.
"""

from __future__ import annotations

import dis
import functools
import os
import sys
import sysconfig
from pathlib import Path
from types import CodeType, FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import TraceFunction

PACKAGE = str(Path(__file__).resolve().parent.parent)
_LIBRARIES = {str(Path(os.__file__).parent), *map(sysconfig.get_path, ("stdlib", "platstdlib", "purelib"))}
_PLUMBING = ("<frozen", *(folder + os.sep for folder in (PACKAGE, *_LIBRARIES)))

LINES = 100_000
"""How many lines of its own a client may run in one replay."""

_OPCODES_A_LINE = 20
"""Where a line loops by itself, so many of Python's instructions count as a line."""

_STALLED_TICKS = 14
"""Ticks of the watchdog without one line run, after which a client is taken to wait."""


def is_plumbing(filename: str) -> bool:
    """True for the files of kubeish, Python and installed packages; False for a learner's."""
    return filename.startswith(_PLUMBING)


@functools.cache
def _has_loop_in_one_line(code: CodeType) -> bool:
    """Whether some line jumps back to itself, as ``while True: pass`` does."""
    lines = {at: line for start, end, line in code.co_lines() for at in range(start, end, 2)}
    jumps = [each for each in dis.get_instructions(code) if each.opcode in dis.hasjrel or each.opcode in dis.hasjabs]
    return any(
        isinstance(each.argval, int) and each.argval <= each.offset and lines.get(each.argval) == lines.get(each.offset)
        for each in jumps
    )


class LineBudgetExceeded(BaseException):
    """The budget is used up. If the client swallows it, counting restarts with a larger budget."""

    def __init__(self, budget: LineBudget) -> None:
        self._budget = budget

    def __del__(self) -> None:
        # Python stops tracing when a tracer raises. A handler that swallowed it lets go of it here.
        self._budget.restart(sys._getframe(1))


class LineBudget:
    """Context manager: more than ``lines`` lines of learner's code raise LineBudgetExceeded.

    ``counting=False``: nothing is counted until ``count_from``. ``stopped_at``: the code and line
    at which the client was stopped first, or None; ``is_stalled``: it stood still there.
    """

    stopped_at: tuple[CodeType, int] | None = None
    is_stalled = False
    _is_open = False
    _base: FrameType | None = None
    _before: TraceFunction | None = None
    _ticks = _stops = _opcodes = 0
    _left_before = -1

    def __init__(self, counting: bool = True, lines: int = LINES) -> None:
        self.left, self.lines, self.counting = lines, lines, counting

    def __enter__(self) -> LineBudget:
        self._base = sys._getframe(1)
        if self.counting:
            self._before = sys.gettrace()
            sys.settrace(self._trace_call)
        self._is_open = True
        return self

    def __exit__(self, *_: object) -> None:
        self._is_open, self._base = False, None
        if self.counting:
            sys.settrace(self._before)

    def count_from(self, frame: FrameType | None, lines: int) -> None:
        """Count from here on, in the frames that are running as well; ``lines`` are left."""
        if not self.counting:
            self.counting, self._before = True, sys.gettrace()
        self.left = lines
        while frame is not None and frame is not self._base:
            if not is_plumbing(frame.f_code.co_filename):
                frame.f_trace = self._trace_line
            frame = frame.f_back
        sys.settrace(self._trace_call)

    def end_at_next_line(self, frame: FrameType | None) -> None:
        """Stop the client at the next line of its own."""
        if self._is_open:
            self.count_from(frame, lines=0)

    def restart(self, frame: FrameType) -> None:
        """Count again after a LineBudgetExceeded was swallowed, if the client still runs."""
        if self._is_open:
            self._stops += 1
            self.count_from(frame, self._stops)

    def tick(self, frame: FrameType | None) -> None:
        """Start to count, or stop a client that has run no line for a while."""
        self._ticks += self._is_open
        if self._ticks < 2 or not self._is_open:
            return
        if not self.counting:
            self.count_from(frame, self.lines)
        if self.left != self._left_before:
            self._ticks, self._left_before = 2, self.left
        if self._ticks > _STALLED_TICKS:
            self.is_stalled = True
            self._stop(frame)

    def _trace_call(self, frame: FrameType, event: str, _: object) -> TraceFunction | None:
        if is_plumbing(frame.f_code.co_filename):
            return None
        if _has_loop_in_one_line(frame.f_code):
            frame.f_trace_opcodes = True  # Python 3.11 has no event for each of its rounds
        return self._trace_line

    def _trace_line(self, frame: FrameType, event: str, _: object) -> TraceFunction | None:
        if event == "opcode":
            self._opcodes += 1
        if event == "line" or (event == "opcode" and self._opcodes % _OPCODES_A_LINE == 0):
            self.left -= 1
            if self.left < 0:
                self._stop(frame)
        return self._trace_line

    def _stop(self, frame: FrameType | None) -> None:
        while frame is not None and is_plumbing(frame.f_code.co_filename) and frame.f_back is not None:
            frame = frame.f_back
        if frame is not None and self.stopped_at is None:
            self.stopped_at = frame.f_code, frame.f_lineno
        raise LineBudgetExceeded(self)
