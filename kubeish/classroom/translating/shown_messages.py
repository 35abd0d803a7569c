"""``notebooks/LANGUAGE/messages.json``: what the kernel and the command line say in a language, by its English."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from kubeish.classroom.authoring.variants import Translations
from kubeish.classroom.display_language import FILE
from kubeish.classroom.translating import catalogues, extraction
from kubeish.classroom.translating.extraction import Messages


def make(root: Path) -> dict[Path, str]:
    """The file of each language, by its path below ``root``."""
    messages = extraction.extract(root)
    made: dict[Path, str] = {}
    for language in catalogues.find_languages(root):
        ready = {name: catalogues.read_translations(root, language, name) for name in messages}
        made[Path("notebooks", language, FILE)] = _render(dict(_list_pairs(messages, ready)))
    return made


def find_contradictions(language: str, messages: Messages, ready: dict[str, Translations]) -> Iterator[str]:
    """A sentence for each English text that has two translations: only one could be shown."""
    known: dict[str, str] = {}
    for text, translation in _list_pairs(messages, ready):
        if known.setdefault(text, translation) != translation:
            yield f"locale/{language}: '{text}' is translated as '{known[text]}' and as '{translation}': choose one."


def _list_pairs(messages: Messages, ready: dict[str, Translations]) -> Iterator[tuple[str, str]]:
    """Each English text that is looked up when it is shown, and its translation if it has one."""
    for name, wanted in messages.items():
        for message in wanted:
            if message.is_looked_up and (message.context, message.text) in ready[name]:
                yield message.text, ready[name][message.context, message.text]


def _render(pairs: dict[str, str]) -> str:
    return json.dumps(dict(sorted(pairs.items())), ensure_ascii=False, indent=1) + "\n"
