"""Execution of the learner's cell as in a notebook, after what precedes it.

A name counts once it is defined: what the cell does after that (a call that fails, a check, a
print) takes nothing away.
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
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import TypeVar

from kubeish.explorer.source_location import describe_origin

_T = TypeVar("_T")

MAX_PRINTED = 2_000
"""Characters of a cell's output that are kept."""

_IPYTHON_LINE = re.compile(r"^([ \t]*)(?:[%!?].*|[\w.]+\?{1,2}[ \t]*)$", re.MULTILINE)


@dataclass(frozen=True)
class Task:
    """``names``: what the exercise asks for; ``answer``: the learner's cell.

    ``before``: the reference's statements that the answer mentions; ``helpers``: definitions in
    the learner's other cells that it mentions.
    """

    slug: str
    names: list[str]
    before: list[str]
    helpers: list[str]
    answer: str


class _BoundedText(io.TextIOBase):
    """Keeps the first MAX_PRINTED characters that are written, and discards the rest."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text[: MAX_PRINTED - len(self.text)]
        return len(text)


def run_cell(task: Task) -> tuple[dict[str, object], dict[str, str]]:
    """What the cell defines of ``task.names``, and a report; see remote_answer.REPORT."""
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    namespace = vars(module)
    namespace.update(display=lambda *_, **__: None)
    for number, text in enumerate(task.before):
        _run(text, f"<before {number}>", namespace)
    for name in task.names:
        namespace.pop(name, None)  # the reference's statements must not define the answer itself
    for number, text in enumerate(task.helpers):
        _run(text, f"<helper {number}>", namespace)
    printed = _BoundedText()
    with redirect_stdout(printed), redirect_stderr(printed):
        error = _run(task.answer, f"<{task.slug}>", namespace)
    report = {"printed": printed.text, "error": "", "message": "", "where": ""}
    if error is not None:
        report |= {"error": type(error).__name__, "message": _describe(error), "where": _find_line(error)}
    return {name: namespace[name] for name in task.names if name in namespace}, report


def _run(text: str, filename: str, namespace: dict[str, object]) -> BaseException | None:
    """Run a cell. Returns the error that ended it, or None."""
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    try:
        value = eval(parse_cell(text, lambda python: _compile(python, filename)), namespace)
        if inspect.iscoroutine(value):
            asyncio.run(value)
    except (Exception, KeyboardInterrupt, SystemExit) as error:
        return error
    return None


def parse_cell(text: str, parse: Callable[[str], _T]) -> _T:
    """``parse(text)``, if need be without IPython's own lines: ``%timeit``, ``!ls``, ``thing?``."""
    try:
        return parse(text)
    except SyntaxError as error:
        try:
            return parse(_IPYTHON_LINE.sub(r"\1pass", text))
        except SyntaxError:
            raise error from None


def _compile(text: str, filename: str) -> types.CodeType:
    code: types.CodeType = compile(text, filename, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    return code


def _describe(error: BaseException) -> str:
    try:
        return str(error.msg if isinstance(error, SyntaxError) else error)[:MAX_PRINTED]
    except Exception:  # the learner's own __str__ may raise anything
        return "an error without words"


def _find_line(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return f"line {error.lineno}" if error.lineno else ""
    return describe_origin(error)
