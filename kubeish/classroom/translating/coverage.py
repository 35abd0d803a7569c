"""Check of a language: what is missing, stale or broken in its catalogues, a sentence for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog

from kubeish.classroom.authoring import build
from kubeish.classroom.authoring.variants import Translations
from kubeish.classroom.translating import catalogues, extraction, glossary, message_gates, shown_messages, typography
from kubeish.classroom.translating.extraction import COURSE, Message, Messages
from kubeish.classroom.translating.glossary import Term


@dataclass(frozen=True)
class Coverage:
    """How much of a language is translated, and a sentence for each thing that is not right."""

    total: int
    shown: int
    problems: tuple[str, ...]

    def __str__(self) -> str:
        share = 100 * self.shown // self.total if self.total else 100
        return f"{self.shown} of {self.total} messages are translated: {share} %."


def check(root: Path, language: str) -> Coverage:
    """Look at each message of each catalogue of a language."""
    terms = glossary.load(root, language)
    messages = extraction.extract(root)
    ready: dict[str, Translations] = {}
    problems: list[str] = []
    for name, wanted in messages.items():
        path = catalogues.get_path(root, language, name)
        catalog = catalogues.load(path, language)
        ready[name] = catalogues.find_shown(catalog)
        where = path.relative_to(root).as_posix()
        problems += [f"{where}, {problem}." for problem in _check_catalogue(catalog, wanted, terms, language)]
    problems += _check_headers(root, language, messages, ready)
    problems += shown_messages.find_contradictions(language, messages, ready)
    shown = sum((each.context, each.text) in ready[name] for name, wanted in messages.items() for each in wanted)
    return Coverage(sum(map(len, messages.values())), shown, tuple(problems))


def _check_headers(root: Path, language: str, messages: Messages, ready: dict[str, Translations]) -> Iterator[str]:
    """The first cell of a lesson says its title and objective, in the words of the course's catalogue."""
    words = {context: text for (context, _), text in ready[COURSE].items()}
    for lesson in build.select_lessons(root)[0]:
        header = messages[lesson.name][0]
        text = ready[lesson.name].get((header.context, header.text))
        for part in ("title", "objective"):
            if text and (wanted := words.get(f"{lesson.name} {part}", "")) not in text:
                where = f"locale/{language}/{lesson.name}.po, {header.context}"
                yield f"{where}: it does not say '{wanted}', as course.po does."


def _check_catalogue(catalog: Catalog, wanted: list[Message], terms: list[Term], language: str) -> Iterator[str]:
    found = {message.context: message for message in catalog if message.id}
    for message in wanted:
        entry = found.pop(message.context, None)
        if entry is None or entry.id != message.text:
            yield f"{message.context}: the English has changed: run `kubeish translate update {language}`"
        elif entry.fuzzy:
            yield f"{message.context}: it is fuzzy: bring the translation up to date, and remove the mark"
        elif not entry.string:
            yield f"{message.context}: it is not translated"
        else:
            sentences = _check_message(message.text, str(entry.string), terms, language)
            yield from (f"{message.context}: {sentence}" for sentence in sentences)
    yield from (f"{context}: no such message is left: run `kubeish translate update {language}`" for context in found)


def _check_message(english: str, translation: str, terms: list[Term], language: str) -> Iterator[str]:
    yield from message_gates.find_problems(english, translation)
    yield from glossary.find_problems(terms, english, translation)
    if language.startswith("zh"):
        yield from typography.find_problems(translation)
