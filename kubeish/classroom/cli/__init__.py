"""The command line: one module a command, imported only when it is called, for a fast start.

``NAME`` is the click command called ``command`` in ``NAME_command.py``, and a line in ``COMMANDS``.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from kubeish._lazy import explain_missing
from kubeish.classroom.cli.click_words import word_errors
from kubeish.classroom.cli.worded_help import Group, find_words
from kubeish.classroom.jupyter_imports import hide_grammar
from kubeish.errors import KubeishError
from kubeish.wording import read_message, say, word

# In the order of a learner's use, with their texts: `kubeish --help` imports no other module.
COMMANDS = {
    "lab": say("Open the course in JupyterLab."),
    "check": say("Show all exercises, how far you are, and where to go on."),
    "hint": say("Show the next hint of an exercise."),
    "reset": say("Put an exercise or a lesson back as it was; your answer is kept."),
    "summary": say("Write a page with what you have done: the table of the story, and your answers."),
    "doctor": say("Look at what this machine has, and say what works without the rest."),
    "etcd": say("Start a real etcd."),
    "grade": say("Mark submissions."),
    "build": say("Make the notebooks, and all else that is made, from their sources (for authors)."),
    "translate": say("Bring the catalogues of a language up to date, or check them (for authors)."),
    "site": say("Make the site: the course in a browser alone, and its reading edition (for authors)."),
}


EXTRAS = {"grade": "grade", "build": "author", "translate": "author", "site": "site"}
"""By command, the extra of kubeish that brings what it needs."""


class _Commands(Group):
    """The commands, imported one by one. A KubeishError or a missing package is told in a sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def list_texts(self, ctx: click.Context) -> list[tuple[str, str]]:
        return [(name, str(text)) for name, text in COMMANDS.items()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"{__name__}.{cmd_name}_command").command
        return command

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        with word_errors(find_words):
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> object:
        with word_errors(find_words), hide_grammar():
            try:
                return super().invoke(ctx)
            except KubeishError as error:
                raise click.ClickException(str(word(read_message(error), find_words()))) from None
            except ModuleNotFoundError as error:
                name = ctx.invoked_subcommand or ""
                missing = explain_missing(error, f"`kubeish {name}`", EXTRAS.get(name, ""))
                if missing is error:
                    raise
                raise click.ClickException(str(word(read_message(missing), find_words()))) from None


@click.group(cls=_Commands)
@click.version_option(package_name="kubeish")
def main() -> None:
    """The pods that Kubernetes lost in the summer of 2014: lose one, fix it, know that it is fixed."""
