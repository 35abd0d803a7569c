"""`kubeish reset NAME`: put the stub of an exercise, or a whole lesson, back. What stood there is kept."""

from __future__ import annotations

from pathlib import Path

import click

from kubeish import course, work
from kubeish.errors import NoSuchName


@click.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--work", "place", type=click.Path(path_type=Path), help="The folder with your notebooks.")
def command(name: str, yes: bool, place: Path | None) -> None:
    """Put NAME back as it was: an exercise (run-pod) or a whole lesson (02). Your answer is kept beside it."""
    here = (place or work.folder()).resolve()
    lesson = _lesson(name)
    what = f"lesson {lesson}" if lesson else f"exercise {course.load().exercise(name).slug}"
    if not yes:
        click.confirm(f"Put {what} in {here} back as it was?", abort=True)
    kept = work.reset_lesson(lesson, here) if lesson else work.reset_exercise(name, here)
    click.echo(f"Done: {what} is as it was." + (f" What stood there is kept in {kept}" if kept else ""))
    click.echo("Where it is open in JupyterLab: File > Reload Notebook from Disk.")


def _lesson(name: str) -> str:
    """The lesson that is called so, or ""."""
    try:
        return course.load().lesson(name).name
    except NoSuchName:
        return ""
