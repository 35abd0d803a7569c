"""`kubeish lab`: bring the learner's copy up to date and open it in JupyterLab."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click

from kubeish import course, work
from kubeish.errors import CourseError


@click.command(context_settings={"ignore_unknown_options": True})
@click.option("--lesson", default="00", help="The lesson to open, by name or number.", show_default=True)
@click.option("--work", "place", type=click.Path(path_type=Path), help="The folder for your copy of the notebooks.")
@click.option("--no-open", is_flag=True, help="Only bring your copy up to date.")
@click.argument("jupyter", nargs=-1, type=click.UNPROCESSED)
def command(lesson: str, place: Path | None, no_open: bool, jupyter: tuple[str, ...]) -> None:
    """Open the course in JupyterLab.

    Your notebooks are copies, so that a new edition of the course leaves your answers alone. What stands behind the
    options goes to JupyterLab: kubeish lab --no-browser --port 8899
    """
    here = (place or work.folder()).resolve()
    name = course.load().lesson(lesson).name
    for sentence in work.fill(here):
        click.echo(sentence)
    if not (here / f"{name}.ipynb").exists():
        raise CourseError(f"Lesson {name} has no notebook yet: authors make it by `kubeish build {name}`.")
    click.echo(f"Your notebooks are in {here}")
    if not no_open:
        _become(["-m", "jupyterlab", f"{name}.ipynb", *_as_root(), *jupyter], here)


def _as_root() -> list[str]:
    """JupyterLab refuses root unless told. In a container there is often nobody else, and it listens on loopback."""
    return ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _become(arguments: list[str], here: Path) -> None:
    """Turn this process into JupyterLab, so that Ctrl-C is its own. Its terminals find `kubeish` and the folder."""
    os.chdir(here)
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    os.environ["KUBEISH_WORK"] = str(here)
    if os.name == "nt":
        sys.exit(subprocess.call([sys.executable, *arguments]))
    os.execv(sys.executable, [sys.executable, *arguments])
