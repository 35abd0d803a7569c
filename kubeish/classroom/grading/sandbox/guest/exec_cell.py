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
import sys
import types
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

from kubeish.classroom.grading.sandbox.guest.notebook_names import NOTEBOOK_NAMES, guard_missing_imports
from kubeish.classroom.grading.sandbox.guest.python_text import parse_cell
from kubeish.explorer.source_location import describe_origin

MAX_PRINTED = 4_000  # the grader shows less, and marks where it ends
"""Characters of a cell's output that are kept."""


@dataclass(frozen=True)
class Task:
    """``names``: what the exercise asks for; ``answer``: the learner's cell.

    ``above`` and ``below``: the learner's own cells before and after it in the notebook.
    ``reference``: names that they do not define, since other exercises ask for them.
    """

    slug: str
    names: list[str]
    answer: str
    above: list[str]
    below: list[str]
    reference: list[str]


@dataclass(frozen=True)
class Program:
    """What runs around the answer: the reference's statements ``before``, and the learner's own."""

    before: list[str]
    above: list[str]
    below: list[str]


class _BoundedText(io.TextIOBase):
    """Keeps the first MAX_PRINTED characters that are written, and discards the rest."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text[: MAX_PRINTED - len(self.text)]
        return len(text)


def run_cell(task: Task, program: Program) -> tuple[dict[str, object], dict[str, str]]:
    """What the cell defines of ``task.names``, and a report; see remote_answer.REPORT.

    A notebook may have run in another order than its cells stand in. So an answer that misses a
    name runs again after the statements below it.
    """
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    namespace = vars(module)
    namespace.update(NOTEBOOK_NAMES)
    _run_all(program.before, "before", namespace)
    for name in task.names:
        namespace.pop(name, None)  # the reference's statements must not define the answer itself
    _run_all(program.above, "helper", namespace)
    error, printed = _run_answer(task, namespace)
    if program.below and isinstance(error, NameError):
        _run_all(program.below, "below", namespace)
        error, printed = _run_answer(task, namespace)
    _run_all(program.below, "below", namespace)
    report = {"printed": printed, "error": "", "message": "", "where": ""}
    if error is not None:
        report |= {"error": type(error).__name__, "message": _describe(error), "where": _find_line(error)}
    return {name: namespace[name] for name in task.names if name in namespace}, report


def _run_answer(task: Task, namespace: dict[str, object]) -> tuple[BaseException | None, str]:
    """The error that ended the answer's cell, or None, and what it printed."""
    printed = _BoundedText()
    with redirect_stdout(printed), redirect_stderr(printed):
        error = _run(task.answer, f"<{task.slug}>", namespace)
    return error, printed.text


def _run_all(texts: list[str], kind: str, namespace: dict[str, object]) -> None:
    """Run statements. One that fails defines nothing, and the next one runs."""
    for number, text in enumerate(texts):
        _run(text, f"<{kind} {number}>", namespace)


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


def _compile(text: str, filename: str) -> types.CodeType:
    tree = guard_missing_imports(ast.parse(text, filename))
    code: types.CodeType = compile(tree, filename, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
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
