"""`kubeish hint [SLUG]`: the next hint of an exercise."""

from __future__ import annotations

from pathlib import Path

import click

from kubeish.classroom.cli.options import work_option
from kubeish.classroom.cli.worded_help import Command
from kubeish.classroom.hints import find_meant, take_next_hint


@click.command(cls=Command)
@click.argument("slug", default="")
@work_option
def command(slug: str, here: Path) -> None:
    """Show the next hint of the exercise SLUG, or of the one to go on with; 02 stands for that of lesson 02.

    Where to look, what to think of, nearly the line.
    """
    click.echo(take_next_hint(find_meant(slug, here), here))
