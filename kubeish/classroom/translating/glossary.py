"""The glossary of a language, ``locale/LANGUAGE/glossary.tsv``, and what a translation owes it.

Each line: the English term, its translations with bars between, and what must not be said for it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kubeish.classroom.translating.message_gates import PLACEHOLDER, strip_code

CALL = re.compile(r"[\w.]+\([^()]*\)")
"""A call in a sentence, such as registry.pod_key(pod.id): it is code, with or without marks."""


@dataclass(frozen=True)
class Term:
    """One term. ``accepted``: one of them is in the translation; ``forbidden``: none of these is."""

    english: str
    accepted: tuple[str, ...]
    forbidden: tuple[str, ...]

    def find_problem(self, english: str, translation: str) -> str:
        """A sentence if the English text has the term and the translation another word; else ""."""
        # Not in a path such as pkg/registry/memory.go.
        used = rf"(?<![\w/.-]){re.escape(self.english)}s?(?![\w/]|\.\w)"
        if not self.english.strip() or not re.search(used, english, re.IGNORECASE):
            return ""
        if self.accepted and not any(word in translation for word in self.accepted):
            return f"'{self.english}' is {' or '.join(self.accepted)} in the glossary, and is not there"
        return ""


def load(root: Path, language: str) -> list[Term]:
    """The terms of a language; none if it has no glossary."""
    path = root / "locale" / language / "glossary.tsv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file, delimiter="\t") if row and not row[0].startswith("#")]
    return [Term(row[0], _split(row, 1), _split(row, 2)) for row in rows]


def find_problems(terms: list[Term], english: str, translation: str) -> Iterator[str]:
    """A sentence for each term that a translation does not say as the glossary does."""
    plain = CALL.sub("()", PLACEHOLDER.sub("{}", strip_code(english)))
    for term in terms:
        if problem := term.find_problem(plain, translation):
            yield problem
        yield from (f"'{word}' is not what the glossary says" for word in term.forbidden if word in translation)


def _split(row: list[str], place: int) -> tuple[str, ...]:
    return tuple(filter(None, row[place].split("|"))) if len(row) > place else ()
