"""`kubeish hint SLUG`: the next hint of an exercise, one rung at a time."""

from __future__ import annotations

from pathlib import Path

import click

from kubeish import work
from kubeish.hints import next_hint


@click.command()
@click.argument("slug")
@click.option("--work", "place", type=click.Path(path_type=Path), help="The folder with your notebooks.")
def command(slug: str, place: Path | None) -> None:
    """Show the next hint of the exercise SLUG: where to look, what to think of, nearly the line."""
    click.echo(next_hint(slug, (place or work.folder()).resolve()))
