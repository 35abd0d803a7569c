"""Messages: English text that knows its template and its values, so that another language can word it.

A Message is made where something happens, and is worded where it is shown: ``say`` makes it, ``show``
words it in the learner's language. What is compared, counted or kept in a file is the English text.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Protocol, runtime_checkable

Wording = Mapping[str, str]
"""The translation of each English template; one that is not there stays in English."""
Values = Mapping[str, object]
_HAN, _LATIN = re.compile(r"[\u3400-\u9fff]"), re.compile("[A-Za-z0-9]")
_PLACE = re.compile(r"(?<!\{)\{[^{}]+\}(?!\})")
_PLAIN_PLACE = re.compile(r"\{(\w+)\}")
_TWO_WORDS = re.compile("[a-z]{2,} [a-z]{2,}")


class Message(str):
    """An English sentence. ``template``: it, with ``{names}`` in the places of its ``values``."""

    template: str
    values: Values

    def __new__(cls, template: str, values: Values) -> Message:
        message = super().__new__(cls, cls._fill(template, values))
        message.template, message.values = template, values
        return message

    def __getnewargs__(self) -> tuple[str, Values]:  # type: ignore[override]  # what __new__ takes, for pickle
        return self.template, self.values

    def word(self, words: Wording) -> str:
        """The sentence in the language of ``words``, and so the messages among its values."""
        values = {name: word(value, words) for name, value in self.values.items()}
        return self._fill(self._set_spaces(words.get(self.template, self.template), values), values)

    @staticmethod
    def _fill(template: str, values: Values) -> str:
        return template.format(**values) if values else template

    @staticmethod
    def _set_spaces(template: str, values: Values) -> str:
        """``template`` with a space between a Chinese character and a value that is Latin at that end."""

        def set_spaces(found: re.Match[str]) -> str:
            filled, before, after = found[0].format(**values), template[: found.start()], template[found.end() :]
            left = " " if _HAN.match(before[-1:]) and _LATIN.match(filled[:1]) else ""
            right = " " if _HAN.match(after[:1]) and _LATIN.match(filled[-1:]) else ""
            return f"{left}{found[0]}{right}"

        return _PLACE.sub(set_spaces, template) if values and _HAN.search(template) else template


class _Enumeration(Message):
    """Parts, with the template between each two of them."""

    @staticmethod
    def _fill(template: str, values: Values) -> str:
        return str(functools.reduce(lambda first, second: template.format(first=first, second=second), values.values()))

    @staticmethod
    def _set_spaces(template: str, values: Values) -> str:
        return template


class _OpenSentence(Message):
    """A sentence without its full stop, to be gone on with."""

    @staticmethod
    def _fill(template: str, values: Values) -> str:
        return template.format(**values).rstrip(" .:。：")


def say(template: str, /, **values: object) -> Message:
    """Make a message: ``say("{pod} is on no list.", pod=pod.id)``. Without values braces stand for themselves."""
    return Message(template, values)


def look_up(text: str, /, **values: object) -> Message:
    """Make a message of an author's text, such as a cell's ``breaking="lose a pod"``: its catalogue may have it."""
    return text if isinstance(text, Message) else Message(text, values)


def recognise(text: str) -> str:
    """``text`` as the message of which it is an instance: a lesson's own code writes f"{pod} is lost".

    Only in another language than English; a text that none knows stays what it is.
    """
    words = load_words()
    if isinstance(text, Message) or not words:
        return text
    if text in words:
        return Message(text, {})
    for template, pattern in _list_patterns(os.environ.get("KUBEISH_LANG", ""), _find_folder()):
        if found := pattern.fullmatch(text):
            return Message(template, found.groupdict())
    return text


@functools.cache
def _list_patterns(language: str, folder: str) -> list[tuple[str, re.Pattern[str]]]:
    """The templates that say enough to be recognised, those with the most words of their own first."""
    found = []
    for template in _load_words(language, folder):
        names, rest = _PLAIN_PLACE.findall(template), _PLAIN_PLACE.sub("", template)
        if names and len({*names}) == len(names) and _TWO_WORDS.search(rest) and "{" not in rest:
            pattern = _PLAIN_PLACE.sub(r"(?P<\1>[\\w.-]+)", re.escape(template).replace(r"\{", "{").replace(r"\}", "}"))
            found.append((len(rest), template, re.compile(pattern)))
    return [(template, pattern) for _, template, pattern in sorted(found, key=lambda each: -each[0])]


def join(separator: str, parts: Iterable[str]) -> str:
    """Make a message of ``parts``. The separator, such as " and ", is translated too."""
    values = {str(number): part for number, part in enumerate(parts)}
    return _Enumeration(make_pair_template(separator), values) if values else ""


def make_pair_template(separator: str) -> str:
    """The template of two parts with a separator between them, as a catalogue has it."""
    return f"{{first}}{separator}{{second}}"


def strip_stop(sentence: str) -> str:
    """``sentence`` without the full stop at its end, in each language."""
    return _OpenSentence("{sentence}", {"sentence": sentence}) if sentence else ""


def read_message(error: BaseException) -> str:
    """The text of an error, as the message that it was raised with where it was one."""
    own = error.args[0] if error.args else ""
    return own if isinstance(own, Message) and own == str(error) else str(error)


@runtime_checkable
class Wordable(Protocol):
    """What can be worded in a language: a message, or a picture that has words in it."""

    def word(self, words: Wording) -> str:
        """It in the language of ``words``; without any, in English."""


def word(value: object, words: Wording) -> object:
    """``value`` in the language of ``words``; what cannot be worded stays as it is."""
    return value.word(words) if isinstance(value, Wordable) else value


def show(text: str, folder: Path | None = None) -> str:
    """``text`` as the learner sees it, in the language of the notebooks in ``folder`` (default: the current one)."""
    return str(word(text, load_words(folder)))


def load_words(folder: Path | None = None) -> Wording:
    """The translations for the notebooks in a folder; none for English."""
    return _load_words(os.environ.get("KUBEISH_LANG", ""), str(folder) if folder else _find_folder())


def mark_language() -> str:
    """The attribute of a picture's element for its language, `` lang="zh-CN"``; empty for English.

    A browser chooses Chinese or Japanese shapes of a character by it.
    """
    if not load_words():
        return ""
    tag: str = import_module("kubeish.classroom.display_language").find().replace("_", "-")
    return f' lang="{tag}"'


@functools.cache
def _load_words(language: str, folder: str) -> Wording:
    """Read them once for each folder: a lesson shows many sentences, and stays in its language."""
    try:
        # By its name: only the classroom knows languages, and it is far above this module.
        return dict(import_module("kubeish.classroom.display_language").load(Path(folder)))
    except ModuleNotFoundError:  # in a sandbox there is no classroom
        return {}


def _find_folder() -> str:
    try:
        return str(Path.cwd())
    except OSError:  # a folder that is gone
        return ""
