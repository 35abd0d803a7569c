"""`kubeish summary`: a page with what the learner has done, to keep or to show."""

from __future__ import annotations

from pathlib import Path

import click

from kubeish import work
from kubeish.looking_back import summary


@click.command()
@click.option("--work", "place", type=click.Path(path_type=Path), help="The folder with your notebooks.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="The page to write; else summary.html with your notebooks."
)
def command(place: Path | None, out: Path | None) -> None:
    """Write a page of your own: how far you are, the table of the story, and your answers as they are saved."""
    here = (place or work.folder()).resolve()
    found = summary(here)
    page = (out or here / "summary.html").resolve()
    try:
        page.write_text(found.page(), encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{page} cannot be written ({error.strerror}): name another by --out.") from None
    click.echo(f"{found.counts()}\n{found.go_on()}\nThe page is {page}")
