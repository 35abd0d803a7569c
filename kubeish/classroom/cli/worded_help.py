"""`--help` in the learner's language: its texts are looked up where click has put them together.

click keeps plain text alone, so a command's docstring and ``help=`` stay English in the code; their
English text is the key of their translation. Without one, all is as click writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import click

from kubeish.classroom.cli.click_words import PLACEHOLDERS
from kubeish.errors import KubeishError
from kubeish.wording import Wording, load_words, look_up, say, word

_EXTRA = re.compile(r"(.*?)(?:  \[(.*)\])?", re.DOTALL)
"""An option's help, and the default and the like that click sets behind it."""
_WIDEST = 30  # columns of an option's name beside its text, as in click


def find_words() -> Wording:
    """The translations in the language of the learner's notebooks, wherever the command is called."""
    from kubeish.classroom import workspace

    try:
        return load_words(workspace.find_folder())
    except KubeishError:  # no course, or a folder that is named wrongly: that is for the command to say
        return load_words()


class _Formatter(click.HelpFormatter):
    """Writes help in another language, in columns that fit Chinese characters."""

    def __init__(self, words: Wording, width: int | None, max_width: int | None) -> None:
        super().__init__(width=width, max_width=max_width)
        self._words = words

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, self._word_placeholders(args), prefix or self._show(say("Usage:")) + " ")

    def write_heading(self, heading: str) -> None:
        self.write(" " * self.current_indent + self._show(say("{heading}:", heading=look_up(heading))) + "\n")

    def write_text(self, text: str) -> None:
        from kubeish.figures.text_width import wrap

        margin = " " * self.current_indent
        paragraphs = [self._show(" ".join(part.split())) for part in text.split("\n\n")]
        wrapped = [[margin + line for line in wrap(each, self.width - len(margin))] for each in paragraphs]
        self.write("\n\n".join(map("\n".join, wrapped)) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = _WIDEST, col_spacing: int = 2) -> None:
        from kubeish.figures.text_width import measure_width, pad, wrap

        worded = [(self._word_placeholders(name), self._word_option(text)) for name, text in rows]
        column = min(max(measure_width(name) for name, _ in worded), col_max) + col_spacing
        margin = " " * self.current_indent
        for name, text in worded:
            lines = wrap(text, max(self.width - column - self.current_indent, 10)) or [""]
            if measure_width(name) > column - col_spacing:
                self.write(f"{margin}{name}\n")
                name = ""
            for begin, line in zip([name, *[""] * len(lines)], lines):
                self.write(f"{margin}{pad(begin, column)}{line}".rstrip() + "\n")

    def _show(self, text: str) -> str:
        return str(word(look_up(text), self._words))

    def _word_option(self, text: str) -> str:
        """The help of an option, and what click adds: ``[default: 00; required]``."""
        found = _EXTRA.fullmatch(text)
        assert found
        extras = [self._word_extra(extra) for extra in (found[2] or "").split("; ") if extra]
        return "  ".join(filter(None, [self._show(found[1]), f"[{'; '.join(extras)}]" if extras else ""]))

    def _word_extra(self, extra: str) -> str:
        kind, _, value = extra.partition(": ")
        return self._show(say("default: {value}", value=value) if kind == "default" else extra)

    def _word_placeholders(self, text: str) -> str:
        """``--work PATH`` and ``[OPTIONS]``: click's own words for what is to be put there."""
        return PLACEHOLDERS.sub(lambda found: self._show(found[0]), text)


class _Context(click.Context):
    def make_formatter(self) -> click.HelpFormatter:
        words = find_words()
        if not words:
            return super().make_formatter()
        return _Formatter(words, self.terminal_width, self.max_content_width)


class Command(click.Command):
    """A command with its help in the learner's language."""

    context_class = _Context


class Group(click.Group):
    """Commands with their help in the learner's language. The list of them has each one's first sentences whole."""

    context_class = _Context
    command_class = Command

    def list_texts(self, ctx: click.Context) -> list[tuple[str, str]]:
        """The name and the text of each command."""
        known = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        return [(name, " ".join((each.help or "").split("\n\n")[0].split())) for name, each in known if each]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(self.list_texts(ctx))
