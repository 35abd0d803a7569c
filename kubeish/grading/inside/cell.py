"""Run the learner's cell as a notebook would have it: after what stands before it, and on past an error at its end.

A name counts once it is defined: what a cell does after that (a call that fails, a check, a print) takes nothing away.
"""

from __future__ import annotations

import ast
import asyncio
import inspect
import io
import linecache
import re
import sys
import types
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any

from kubeish.checks.local import learners_line

PRINTED = 2_000
"""So many characters of what a cell prints are kept."""

_MAGIC = re.compile(r"^([ \t]*)(?:[%!?].*|[\w.]+\?{1,2}[ \t]*)$", re.MULTILINE)


@dataclass(frozen=True)
class Task:
    """``names``: what the exercise asks for; ``answer``: the learner's cell.

    ``before``: what the answer mentions of the reference's statements; ``helpers``: of the learner's other cells'
    definitions.
    """

    slug: str
    names: list[str]
    before: list[str]
    helpers: list[str]
    answer: str


class _Printed(io.TextIOBase):
    """Keeps the beginning of what is printed, and takes the rest without a word."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        """As of any file."""
        self.text += text[: PRINTED - len(self.text)]
        return len(text)


def names_of(task: Task) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the cell defines of ``task.names``, and a report: what it ``printed``, and the ``error`` that ended it."""
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    space = vars(module)
    space.update(display=lambda *_, **__: None)
    for number, text in enumerate(task.before):
        _run(text, f"<before {number}>", space)
    for name in task.names:
        space.pop(name, None)  # the answer itself comes from nobody but the learner
    for number, text in enumerate(task.helpers):
        _run(text, f"<helper {number}>", space)
    printed = _Printed()
    with redirect_stdout(printed), redirect_stderr(printed):
        error = _run(task.answer, f"<{task.slug}>", space)
    report = {"printed": printed.text, "error": "", "message": "", "where": ""}
    if error is not None:
        report |= {"error": type(error).__name__, "message": _words(error), "where": _where(error)}
    return {name: space[name] for name in task.names if name in space}, report


def _run(text: str, filename: str, space: dict[str, Any]) -> BaseException | None:
    """What came of it: the error that ended it, or None."""
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    try:
        running = eval(_compiled(text, filename), space)
        if inspect.iscoroutine(running):
            asyncio.run(running)
    except (Exception, KeyboardInterrupt, SystemExit) as error:
        return error
    return None


def _compiled(text: str, filename: str) -> types.CodeType:
    """The cell's code; where it is no Python, without IPython's own lines: ``%timeit``, ``!ls``, ``thing?``."""
    try:
        return _code(text, filename)
    except SyntaxError as error:
        try:
            return _code(_MAGIC.sub(r"\1pass", text), filename)
        except SyntaxError:
            raise error from None


def _code(text: str, filename: str) -> types.CodeType:
    code: types.CodeType = compile(text, filename, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    return code


def _words(error: BaseException) -> str:
    try:
        return str(error.msg if isinstance(error, SyntaxError) else error)[:PRINTED]
    except Exception:
        return "an error without words"


def _where(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return f"line {error.lineno}" if error.lineno else ""
    return learners_line(error)
