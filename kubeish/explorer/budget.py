"""A bound on the learner's lines that run in one replay: counted and not timed, so that it is the same everywhere.

It uses ``sys.settrace``, which needs neither threads nor signals and works in a web page. Only code that is neither
kubeish's nor Python's own is counted: that is where an endless loop would be.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

PACKAGE = str(Path(__file__).resolve().parent.parent)
_LIBRARIES = {str(Path(os.__file__).parent), *map(sysconfig.get_path, ("stdlib", "platstdlib", "purelib"))}
_PLUMBING = ("<frozen", *(folder + os.sep for folder in (PACKAGE, *_LIBRARIES)))

LINES = 100_000
"""How many lines of its own a client may run in one replay."""

_STILL = 14  # ticks of the fuse without one line run: a client that waits for something


def is_plumbing(filename: str) -> bool:
    """True for the files of kubeish, of Python and of installed packages; False for what a learner wrote."""
    return filename.startswith(_PLUMBING)


class OutOfLines(BaseException):
    """The budget is used up. Whoever catches it and goes on is counted again, on a longer leash each time."""

    def __init__(self, budget: LineBudget) -> None:
        self._budget = budget

    def __del__(self) -> None:
        # Python stops tracing when a tracer raises. A handler that swallowed this lets go of it here.
        self._budget.swallowed(sys._getframe(1))


class LineBudget:
    """A context manager: within it, more than ``lines`` lines of learner's code raise OutOfLines there.

    ``counting=False`` starts with nothing counted, until ``count_from``. ``stopped``: at which line of which code it
    stopped somebody, or None; ``standing``: that it stood still there.
    """

    stopped: tuple[CodeType, int] | None = None
    standing = False
    _open = False
    _base: FrameType | None = None
    _before: Any = None
    _ticks = _stops = 0
    _left_before = -1

    def __init__(self, lines: int = LINES, counting: bool = True) -> None:
        self.left, self.counting = lines, counting

    def __enter__(self) -> LineBudget:
        self._open, self._base = True, sys._getframe(1)
        if self.counting:
            self._before = sys.gettrace()
            sys.settrace(self._enter_frame)
        return self

    def __exit__(self, *_: object) -> None:
        self._open, self._base = False, None
        if self.counting:
            sys.settrace(self._before)

    def count_from(self, frame: FrameType | None, lines: int) -> None:
        """Count from here on, in the frames that are running as well."""
        if not self.counting:
            self.counting, self._before = True, sys.gettrace()
        self.left = lines
        while frame is not None and frame is not self._base:
            if not is_plumbing(frame.f_code.co_filename):
                frame.f_trace = self._count_line
            frame = frame.f_back
        sys.settrace(self._enter_frame)

    def swallowed(self, frame: FrameType) -> None:
        """An OutOfLines of this budget is gone. While the client still runs, stop it again a little later."""
        if self._open:
            self._stops += 1
            self.count_from(frame, self._stops)

    def tick(self, frame: FrameType | None) -> None:
        """The fuse says that time has passed: start to count, or see whether anything has moved since."""
        self._ticks += 1
        if self._ticks < 2:
            return
        if not self.counting:
            self.count_from(frame, LINES)
        if self.left != self._left_before:
            self._ticks, self._left_before = 2, self.left
        if self._ticks > _STILL:
            self.standing = True
            self._stop(frame)

    def _enter_frame(self, frame: FrameType, event: str, _: Any) -> Any:
        return None if is_plumbing(frame.f_code.co_filename) else self._count_line

    def _count_line(self, frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            self.left -= 1
            if self.left < 0:
                self._stop(frame)
        return self._count_line

    def _stop(self, frame: FrameType | None) -> None:
        while frame is not None and is_plumbing(frame.f_code.co_filename) and frame.f_back is not None:
            frame = frame.f_back
        if frame is not None and self.stopped is None:
            self.stopped = frame.f_code, frame.f_lineno
        raise OutOfLines(self)
