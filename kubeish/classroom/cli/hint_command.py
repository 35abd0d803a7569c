"""`kubeish hint [SLUG]`: the next hint of an exercise."""

from __future__ import annotations

from pathlib import Path

import click

from kubeish.classroom.cli.options import work_option
from kubeish.classroom.hints import find_next_exercise, take_next_hint


@click.command()
@click.argument("slug", default="")
@work_option
def command(slug: str, here: Path) -> None:
    """Show the next hint of the exercise SLUG, or of the one to go on with.

    Where to look, what to think of, nearly the line.
    """
    click.echo(take_next_hint(slug or find_next_exercise(here), here))
