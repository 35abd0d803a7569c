"""Examination of the text of a learner's cell, in this process."""

from __future__ import annotations

import importlib
import linecache
import warnings
from typing import Any

from kubeish.checks import LocalAnswer, Verdict, examine
from kubeish.classroom import course
from tests.answers import PRELUDE


def run_cell(source: str, title: str, given: str = "") -> dict[str, Any]:
    """What the cell defines; tracebacks find its source. ``given``: its lesson's imports."""
    space: dict[str, Any] = {}
    exec(compile(PRELUDE + given, "<prelude>", "exec"), space)
    filename = f"<answer {title}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    with warnings.catch_warnings():  # a learner's cell may do what Python warns of
        warnings.simplefilter("ignore", SyntaxWarning)
        exec(compile(source, filename, "exec"), space)
    return space


def verdict_on(slug: str, source: str, title: str = "", seed: int = 1) -> Verdict:
    """The verdict on the text of a cell, whose check draws its questions from ``seed``."""
    exercise = course.load().find_exercise(slug)
    answers = importlib.import_module(f"tests.answers.{slug.replace('-', '_')}")
    space = run_cell(source, title, getattr(answers, "GIVEN", ""))
    return examine(slug, LocalAnswer(exercise.names, {n: space[n] for n in exercise.names if n in space}), seed)
