"""From running frames to something that can be shown: which function, which line, which local variables."""

from __future__ import annotations

import ast
import inspect
import reprlib
from pathlib import Path
from types import CodeType, FrameType

from .budget import PACKAGE, is_plumbing
from .steps import Where

# The parts of kubeish that are the story itself, and may be shown; the rest is plumbing.
_STORY = tuple(str(Path(PACKAGE) / part) for part in ("registry", "scheduler"))
_EXPLORER = str(Path(PACKAGE) / "explorer")

_short = reprlib.Repr()
_short.maxstring = _short.maxother = 80
_short.maxlist = _short.maxtuple = _short.maxdict = 8


def look_at(frame: FrameType | None) -> Where:
    """Where the client stands whose call of the store is running in ``frame``."""
    shown = _on_show(frame)
    if shown is None:
        return Where()
    source, first = _source(shown.f_code)
    return Where(shown.f_code.co_name, source, max(shown.f_lineno - first + 1, 0), _locals(shown))


def _on_show(frame: FrameType | None) -> FrameType | None:
    """The innermost frame of the learner's own; where that is a mere lambda, the innermost one of the story's."""
    learners: list[FrameType] = []
    story: list[FrameType] = []
    while frame is not None and not frame.f_code.co_filename.startswith(_EXPLORER):
        name = frame.f_code.co_filename
        if name.startswith(_STORY):
            story.append(frame)
        elif not is_plumbing(name):
            learners.append(frame)
        frame = frame.f_back
    named = [f for f in learners if not f.f_code.co_name.startswith("<")]
    return next(iter(named or story or learners), None)


def _source(code: CodeType) -> tuple[str, int]:
    try:
        lines, first = inspect.getsourcelines(code)
    except (OSError, TypeError):
        return "", 1
    return inspect.cleandoc("\n" + "".join(lines)) if lines else "", first


def _locals(frame: FrameType) -> tuple[tuple[str, str], ...]:
    """Names and short values, without what has no value to show but its kind, ``<Client>``, or an address."""
    pairs = ((name, _short.repr(value)) for name, value in frame.f_locals.items() if not name.startswith("_"))
    return tuple((name, text) for name, text in pairs if not text.startswith("<") and " at 0x" not in text)


def call_site(frame: FrameType | None) -> tuple[int, ...]:
    """Where in its code the client stands, down its stack: the same place has the same numbers."""
    site: list[int] = []
    while frame is not None and not frame.f_code.co_filename.startswith(_EXPLORER):
        site += (id(frame.f_code), frame.f_lasti)
        frame = frame.f_back
    return tuple(site)


def catching_line(pause: BaseException | None) -> str:
    """`` at line 5 of run_pod``: the bare ``except`` that caught ``pause``; an empty text where it cannot be found."""
    caught = pause.__traceback__ if pause else None
    if caught is None:
        return ""
    source, first = _source(caught.tb_frame.f_code)
    here = caught.tb_lineno - first + 1
    return f" at line {_handler_line(source, here) or here} of {caught.tb_frame.f_code.co_name}"


def line_of(code: CodeType, line: int) -> str:
    """``line 5 of run_pod``, counted within the function as the learner sees it."""
    return f"line {max(line - _source(code)[1] + 1, 1)} of {code.co_name}"


def _handler_line(source: str, line: int) -> int:
    """The line of the handler whose ``try`` has ``line`` in its body, innermost first; 0 where there is none."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return 0
    tries = [(n, n.handlers or n.finalbody) for n in ast.walk(tree) if isinstance(n, (ast.Try, ast.TryStar))]
    around = [(n.lineno, after[-1].lineno) for n, after in tries if n.lineno < line <= (n.body[-1].end_lineno or 0)]
    return max(around, default=(0, 0))[1]
