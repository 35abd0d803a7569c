"""`kubeish reset NAME`: put an exercise or a whole lesson back as it was. The answer is kept."""

from __future__ import annotations

from pathlib import Path

import click

from kubeish.classroom import course, workspace
from kubeish.classroom.cli.options import work_option
from kubeish.classroom.cli.worded_help import Command
from kubeish.errors import NoSuchName
from kubeish.wording import join, say, show


@click.command(cls=Command)
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@work_option
def command(name: str, yes: bool, here: Path) -> None:
    """Put NAME back: an exercise (run-pod) or a whole lesson (02). Your answer is kept."""
    try:
        lesson = course.load().find_lesson(name).name
    except NoSuchName:
        lesson = ""
    what = (
        say("lesson {lesson}", lesson=lesson)
        if lesson
        else say("exercise {slug}", slug=course.load().find_exercise(name).slug)
    )
    if not yes:
        click.confirm(show(say("Put {what} in {here} back as it was?", what=what, here=here), here), abort=True)
    kept = workspace.reset_lesson(lesson, here) if lesson else workspace.reset_exercise(name, here)
    done: list[str] = [say("Done: {what} is as it was.", what=what)]
    if kept:
        done.append(say("What stood there is kept in {kept}", kept=kept))
    click.echo(show(join(" ", done), here))
    click.echo(show(say("Where it is open in JupyterLab: File > Reload Notebook from Disk."), here))
