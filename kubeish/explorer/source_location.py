"""Source locations of running frames: which function, which line, which local variables."""

from __future__ import annotations

import ast
import inspect
import linecache
import reprlib
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType

from kubeish.wording import say

from .line_budget import PACKAGE, is_plumbing
from .steps import Location

# The parts of kubeish that the lessons teach, and that may be shown; the rest is plumbing.
_TAUGHT = tuple(str(Path(PACKAGE) / part) for part in ("registry", "scheduler"))
_NOT_TAUGHT = tuple(
    str(Path(PACKAGE) / "registry" / f"{name}.py") for name in ("helper", "manifest_factory", "pod_storage", "kubelet")
)
_MOST_CALLS = 100
"""Calls within calls by which a place is known. What is further out was the innermost call before."""

_MOST_REPEATS = 10
"""After so many repeated calls a function is taken to call itself. A look at all of them takes most of a run."""

_MOST_CALLERS = 6
"""So many calls are shown that led to a function: a client that calls itself has hundreds."""

_EXPLORER = str(Path(PACKAGE) / "explorer")

_short = reprlib.Repr()
_short.maxstring = _short.maxother = 80
_short.maxlist = _short.maxtuple = _short.maxdict = 8


def locate_frame(frame: FrameType) -> Location:
    """Where the client is paused whose request is made in ``frame``."""
    shown = _pick_frame(frame)
    if shown is None:
        return Location()
    source, first = _get_source(shown.f_code)
    line, trail = max(shown.f_lineno - first + 1, 0), _list_callers(shown)
    return Location(shown.f_code.co_name, source, line, _list_locals(shown), trail=trail)


def _list_callers(shown: FrameType) -> tuple[tuple[str, str], ...]:
    """The functions that led to ``shown`` and the line of each call, the outermost first.

    Without lambdas and plumbing. Of more than _MOST_CALLERS, the outermost one and the innermost.
    """
    frames = [frame for frame in _walk_client(shown.f_back) if _has_name(frame) and not _is_plumbing(_get_file(frame))]
    calls = [*frames[: _MOST_CALLERS - 1], *frames[_MOST_CALLERS - 1 :][-1:]]
    trail = [(frame.f_code.co_name, linecache.getline(_get_file(frame), frame.f_lineno).strip()) for frame in calls]
    if len(calls) < len(frames):
        trail.insert(-1, ("…", ""))
    return tuple(reversed(trail))


def _walk_client(frame: FrameType | None) -> Iterator[FrameType]:
    """The frames of the client's stack, the innermost first, up to the explorer's own."""
    while frame is not None and not frame.f_code.co_filename.startswith(_EXPLORER):
        yield frame
        frame = frame.f_back


def _pick_frame(frame: FrameType) -> FrameType | None:
    """The learner's innermost frame; taught code's if the learner wrote only a lambda."""
    learners: list[FrameType] = []
    taught: list[FrameType] = []
    for caller in _walk_client(frame):
        name = _get_file(caller)
        if _is_taught(name):
            taught.append(caller)
        elif not is_plumbing(name):
            learners.append(caller)
    named = [f for f in learners if _has_name(f)]
    return next(iter(named or taught or learners), None)


def _get_file(frame: FrameType) -> str:
    return frame.f_code.co_filename


def _has_name(frame: FrameType) -> bool:
    """False for a lambda, a comprehension and a cell's own lines."""
    return not frame.f_code.co_name.startswith("<")


def _is_taught(filename: str) -> bool:
    return filename.startswith(_TAUGHT) and filename not in _NOT_TAUGHT


def _is_plumbing(filename: str) -> bool:
    return is_plumbing(filename) and not _is_taught(filename)


def _get_source(code: CodeType) -> tuple[str, int]:
    try:
        lines, first = inspect.getsourcelines(code)
    except (OSError, TypeError):
        return "", 1
    return inspect.cleandoc("\n" + "".join(lines)) if lines else "", first


def _list_locals(frame: FrameType) -> tuple[tuple[str, str], ...]:
    """Names and short values, without those that show only a kind, ``<Client>``, or an address."""
    pairs = ((name, _short.repr(value)) for name, value in frame.f_locals.items() if not name.startswith("_"))
    return tuple((name, text) for name, text in pairs if not text.startswith("<") and " at 0x" not in text)


class CallSites:
    """The places in its code at which a client has made a request, by its stack."""

    def __init__(self) -> None:
        self._codes: dict[tuple[tuple[int, int], ...], list[CodeType]] = {}

    def add(self, frame: FrameType) -> bool:
        """Add the place where the client of ``frame`` is; True if it is new."""
        # A function that calls itself has the same handlers at each depth: each place counts once.
        calls: dict[tuple[int, int], None] = {}
        caller: FrameType | None = frame
        for depth in range(_MOST_CALLS):
            if caller is None or depth > len(calls) + _MOST_REPEATS:
                break
            if caller.f_code.co_filename.startswith(_EXPLORER):
                break
            calls[id(caller.f_code), caller.f_lasti] = None  # faster than _walk_client
            caller = caller.f_back
        site = tuple(calls)
        if site in self._codes:
            return False
        # The code is kept as well: `id` is unique only among live objects.
        self._codes[site] = [caller.f_code for caller in _walk_client(frame)]
        return True


def describe_handler(pause: BaseException | None) -> str:
    """``line 5 of run_pod``: the ``except`` that caught ``pause``; empty if not found."""
    trace = pause.__traceback__ if pause else None
    if trace is None:
        return ""
    code = trace.tb_frame.f_code
    source, first = _get_source(code)
    line = trace.tb_lineno - first + 1
    return say("line {line} of {name}", line=_find_handler_line(source, line) or line, name=code.co_name)


def describe_origin(error: BaseException) -> str:
    """``line 5 of run_pod``: the learner's last line that ``error`` came through; else empty.

    The line counts within its cell, as a notebook shows it.
    """
    last: tuple[FrameType, int] | None = None
    for frame, line in traceback.walk_tb(error.__traceback__):  # extract_tb would look for columns, and at files
        if not is_plumbing(frame.f_code.co_filename):
            last = frame, line
    return say("line {line} of {name}", line=last[1], name=last[0].f_code.co_name) if last else ""


def describe_line(code: CodeType, line: int) -> str:
    """``line 5 of run_pod``, counted within the function as it is shown."""
    return say("line {line} of {name}", line=max(line - _get_source(code)[1] + 1, 1), name=code.co_name)


def _find_handler_line(source: str, line: int) -> int:
    """The line of the innermost handler of a ``try`` around ``line``; 0 if there is none."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return 0
    tries = [(n, n.handlers or n.finalbody) for n in ast.walk(tree) if isinstance(n, (ast.Try, ast.TryStar))]
    around = [(n.lineno, after[-1].lineno) for n, after in tries if n.lineno < line <= (n.body[-1].end_lineno or 0)]
    return max(around, default=(0, 0))[1]
