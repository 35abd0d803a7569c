"""`kubeish site`: make the site, which any plain file server can serve."""

from __future__ import annotations

import time
from pathlib import Path

import click

from kubeish.classroom import course
from kubeish.classroom.cli.worded_help import Command


@click.command(cls=Command)
@click.option("--out", type=click.Path(path_type=Path), help="The folder to make, or make anew; else site/.")
@click.option("--cdn", is_flag=True, help="Smaller: Python's core comes from its public CDN, not from the site.")
@click.option("--only-reading", is_flag=True, help="Only what is read: needs neither npm nor a network.")
def command(out: Path | None, cdn: bool, only_reading: bool) -> None:
    """Make the site, for any plain file server: the course in a browser alone, and to be read."""
    from kubeish.classroom.site import site

    root = course.find_root()
    place = (out or root / "site").resolve()
    start = time.monotonic()
    site.build(root, place, cdn, only_reading)
    files = [path for path in place.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    click.echo(f"{place}: {len(files)} files, {size:.0f} MB, in {time.monotonic() - start:.0f} s.")
    click.echo(f"To see it: python -m http.server --directory {place} 8000, and then http://localhost:8000/")
