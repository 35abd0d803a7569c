"""The language in which a kernel and the command line speak: that of the notebooks in their folder.

KUBEISH_LANG names another one. What has no translation is shown in English.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path

from kubeish.classroom import course
from kubeish.classroom.course import Course, Exercise, Lesson
from kubeish.classroom.shipped_notebooks import find_language

FILE = "messages.json"
"""Beside the notebooks of a language: the translation of each text that is shown, by the English text."""
WORDS = {
    "guess-none": "You made no guess.",
    "guess-right": "You said '{guess}': right.",
    "guess-wrong": "You said '{guess}'; it is '{answer}'.",
    "guess-label": "A guess: {question}",
    "guess-first": "Take a guess, then go on: nothing is marked.",
    "guess-go-on": "Your guess is “{guess}”. Go on, and see.",
    "guess-was-right": "You guessed right.",
    "guess-was-wrong": "You guessed “{guess}”; it is “{answer}”.",
    "answer-is": "It is",
    "answer-right": "✔ You guessed right:",
    "answer-wrong": "✖ You guessed “{guess}”; it is",
    "answer-label": "The answer",
    "answer-often": "Often guessed: {guess}",
    "hint-of": "{slug} · hint {number} of {total}",
    "hint-all": "{slug} · these are all of its hints",
}
"""The words of guesses and hints. The keys are those of the catalogue ``kubeish.po``."""


class Messages(dict[str, str]):
    """Texts by their English; a text without a translation is its own."""

    def __missing__(self, text: str) -> str:
        return text

    def say(self, key: str, **values: object) -> str:
        """The sentence of ``WORDS`` with that key, with its values put in."""
        return self[WORDS[key]].format(**values)


def load(folder: Path | None = None) -> Messages:
    """The texts in the language of the notebooks in ``folder`` (default: the current one)."""
    return _read(course.find_root() / "notebooks" / find(folder) / FILE)


def find(folder: Path | None = None) -> str:
    """The language itself, such as ``zh_CN``; ``en`` for English."""
    return os.environ.get("KUBEISH_LANG") or find_language(folder or Path())


@contextmanager
def speak(language: str) -> Iterator[None]:
    """Show texts in ``language`` for a while, whatever notebooks there are."""
    before = os.environ.get("KUBEISH_LANG")
    os.environ["KUBEISH_LANG"] = language
    try:
        yield
    finally:
        os.environ.pop("KUBEISH_LANG")
        os.environ.update({} if before is None else {"KUBEISH_LANG": before})


@cache
def _read(path: Path) -> Messages:
    return Messages(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else Messages()


def load_course(folder: Path | None = None) -> Course:
    """The course with its titles, objectives and hints in the language of ``folder``."""
    return translate_course(course.load(), folder)


def translate_course(english: Course, folder: Path | None = None) -> Course:
    """``english`` in the language of ``folder``."""
    messages = load(folder)
    return Course(tuple(_translate_lesson(lesson, messages) for lesson in english.lessons))


def _translate_lesson(lesson: Lesson, messages: Messages) -> Lesson:
    exercises = tuple(_translate_exercise(exercise, messages) for exercise in lesson.exercises)
    return replace(lesson, title=messages[lesson.title], objective=messages[lesson.objective], exercises=exercises)


def _translate_exercise(exercise: Exercise, messages: Messages) -> Exercise:
    return replace(
        exercise,
        title=messages[exercise.title],
        objective=messages[exercise.objective],
        hints=tuple(messages[hint] for hint in exercise.hints),
    )
