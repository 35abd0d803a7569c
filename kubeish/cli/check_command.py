"""`kubeish check`: all exercises, how far the learner is, and where to go on. Bare text where nobody watches."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from kubeish import course, progress, work
from kubeish.course import Course, Exercise
from kubeish.progress import Progress

STYLES = {progress.PASSED: "green", progress.NOT_YET: "yellow"}


@click.command()
@click.option("--work", "place", type=click.Path(path_type=Path), help="The folder with your notebooks.")
def command(place: Path | None) -> None:
    """Show all exercises, how far you are, and where to go on."""
    here = (place or work.folder()).resolve()
    whole, so_far = course.load(), progress.load(here)
    if sys.stdout.isatty():
        _show_table(whole, so_far)
    else:
        for exercise in whole.exercises:
            click.echo(f"{exercise.slug:<30} {so_far.status(exercise.slug):<20} {exercise.lesson}")
        click.echo()
    for line in _summary(whole, so_far, here):
        click.echo(line)


def _show_table(whole: Course, so_far: Progress) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0), expand=True)
    table.add_column("", no_wrap=True)
    table.add_column("exercise", no_wrap=True)
    # A slug is there to be typed, so these are the words that are cut where the window is narrow.
    table.add_column("what to do", no_wrap=True, overflow="ellipsis", ratio=1, min_width=6)
    table.add_column("minutes", justify="right")
    table.add_column("state", no_wrap=True)
    for lesson in whole.lessons:
        table.add_row(lesson.number, f"[bold]{lesson.title}", "", "", "")
        for exercise in lesson.exercises:
            table.add_row("", *_row(exercise, so_far.status(exercise.slug)))
    Console().print(table)
    click.echo()


def _row(exercise: Exercise, status: str) -> list[str]:
    style = STYLES.get(status, "dim")
    return [exercise.slug, exercise.title, str(exercise.minutes), f"[{style}]{status}"]


def _summary(whole: Course, so_far: Progress, here: Path) -> Iterator[str]:
    """How many are in which state, and the first exercise that is not passed."""
    statuses = {exercise.slug: so_far.status(exercise.slug) for exercise in whole.exercises}
    counts = Counter(statuses.values())
    yield f"{len(statuses)} exercises: " + ", ".join(f"{counts[status]} {status}" for status in sorted(counts))
    ahead = [exercise for exercise in whole.exercises if statuses[exercise.slug] != progress.PASSED]
    if ahead:
        next_one = ahead[0]
        yield f"Go on with {next_one.slug} in {here / next_one.lesson}.ipynb   (kubeish hint {next_one.slug})"
    else:
        yield "All of them. No order of steps can take that from you."
