"""A bound on the learner's lines that run in one replay: counted and not timed, so that it is the same everywhere.

It uses ``sys.settrace``, which needs neither threads nor signals and works in a web page. Only code that is neither
kubeish's nor Python's own is counted: that is where an endless loop would be.
"""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path
from types import FrameType
from typing import Any

PACKAGE = str(Path(__file__).resolve().parent.parent)
_LIBRARIES = tuple({sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), sysconfig.get_path("purelib")})


class OutOfLines(BaseException):
    """The budget is used up. Not an Exception, so that ``except Exception`` in the client does not catch it."""


def is_plumbing(filename: str) -> bool:
    """True for the files of kubeish, of Python and of installed packages; False for what a learner wrote."""
    return filename.startswith((PACKAGE, "<frozen", *_LIBRARIES))


class LineBudget:
    """A context manager: within it, more than ``lines`` lines of learner's code raise OutOfLines there.

    ``counting=False`` starts with nothing counted, until ``rearm``.
    """

    def __init__(self, lines: int, counting: bool = True) -> None:
        self.left, self.counting = lines, counting
        self.where = ""
        self._plumbing: dict[str, bool] = {}
        self._before: Any = None

    def __enter__(self) -> LineBudget:
        self._before = sys.gettrace()
        if self.counting:
            sys.settrace(self._enter_frame)
        return self

    def __exit__(self, *_: object) -> None:
        if sys.gettrace() is not self._before:
            sys.settrace(self._before)

    def rearm(self, frame: FrameType | None, lines: int) -> None:
        """Count again, from the frames that are already running: Python stops tracing when a tracer has raised."""
        self.left = lines
        while frame is not None:
            if not self._is_plumbing(frame):
                frame.f_trace = self._count_line
            frame = frame.f_back
        sys.settrace(self._enter_frame)

    def _is_plumbing(self, frame: FrameType) -> bool:
        name = frame.f_code.co_filename
        if name not in self._plumbing:
            self._plumbing[name] = is_plumbing(name)
        return self._plumbing[name]

    def _enter_frame(self, frame: FrameType, event: str, _: Any) -> Any:
        return None if self._is_plumbing(frame) else self._count_line

    def _count_line(self, frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            self.left -= 1
            if self.left < 0:
                self.where = f"line {frame.f_lineno} of {frame.f_code.co_name}"
                raise OutOfLines
        return self._count_line
