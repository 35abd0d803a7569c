"""click's own words, and its sentences on wrong options, as messages that another language can word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any

import click

from kubeish.wording import Message, Wording, say, word

HEADINGS = (say("Options"), say("Commands"))
HELP = (say("Show this message and exit."), say("Show the version and exit."), say("required"))
PLACEHOLDERS = re.compile(r"\b(?:(?:INTEGER|FLOAT)(?: RANGE)?|TEXT|PATH|OPTIONS|COMMAND|ARGS)\b")
"""What click calls a value in a line of usage. The names of the commands' own arguments are code."""
VALUES = (
    *(say("OPTIONS"), say("COMMAND"), say("ARGS"), say("TEXT"), say("PATH")),
    *(say("INTEGER"), say("INTEGER RANGE"), say("FLOAT"), say("FLOAT RANGE")),
)
ERRORS = (
    say("No such option '{name}'."),
    say("No such option '{name}'. Did you mean '{near}'?"),
    say("No such option '{name}'. (Did you mean one of: {near}?)"),
    say("No such command '{name}'."),
    say("No such command '{name}'. Did you mean '{near}'?"),
    say("No such command '{name}'. (Did you mean one of: {near}?)"),
    say("Missing argument '{name}'."),
    say("Missing option '{name}'."),
    say("Option '{name}' requires an argument."),
    say("Option '{name}' does not take a value."),
    say("Got unexpected extra argument ({names})"),
    say("Got unexpected extra arguments ({names})"),
    say("Invalid value for '{name}': {value} is not in the range {range}."),
    say("Invalid value for '{name}': {value} is not a valid integer range."),
    say("Invalid value for '{name}': {value} is not a valid float range."),
    say("Invalid value for '{name}': {value} is not a valid integer."),
    say("Invalid value for '{name}': {value} is not one of {choices}."),
)
"""The sentences of click 8.5. Another release's own words stay in English."""
_PLACE = re.compile(r"\\\{(\w+)\\\}")


def recognise_error(sentence: str) -> str:
    """``sentence`` as the message of which it is an instance; what click does not say stays what it is."""
    for template in sorted(ERRORS, key=len, reverse=True):  # the one that says the most first
        if found := re.fullmatch(_PLACE.sub(r"(?P<\1>.+?)", re.escape(template)), sentence):
            return Message(template, found.groupdict())
    return sentence


class _Worded(click.ClickException):
    """An error in the learner's language, with all that click writes around it."""

    def __init__(self, error: click.ClickException, words: Wording) -> None:
        super().__init__(str(word(recognise_error(error.format_message()), words)))
        self._context, self._words = getattr(error, "ctx", None), words

    def show(self, file: IO[Any] | None = None) -> None:
        context = self._context
        if context:
            hint = say("Try '{command} --help' for help.", command=context.command_path)
            click.echo(f"{context.get_usage()}\n{word(hint, self._words)}\n", file=file, err=True)
        click.echo(word(say("Error: {message}", message=self.message), self._words), file=file, err=True)


class _WordedUsage(_Worded):
    exit_code = click.UsageError.exit_code


class _Aborted(click.ClickException):
    """A question that was answered with no, or left by Ctrl-C."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file=file, err=True)


@contextmanager
def word_errors(find_words: Callable[[], Wording]) -> Iterator[None]:
    """Raise click's errors in the language that ``find_words`` finds; in English, as they are."""
    try:
        yield
    except (click.ClickException, click.Abort) as error:
        words = find_words()
        raise (_word_error(error, words) if words else error) from None


def _word_error(error: click.ClickException | click.Abort, words: Wording) -> Exception:
    if isinstance(error, click.Abort):
        return _Aborted(str(word(say("Aborted!"), words)))
    if isinstance(error, click.UsageError):
        return _WordedUsage(error, words)
    return error if isinstance(error, _Worded) else _Worded(error, words)
