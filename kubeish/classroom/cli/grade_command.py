"""`kubeish grade`: mark submissions and write a report. It can be stopped and goes on later."""

from __future__ import annotations

from pathlib import Path

import click

from kubeish.classroom.cli.worded_help import Command


@click.command(cls=Command)
@click.argument("submissions", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder of the report.")
@click.option(
    "--lesson", "lessons", multiple=True, help="Mark this lesson alone (02, or its whole name). May be repeated."
)
@click.option("--jobs", type=click.IntRange(1), help="How many to mark at once on this machine. Default: one a core.")
@click.option("--dask", "address", help="Mark on the Dask cluster whose scheduler is at this address.")
@click.option("--scheme", type=click.Path(path_type=Path), help="A TOML file: points, partial credit, lateness.")
@click.option("--seconds", type=click.FloatRange(1), default=10, show_default=True, help="How long an answer may take.")
@click.option("--seed", type=int, help="What chance begins with. Default: drawn once a report, and named in it.")
@click.option("--no-nbval", is_flag=True, help="Marks alone, without a run of each notebook.")
@click.option("--yes", is_flag=True, help="Do not ask whether the learners that were found are the right ones.")
@click.option("--roster", type=click.Path(path_type=Path), help="The class as a CSV file: id, name, mail, pattern.")
@click.option(
    "--for",
    "schools",
    multiple=True,
    type=click.Choice(["canvas", "moodle", "blackboard", "brightspace", "classroom", "gradescope"]),
    help="Write the table that this system imports. May be repeated.",
)
@click.option("--column", default="", help="What the marks are called in that table, such as 'HW 4 (1234)'.")
@click.option("--with", "packages", multiple=True, help="A package that answers may import, such as numpy.")
@click.option(
    "--no-sandbox", is_flag=True, help="Run strangers' code as you, with all that you may do. Every page says so."
)
def command(**options: object) -> None:
    """Mark SUBMISSIONS: a folder or a zip, with a folder, a file or a zip for each learner."""
    from kubeish.classroom.grading.grade import GradingRun

    GradingRun(**options).mark()  # type: ignore[arg-type]
