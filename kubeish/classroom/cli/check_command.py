"""`kubeish check`: all exercises, how far the learner is, and where to go on."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click

from kubeish.classroom import progress
from kubeish.classroom.cli.options import work_option
from kubeish.classroom.summary import Summary, summary

COLOURS = {progress.PASSED: "green", progress.NOT_YET: "yellow"}


@click.command()
@click.argument("slugs", nargs=-1, metavar="")
@work_option
def command(slugs: tuple[str, ...], here: Path) -> None:
    """Show all exercises, how far you are, and where to go on."""
    if slugs:
        raise click.UsageError(
            f"This shows all exercises, and takes no name. To check {slugs[0]}, run the cell below it in its notebook."
        )
    so_far = summary(here)
    if sys.stdout.isatty():
        show_lessons(so_far)
    else:
        click.echo(so_far.format_table())
    ahead = so_far.next_exercise
    counts = so_far.format_counts().replace(str(so_far.folder), _shorten(so_far.folder))
    if ahead and not (so_far.folder / f"{ahead.lesson}.ipynb").exists():
        counts += "\nThat notebook is not there yet: kubeish lab makes it (or, in the course's folder, make lab)."
    click.echo(f"\n{counts}" + (f"\nA hint: kubeish hint {ahead.slug}" if ahead else ""))


def _shorten(folder: Path) -> str:
    """The folder as it is seen from here, if it is below here."""
    return os.path.relpath(folder) if folder.is_relative_to(Path.cwd()) else str(folder)


def show_lessons(so_far: Summary) -> None:
    """Each lesson and its exercises, in colours; a lesson that is passed is one line.

    Titles are cut where the terminal is narrow.
    """
    columns = shutil.get_terminal_size().columns
    for lesson, attempts in so_far.lessons:
        passed = sum(attempt.status == progress.PASSED for attempt in attempts)
        click.secho(f"{lesson.number}  {lesson.title}: {passed} of {len(attempts)} passed"[:columns], bold=True)
        if passed == len(attempts):
            continue
        for attempt in attempts:
            exercise = attempt.exercise
            line = f"    {exercise.slug:<26} {exercise.minutes:>2} min  {attempt.status:<17}  {exercise.title}"
            click.secho(line[:columns], fg=COLOURS.get(attempt.status))
