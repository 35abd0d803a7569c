"""The command line: one module a command, imported only when it is called, for a fast start.

``NAME`` is the click command called ``command`` in ``NAME_command.py``, and a line in ``COMMANDS``.
"""

from __future__ import annotations

from importlib import import_module

import click

from kubeish._lazy import explain_missing
from kubeish.errors import KubeishError
from kubeish.wording import read_message, show

# In the order of a learner's use, with their texts: `kubeish --help` imports no other module.
COMMANDS = {
    "lab": "Open the course in JupyterLab.",
    "check": "Show all exercises, how far you are, and where to go on.",
    "hint": "Show the next hint of an exercise.",
    "reset": "Put an exercise or a lesson back as it was; your answer is kept.",
    "summary": "Write a page with what you have done: the table of the story, and your answers.",
    "doctor": "Look at what this machine has, and say what works without the rest.",
    "etcd": "Start a real etcd.",
    "grade": "Mark submissions.",
    "build": "Make the notebooks, and all else that is made, from their sources (for authors).",
    "translate": "Bring the catalogues of a language up to date, or check them (for authors).",
    "site": "Make the site: the course in a browser alone, and its reading edition (for authors).",
}


EXTRAS = {"grade": "grade", "build": "author", "translate": "author", "site": "site"}
"""By command, the extra of kubeish that brings what it needs."""


class _Commands(click.Group):
    """The commands, imported one by one. A KubeishError or a missing package is told in a sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"{__name__}.{cmd_name}_command").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KubeishError as error:
            raise click.ClickException(show(read_message(error))) from None
        except ModuleNotFoundError as error:
            name = ctx.invoked_subcommand or ""
            missing = explain_missing(error, f"`kubeish {name}`", EXTRAS.get(name, ""))
            if missing is error:
                raise
            raise click.ClickException(str(missing)) from None


@click.group(cls=_Commands)
@click.version_option(package_name="kubeish")
def main() -> None:
    """The pods that Kubernetes lost in the summer of 2014: lose one, fix it, know that it is fixed."""
