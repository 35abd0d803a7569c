"""Runs the text of a learner's cell and examines it, in this process."""

from __future__ import annotations

import importlib
import linecache
from typing import Any

from kubeish import course
from kubeish.checks import LocalAnswer, Verdict, examine
from tests.answers import PRELUDE


def names_of(source: str, title: str, given: str = "") -> dict[str, Any]:
    """What the cell defines, with its source where tracebacks find it. ``given``: what its lesson imports beside."""
    space: dict[str, Any] = {}
    exec(compile(PRELUDE + given, "<prelude>", "exec"), space)
    filename = f"<answer {title}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    exec(compile(source, filename, "exec"), space)
    return space


def verdict_on(slug: str, source: str, title: str = "") -> Verdict:
    """The verdict on the text of a cell."""
    exercise = course.load().exercise(slug)
    answers = importlib.import_module(f"tests.answers.{slug.replace('-', '_')}")
    space = names_of(source, title, getattr(answers, "GIVEN", ""))
    return examine(slug, LocalAnswer(exercise.names, {n: space[n] for n in exercise.names if n in space}))
