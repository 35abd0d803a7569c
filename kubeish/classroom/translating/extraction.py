"""Messages: prose cells and guesses of a lesson, titles and hints of course.toml, words of the package."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kubeish.classroom import course
from kubeish.classroom.authoring import build, source
from kubeish.classroom.authoring.paragraphs import unwrap
from kubeish.classroom.course import Lesson
from kubeish.classroom.display_language import WORDS
from kubeish.classroom.translating import code_messages
from kubeish.classroom.translating.guess_strings import find_strings

COURSE, PACKAGE = "course", "kubeish"
"""The catalogues of course.toml and of the package; each other one has the name of its lesson."""


@dataclass(frozen=True)
class Message:
    """One text to translate. ``context``: the id of its cell, its place in course.toml, or a key.

    ``is_looked_up``: it is translated when it is shown; else when notebooks are built. ``place``: the
    module that says it.
    """

    context: str
    text: str
    is_looked_up: bool = True
    place: str = ""


Messages = dict[str, list[Message]]
"""All messages of a course, by the name of their catalogue."""


def extract(root: Path) -> Messages:
    """The messages of the course in ``root``."""
    written, _ = build.select_lessons(root)
    package = [*(Message(key, text) for key, text in WORDS.items()), *_extract_code()]
    lessons = {lesson.name: extract_lesson(root, lesson) for lesson in written}
    return {COURSE: list(_extract_course(root)), PACKAGE: package} | lessons


def extract_lesson(root: Path, lesson: Lesson) -> list[Message]:
    """The prose cells and guesses of a lesson, in their order. Other code is the same everywhere."""
    text = (root / "solutions" / f"{lesson.name}.md").read_text(encoding="utf-8")
    found: list[Message] = []
    for cell in source.read(text, lesson).cells:
        if cell.cell_type == "markdown":
            found.append(Message(cell.id, unwrap(cell.source), is_looked_up=False))
        else:
            found += [Message(f"{cell.id} {kind}", text) for kind, text in find_strings(cell.source)]
    return found


def _extract_code() -> Iterator[Message]:
    """The messages in the code. A changed one is a new one, which takes the translation of the old one."""
    for text, place in code_messages.find_templates().items():
        yield Message(hashlib.sha256(text.encode()).hexdigest()[:8], text, place=place)


def _extract_course(root: Path) -> Iterator[Message]:
    for lesson in course.load(root).lessons:
        yield Message(f"{lesson.name} title", lesson.title)
        yield Message(f"{lesson.name} objective", lesson.objective)
        for exercise in lesson.exercises:
            yield Message(f"{exercise.slug} title", exercise.title)
            yield Message(f"{exercise.slug} objective", exercise.objective)
            for number, hint in enumerate(exercise.hints, 1):
                yield Message(f"{exercise.slug} hint {number}", hint)
