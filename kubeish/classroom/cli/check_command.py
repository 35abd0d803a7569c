"""`kubeish check`: all exercises, how far the learner is, and where to go on."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click

from kubeish.classroom import progress
from kubeish.classroom.cli.options import work_option
from kubeish.classroom.cli.worded_help import Command
from kubeish.classroom.summary import Summary, summary
from kubeish.figures.text_width import pad
from kubeish.wording import look_up, say, show

COLOURS = {progress.PASSED: "green", progress.NOT_YET: "yellow"}


@click.command(cls=Command)
@click.argument("slugs", nargs=-1, metavar="")
@work_option
def command(slugs: tuple[str, ...], here: Path) -> None:
    """Show all exercises, how far you are, and where to go on."""
    if slugs:
        raise click.UsageError(
            show(
                say(
                    "This shows all exercises, and takes no name. To check {slug}, run the cell below it in its "
                    "notebook.",
                    slug=slugs[0],
                ),
                here,
            )
        )
    so_far = summary(here)
    if sys.stdout.isatty():
        show_lessons(so_far)
    else:
        click.echo(so_far.format_table())
    ahead = so_far.next_exercise
    counts = so_far.format_counts().replace(str(so_far.folder), _shorten(so_far.folder))
    if ahead and not (so_far.folder / f"{ahead.lesson}.ipynb").exists():
        absent = say("That notebook is not there yet: kubeish lab makes it (or, in the course's folder, make lab).")
        counts += f"\n{show(absent, here)}"
    if ahead:
        counts += f"\n{show(say('A hint: kubeish hint {slug}', slug=ahead.slug), here)}"
    click.echo(f"\n{counts}")


def _shorten(folder: Path) -> str:
    """The folder as it is seen from here, if it is below here."""
    return os.path.relpath(folder) if folder.is_relative_to(Path.cwd()) else str(folder)


def show_lessons(so_far: Summary) -> None:
    """Each lesson and its exercises, in colours; a lesson that is passed, or that lies ahead untouched, is one line.

    So all of it, with the lines below it, stands on 24 lines. Titles are cut where the terminal is narrow.
    """
    columns = shutil.get_terminal_size().columns
    ahead = so_far.next_exercise
    for lesson, attempts in so_far.lessons:
        passed = sum(attempt.status == progress.PASSED for attempt in attempts)
        counted = say("{passed} of {total} passed", passed=passed, total=len(attempts))
        click.secho(f"{lesson.number}  {lesson.title}: {show(counted, so_far.folder)}"[:columns], bold=True)
        begun = any(attempt.status != progress.NOT_ATTEMPTED or attempt.exercise == ahead for attempt in attempts)
        if passed == len(attempts) or not begun:
            continue
        for attempt in attempts:
            exercise = attempt.exercise
            status = pad(show(look_up(attempt.status), so_far.folder), 17)
            minutes = show(say("{minutes:>2} min", minutes=exercise.minutes), so_far.folder)
            line = f"    {exercise.slug:<26} {minutes}  {status}  {exercise.title}"
            click.secho(line[:columns], fg=COLOURS.get(attempt.status))
