"""Hints, one at a time: where to look, what to think of, nearly the line.

A notebook and the command line share the record of what was shown.
"""

from __future__ import annotations

from pathlib import Path

from kubeish.classroom import course, display_language, progress
from kubeish.classroom.notebook_output import show


def take_next_hint(slug: str, folder: Path | None = None) -> str:
    """Record and return the next hint of an exercise; after the last one, all of them.

    ``folder`` holds the learner's notebooks (default: the current folder). Raises NoSuchName.
    """
    messages = display_language.load(folder)
    hints = [messages[hint] for hint in course.load().find_exercise(slug).hints]
    shown = progress.count_hints(slug, folder)
    if shown >= len(hints):
        again = "\n".join(f"{rung}. {text}" for rung, text in enumerate(hints, 1))
        return f"{messages.say('hint-all', slug=slug)}\n\n{again}"
    progress.record_hint(slug, shown + 1, folder)
    head = messages.say("hint-of", slug=slug, number=shown + 1, total=len(hints))
    return f"{head}\n\n{hints[shown]}"


def find_next_exercise(folder: Path | None = None, lesson: str = "") -> str:
    """The slug of the first exercise that is not passed; when all are, of the last one.

    ``lesson``: a lesson's number, whose exercises alone count. Raises NoSuchName.
    """
    so_far, known = progress.load(folder), course.load()
    slugs = [each.slug for each in (known.find_lesson(lesson) if lesson else known).exercises]
    return next((slug for slug in slugs if so_far.get_status(slug) != progress.PASSED), slugs[-1])


def find_meant(name: str, folder: Path | None = None) -> str:
    """The slug that a name means: itself, or for "02" or "" the next exercise of that lesson or of all."""
    is_number = isinstance(name, str) and name.isdigit()
    return find_next_exercise(folder, name if is_number else "") if is_number or name == "" else name


def hint(slug: str = "") -> None:
    """Show the next hint of an exercise: ``hint("run-pod")``; without a name, of the one to go on with.

    ``hint("02")`` is for the next exercise of lesson 02.
    """
    text = take_next_hint(find_meant(slug))
    show(text, lambda: _render(text))


def _render(text: str) -> str:
    from kubeish.checks.verdict_card import render_hint_card  # a terminal needs no card

    return render_hint_card(text)
