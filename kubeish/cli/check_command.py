"""`kubeish check`: all exercises, how far the learner is, and where to go on. Bare text where nobody watches."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kubeish import progress, work
from kubeish.course import Exercise
from kubeish.looking_back import Done, Summary, summary

STYLES = {progress.PASSED: "green", progress.NOT_YET: "yellow"}


@click.command()
@click.argument("slugs", nargs=-1, metavar="")
@click.option("--work", "place", type=click.Path(path_type=Path), help="The folder with your notebooks.")
def command(slugs: tuple[str, ...], place: Path | None) -> None:
    """Show all exercises, how far you are, and where to go on."""
    if slugs:
        raise click.UsageError(
            f"This shows all exercises, and takes no name. To check {slugs[0]}, run the cell below it in its notebook."
        )
    here = (place or work.folder()).resolve()
    so_far = summary(here)
    if sys.stdout.isatty():
        _show_table(so_far)
    else:
        click.echo(so_far.table())
    click.echo(f"\n{so_far.counts()}\n{so_far.go_on()}" + _hint(so_far.next_one))


def _hint(ahead: Exercise | None) -> str:
    return f"   (kubeish hint {ahead.slug})" if ahead else ""


def _show_table(so_far: Summary) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0), expand=True)
    table.add_column("", no_wrap=True)
    table.add_column("exercise", no_wrap=True)
    # A slug is there to be typed, so these are the words that are cut where the window is narrow.
    table.add_column("what to do", no_wrap=True, overflow="ellipsis", ratio=1, min_width=6)
    table.add_column("minutes", justify="right")
    table.add_column("state", no_wrap=True)
    for lesson, each in so_far.lessons:
        table.add_row(lesson.number, f"[bold]{lesson.title}", "", "", "")
        for done in each:
            table.add_row("", *_row(done))
    Console().print(table)


def _row(done: Done) -> list[str]:
    style = STYLES.get(done.status, "dim")
    return [done.exercise.slug, done.exercise.title, str(done.exercise.minutes), f"[{style}]{done.status}"]
