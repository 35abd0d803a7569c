"""Texts of the course's own files in all its editions, by fingerprint: none of them is a learner's work.

A clone or a fork may be of any edition, with other solutions and other cells than this one has.
authoring/edition_list.py makes the list from the history of the repository.
"""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

LIST = Path(__file__).with_name("editions.txt")


def is_of_the_course(text: str) -> bool:
    """Whether ``text`` stands in some edition: a code cell of a notebook, or a whole Python file."""
    return make_text_fingerprint(text) in _load_list()


def make_text_fingerprint(text: str) -> str:
    """Twelve hexadecimal digits. Blanks at the ends of lines and of the text do not count."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return hashlib.sha256(lines.encode("utf-8", "replace")).hexdigest()[:12]


@functools.cache
def _load_list() -> frozenset[str]:
    return frozenset(LIST.read_text(encoding="utf-8").split())
