"""`kubeish summary`: a page with what the learner has done, to keep or to show."""

from __future__ import annotations

from pathlib import Path

import click

from kubeish.classroom.cli.options import work_option
from kubeish.classroom.cli.worded_help import Command
from kubeish.classroom.summary import summary
from kubeish.wording import say, show


@click.command(cls=Command)
@work_option
@click.option(
    "--out", type=click.Path(path_type=Path), help="The page to write; else summary.html with your notebooks."
)
def command(here: Path, out: Path | None) -> None:
    """Write a page of your own: how far you are, the table of the story, and your saved answers."""
    so_far = summary(here)
    page = (out or here / "summary.html").resolve()
    try:
        page.write_text(so_far.render_page(page.parent), encoding="utf-8")
    except OSError as error:
        raise click.ClickException(
            show(
                say("{page} cannot be written ({error}): name another by --out.", page=page, error=error.strerror), here
            )
        ) from None
    click.echo(f"{so_far.format_counts()}\n{show(say('The page is {page}', page=page), here)}")
