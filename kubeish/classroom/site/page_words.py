"""Words of the reading edition around its lessons, and the languages that it has."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from kubeish.classroom.display_language import FILE, speak
from kubeish.classroom.shipped_notebooks import ENGLISH
from kubeish.wording import say, show

WORDS = {
    "skip": say("To the text"),
    "edition": say("the reading edition"),
    "lessons": say("Lessons"),
    "light": say("Light"),
    "dark": say("Dark"),
    "contents": say("Contents"),
    "still": say("This is the reading edition: nothing runs here but the pictures."),
    "summer": say("Kubernetes in the summer of 2014"),
    "told": say(
        "You lose a pod, fix it, and know that it is fixed: ten lessons, told by running the code of that summer."
    ),
    "read": say("Read from the start"),
    "run": say("Run it in this browser"),
    "repository": say("Where it comes from"),
    "minutes": say("minutes"),
    "story": say("The table of the story"),
    "counted": say(
        "Each version of the registry against each thing that can happen to it. The numbers are counted, not typed."
    ),
    "binder": say("Run it on Binder"),
    "notebook": say("See the notebook"),
    "turn": say("Previous and next"),
    "previous": say("previous"),
    "next": say("next"),
    "work": say("The browser edition is the one to work in."),
    "all": say("kubeish: all lessons, to be read"),
}
DESCRIPTION = say("Kubernetes in the summer of 2014, told by running it: lose a pod, fix it, know that it is fixed.")
"""That of pyproject.toml, which is looked up by its English."""
NAME = say("English")
"""The name of a language in itself: a catalogue translates it by its own."""


class Language(NamedTuple):
    """``folder``: as in locale/; ``lang``: as a page has it; ``up``: from a page of another language to its own."""

    folder: str
    lang: str
    name: str
    up: str


def show_words() -> dict[str, str]:
    """All words in the language that is spoken now."""
    return {key: show(words) for key, words in WORDS.items()}


def list_others(root: Path, language: str) -> list[Language]:
    """The languages that the checkout ``root`` has solutions in, without ``language`` itself."""
    found = [ENGLISH, *sorted(path.parent.name for path in (root / "notebooks").glob(f"*/{FILE}"))]
    back = "" if language == ENGLISH else "../"
    return [
        Language(each, make_tag(each), _name(each), back if each == ENGLISH else f"{back}{each}/")
        for each in found
        if each != language and (root / "solutions" / ("" if each == ENGLISH else each)).exists()
    ]


def make_tag(language: str) -> str:
    """The language as HTML names it."""
    return language.replace("_", "-")


def _name(language: str) -> str:
    with speak(language):
        return show(NAME)
