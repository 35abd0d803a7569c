"""The command line: one module a command, imported when it is called, so that each starts as fast as it can.

A command ``NAME`` is the click command called ``command`` in ``NAME_command.py``, and a line in ``COMMANDS``.
"""

from __future__ import annotations

import importlib.util
from importlib import import_module

import click

from kubeish.errors import KubeishError

# In the order in which one meets them; the words stand here so that `kubeish --help` need not import them all.
COMMANDS = {
    "lab": "Open the course in JupyterLab.",
    "check": "Show all exercises, how far you are, and where to go on.",
    "hint": "Show the next hint of an exercise.",
    "reset": "Put an exercise or a lesson back as it was; your answer is kept.",
    "summary": "Write a page with what you have done: the table of the story, and your answers.",
    "doctor": "Look at what this machine has, and say what works without the rest.",
    "etcd": "Start a real etcd.",
    "grade": "Mark submissions.",
    "build": "Make the notebooks from their sources (for authors).",
    "site": "Make the site: the course in a browser alone, and its reading edition (for authors).",
}


class _Commands(click.Group):
    """The commands whose modules are there. An error of kubeish is a sentence, not a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in COMMANDS if importlib.util.find_spec(_module(name))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(_module(cmd_name)).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KubeishError as error:
            raise click.ClickException(str(error)) from None


def _module(name: str) -> str:
    return f"{__name__}.{name}_command"


@click.group(cls=_Commands)
@click.version_option(package_name="kubeish")
def main() -> None:
    """Five weeks of Kubernetes in the summer of 2014: lose a pod, fix it, and know that it is fixed."""
