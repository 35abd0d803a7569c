"""``summary``: how far a learner is, where to go on, the table of the story, the learner's answers.

As HTML in a cell, as a page of its own (``kubeish summary``), and as text. Standard library alone.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

from kubeish.classroom import display_language, notebooks, progress
from kubeish.classroom.cell_address import make_address
from kubeish.classroom.course import Exercise, Lesson
from kubeish.errors import NotebookUnreadable
from kubeish.figures.text_width import pad
from kubeish.wording import join, look_up, say, show

ALL_DONE = say("All of them. No order of steps can take that from you.")
STYLE = """
:root { color-scheme: light dark; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 17px/1.6 system-ui, sans-serif; }
p { overflow-wrap: anywhere; }
a { color: inherit; }
pre { padding: 10px 14px; border: 1px solid #8888; border-radius: 8px; overflow-x: auto; font-size: 14px; }
"""


@dataclass(frozen=True)
class Attempt:
    """An exercise, the ``status`` of its last check, and the ``answer`` ("" if it is the stub)."""

    exercise: Exercise
    status: str
    answer: str


@dataclass(frozen=True)
class Summary:
    """``lessons``: each with the attempts at its exercises. ``folder``: where the notebooks lie."""

    lessons: tuple[tuple[Lesson, tuple[Attempt, ...]], ...]
    folder: Path

    @property
    def attempts(self) -> list[Attempt]:
        """One for each exercise, in the order of the course."""
        return [attempt for _, attempts in self.lessons for attempt in attempts]

    @property
    def next_exercise(self) -> Exercise | None:
        """The first exercise that is not passed, or None."""
        return next((each.exercise for each in self.attempts if each.status != progress.PASSED), None)

    def format_counts(self) -> str:
        """How many exercises are in which state, and where to go on: two lines."""
        counts = Counter(each.status for each in self.attempts)
        states = [say("{count} {status}", count=counts[each], status=look_up(each)) for each in sorted(counts)]
        total = say("{total} exercises: {states}", total=len(self.attempts), states=join(", ", states))
        return f"{show(total, self.folder)}\n{self._format_next()}"

    def _format_next(self) -> str:
        ahead = self.next_exercise
        path = f"{self.folder / ahead.lesson}.ipynb" if ahead else ""
        return show(say("Go on with {slug} in {path}", slug=ahead.slug, path=path) if ahead else ALL_DONE, self.folder)

    def format_table(self) -> str:
        """A line for each exercise: its slug, its state, its lesson."""
        words = {each.status: show(look_up(each.status), self.folder) for each in self.attempts}
        return "\n".join(
            f"{each.exercise.slug:<30} {pad(words[each.status], 20)} {each.exercise.lesson}" for each in self.attempts
        )

    def __str__(self) -> str:
        return f"{self.format_table()}\n\n{self.format_counts()}"

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return self._render(Path.cwd())

    def _render(self, place: Path) -> str:
        """As HTML in a file of the folder ``place``."""
        from kubeish.lessons.story import table

        answers = "".join(
            _render_lesson(lesson, attempts, self.folder) for lesson, attempts in self.lessons if attempts
        )
        story, yours = show(say("The story"), self.folder), show(say("Your answers"), self.folder)
        return f"<p>{self._render_counts(place)}</p><h2>{story}</h2>{table()._repr_html_()}<h2>{yours}</h2>{answers}"

    def _render_counts(self, place: Path) -> str:
        """The two lines of ``format_counts``, the second one as a link to the exercise's cell."""
        total, go_on = map(escape, self.format_counts().split("\n", 1))
        if ahead := self.next_exercise:
            folder = quote(Path(os.path.relpath(self.folder, place)).as_posix())
            go_on = f'<a href="{folder}/{make_address(ahead)}">{go_on}</a>'.replace('"./', '"')
        return f"{total}<br>{go_on}"

    def render_page(self, place: Path | None = None) -> str:
        """All of it as a page that needs no other file, in the folder ``place`` (default: ``folder``)."""
        title = show(say("What you did"), self.folder)
        language = display_language.find(self.folder).replace("_", "-")
        return (
            f'<!doctype html>\n<html lang="{language}">\n<head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>kubeish: {title}</title><style>{STYLE}</style></head>\n"
            f"<body><main><h1>{title}</h1>\n{self._render(place or self.folder)}\n</main></body>\n</html>\n"
        )


def summary(folder: Path | str | None = None) -> Summary:
    """Summarize the saved notebooks and the progress in ``folder`` (default: the current one)."""
    here = Path(folder).resolve() if folder else Path.cwd()
    so_far, lessons = progress.load(here), display_language.load_course(here).lessons
    return Summary(tuple((each, tuple(_find_attempts(each, here, so_far))) for each in lessons), here)


def _find_attempts(lesson: Lesson, folder: Path, so_far: progress.Progress) -> Iterator[Attempt]:
    try:
        cells = notebooks.find_exercise_cells(notebooks.read(folder / f"{lesson.name}.ipynb"))
    except NotebookUnreadable:
        cells = {}
    answers = {slug: notebooks.get_source(cell) for slug, cell in cells.items() if notebooks.is_touched(cell)}
    for exercise in lesson.exercises:
        yield Attempt(exercise, so_far.get_status(exercise.slug), answers.get(exercise.slug, ""))


def _render_lesson(lesson: Lesson, attempts: tuple[Attempt, ...], folder: Path) -> str:
    head = f"<h3>{lesson.number} {escape(lesson.title)}</h3>"
    return head + "".join(_render_attempt(attempt, show(look_up(attempt.status), folder)) for attempt in attempts)


def _render_attempt(attempt: Attempt, status: str) -> str:
    exercise = attempt.exercise
    after = f" ({escape(exercise.commit)})" if exercise.commit else ""
    shown = f"<h4>{escape(exercise.title)}{after}: {escape(status)}</h4><p>{escape(exercise.objective)}</p>"
    return shown + (f'<pre tabindex="0"><code>{escape(attempt.answer.strip())}</code></pre>' if attempt.answer else "")
