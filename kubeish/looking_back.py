"""``summary``: how far a learner is, where to go on, the table of the story, and the learner's own answers.

As HTML in a cell, as a page of its own (``kubeish summary``), and as text. Standard library alone, for any Python.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from kubeish import course, notebooks, progress
from kubeish.course import Exercise, Lesson
from kubeish.errors import NotebookUnreadable

ALL_DONE = "All of them. No order of steps can take that from you."
STYLE = """
:root { color-scheme: light dark; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 17px/1.6 system-ui, sans-serif; }
pre { padding: 10px 14px; border: 1px solid #8888; border-radius: 8px; overflow-x: auto; font-size: 14px; }
"""


@dataclass(frozen=True)
class Done:
    """One exercise, what the last check of it found, and the ``answer`` in the notebook; "" where it is the stub."""

    exercise: Exercise
    status: str
    answer: str


@dataclass(frozen=True)
class Summary:
    """``lessons``: each with what was done in it. ``folder``: where the notebooks lie."""

    lessons: tuple[tuple[Lesson, tuple[Done, ...]], ...]
    folder: Path

    @property
    def all_done(self) -> list[Done]:
        """Every exercise, in the order of the course."""
        return [done for _, each in self.lessons for done in each]

    def counts(self) -> str:
        """How many exercises are in which state."""
        counts = Counter(done.status for done in self.all_done)
        return f"{len(self.all_done)} exercises: " + ", ".join(
            f"{counts[status]} {status}" for status in sorted(counts)
        )

    @property
    def next_one(self) -> Exercise | None:
        """The first exercise that is not passed; None where all are."""
        return next((done.exercise for done in self.all_done if done.status != progress.PASSED), None)

    def go_on(self) -> str:
        """Where to go on."""
        ahead = self.next_one
        return f"Go on with {ahead.slug} in {self.folder / ahead.lesson}.ipynb" if ahead else ALL_DONE

    def table(self) -> str:
        """A line for each exercise: its slug, its state, its lesson."""
        return "\n".join(f"{d.exercise.slug:<30} {d.status:<20} {d.exercise.lesson}" for d in self.all_done)

    def __str__(self) -> str:
        return f"{self.table()}\n\n{self.counts()}\n{self.go_on()}"

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        from kubeish.story import table

        answers = "".join(_lesson(lesson, done) for lesson, done in self.lessons if done)
        return (
            f"<p>{escape(self.counts())}<br>{escape(self.go_on())}</p>"
            f"<h2>The story</h2>{table()._repr_html_()}<h2>Your answers</h2>{answers}"
        )

    def page(self) -> str:
        """All of it as a page that needs nothing else."""
        return (
            '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>kubeish: what you did</title><style>{STYLE}</style></head>\n"
            f"<body><main><h1>What you did</h1>\n{self._repr_html_()}\n</main></body>\n</html>\n"
        )


def summary(folder: Path | str | None = None) -> Summary:
    """What was done so far by whoever's notebooks lie in ``folder`` (the current one). Only what is saved is seen."""
    here = Path(folder).resolve() if folder else Path.cwd()
    so_far = progress.load(here)
    return Summary(
        tuple((lesson, tuple(_done(lesson, here, so_far))) for lesson in course.load().lessons),
        here,
    )


def _done(lesson: Lesson, folder: Path, so_far: progress.Progress) -> Iterator[Done]:
    answers = _answers(folder / f"{lesson.name}.ipynb")
    for exercise in lesson.exercises:
        yield Done(exercise, so_far.status(exercise.slug), answers.get(exercise.slug, ""))


def _answers(path: Path) -> dict[str, str]:
    """What was written into the exercises of a notebook, by slug. Nothing, where there is no notebook to read."""
    try:
        cells = notebooks.exercise_cells(notebooks.read(path))
    except NotebookUnreadable:
        return {}
    return {slug: notebooks.source(cell) for slug, cell in cells.items() if notebooks.touched(cell)}


def _lesson(lesson: Lesson, each: tuple[Done, ...]) -> str:
    return f"<h3>{lesson.number} {escape(lesson.title)}</h3>" + "".join(map(_exercise, each))


def _exercise(done: Done) -> str:
    exercise = done.exercise
    after = f" ({escape(exercise.commit)})" if exercise.commit else ""
    said = f"<h4>{escape(exercise.title)}{after}: {escape(done.status)}</h4><p>{escape(exercise.objective)}</p>"
    return said + (f"<pre><code>{escape(done.answer.strip())}</code></pre>" if done.answer else "")
