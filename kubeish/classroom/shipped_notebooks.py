"""The shipped notebooks, in English and in the languages that the course is translated into."""

from __future__ import annotations

import re
from pathlib import Path

from kubeish.classroom import course, notebooks
from kubeish.classroom.course import Lesson
from kubeish.errors import NoSuchName, NotebookUnreadable
from kubeish.wording import say

ENGLISH = "en"
LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Za-z]{2,4})?")
"""What a language is written like, in the names of folders too."""


def find_shipped(lesson: Lesson, language: str = ENGLISH) -> Path:
    """The shipped notebook of a lesson, which may not be built yet.

    It is the English one if the lesson is not built in ``language``.
    """
    folder, name = course.find_root() / "notebooks", f"{lesson.name}.ipynb"
    return folder / language / name if (folder / language / name).exists() else folder / name


def list_languages() -> list[str]:
    """The languages in which the course can be opened, English first."""
    folder = course.find_root() / "notebooks"
    return [ENGLISH, *sorted({path.parent.name for path in folder.glob("*/[0-9][0-9]_*.ipynb")})]


def check_language(language: str) -> str:
    """``language``, if the course can be opened in it. Raises NoSuchName."""
    if language and language not in (known := list_languages()):
        raise NoSuchName(
            say(
                "The course is not there in the language '{language}': there are {known}.",
                language=language,
                known=", ".join(known),
            )
        )
    return language


def find_language(folder: Path) -> str:
    """The language of the learner's notebooks in ``folder``; English for an empty folder."""
    try:
        paths = sorted(folder.glob("[0-9][0-9]_*.ipynb"))
    except OSError:  # a folder that is gone, or that a page may not read
        return ENGLISH
    for path in paths:
        try:
            found = str(notebooks.get_metadata(notebooks.read(path)).get("language", ENGLISH))
        except NotebookUnreadable:
            continue
        return found if LANGUAGE.fullmatch(found) else ENGLISH  # a file of a learner's may say anything
    return ENGLISH
