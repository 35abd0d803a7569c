"""Width of a text in columns: a Chinese character takes two, and a line may end after each of them."""

from __future__ import annotations

import re
import textwrap
from unicodedata import combining, east_asian_width

_NO_END, _NO_START = "（“《【", "，。：；？！）”》】、…"
_STOPS = re.compile("[，。：；？！]")
"""What a Chinese sentence has in it. An English one with a Chinese name is broken between its words."""
_PIECE = re.compile(rf"\s+|[{_NO_END}]*(?:[^\s\u2e80-\uffef]+|[\u2e80-\uffef])[{_NO_START}]*|\S")
"""What stays together on a line: a word, or one Chinese character, with the punctuation beside it."""


def measure_width(text: str) -> int:
    """The columns that ``text`` takes in a terminal."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def pad(text: str, width: int) -> str:
    """``text`` with spaces up to that many columns."""
    return text + " " * (width - measure_width(text))


def pad_left(text: str, width: int) -> str:
    """``text`` at the right end of that many columns."""
    return " " * (width - measure_width(text)) + text


def wrap(text: str, width: int) -> list[str]:
    """The lines of ``text``, of at most so many columns where its words allow it."""
    if not _STOPS.search(text):
        return textwrap.wrap(text, width)
    lines, line = [], ""
    for piece in _PIECE.findall(text):
        if line and measure_width((line + piece).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line or not piece.isspace() else ""
    return [*lines, line.rstrip()]
