"""Typography of Chinese text: full-width punctuation, spaces, and emphasis that Markdown renders.

The rules are those of the Kubernetes documentation in Chinese (its localization guide).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt

from kubeish.classroom.translating.message_gates import CODE, strip_code

HAN = r"[\u3400-\u9fff]"
LATIN = r"[A-Za-z0-9]"
WIDE = r"[，。：；？！（）、“”]"
RULES = {
    rf"{HAN}[,;:!?()]|[,;:!?()]{HAN}": "half-width punctuation beside a Chinese character",
    rf"{HAN}{LATIN}|{LATIN}{HAN}": "no space between a Chinese character and a Latin one",
    rf"{HAN}``|``{HAN}": "no space between a Chinese character and code",
    rf"{HAN} {HAN}": "a space between two Chinese characters",
    rf" {WIDE}|{WIDE} (?!\|)": "a space beside full-width punctuation",
}
EMPHASIS = re.compile(rf"(?<={WIDE})\*+ |\*+")
"""Asterisks; behind punctuation with the space without which Markdown does not see their end."""
LIST_MARK = re.compile(r"^\s*(?:[-*+]|\d+\.|#+|>) ", re.MULTILINE)


def find_problems(translation: str) -> Iterator[str]:
    """A sentence for each slip in a Chinese text."""
    plain = EMPHASIS.sub("", LIST_MARK.sub("", strip_code(translation)))
    for pattern, what in RULES.items():
        for found in re.finditer(pattern, plain):
            yield f"{what}: {plain[max(found.start() - 6, 0) : found.end() + 6].strip()!r}"
    if not re.search(HAN, plain) and re.search("[a-z]{3} [a-z]{2}", plain):
        yield "it has no Chinese in it"
    if "*" in _render(translation):
        yield "an emphasis does not render: put the punctuation outside of the asterisks, or a space behind them"


def _render(text: str) -> str:
    """The text that a reader sees of Markdown without code, with asterisks only where one was meant to be markup."""
    html = MarkdownIt().enable("table").render(CODE.sub("code", text).replace(r"\*", ""))
    return re.sub("<[^>]*>", "", html)
