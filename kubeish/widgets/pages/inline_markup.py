"""Inline Markdown of a sentence as HTML: code, emphasis, and the numbers that it is about."""

from __future__ import annotations

import re
from html import escape

_CODE = re.compile(r"`([^`]+)`")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?!\s)([^*]+?)(?<!\s)\*(?![\w*])", re.ASCII)  # a Chinese character parts words
_LARGE = re.compile(r"\b\d{1,3}(?:,\d{3})+(?: \w+)?", re.ASCII)


def render_inline(text: str, large: bool = False) -> str:
    """Render one paragraph. ``large``: numbers from 1,000 on, with the word after them, are set large."""
    parts = _CODE.split(text)  # every second part is code
    return "".join(
        f"<code>{escape(part)}</code>" if i % 2 else _render_words(part, large) for i, part in enumerate(parts)
    )


def _render_words(text: str, large: bool) -> str:
    html = _EMPHASIS.sub(r"<em>\1</em>", escape(text, quote=False))
    return _LARGE.sub(r'<strong class="k-large">\g<0></strong>', html) if large else html


def render_paragraphs(text: str) -> str:
    """Render ``text``: a line is a paragraph; lines that begin with a space are kept as they are."""
    blocks: list[str] = []
    kept: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith(" "):
            kept.append(line)
            continue
        if kept:
            blocks.append(f"<pre>{escape(chr(10).join(kept))}</pre>")
            kept = []
        if line:
            blocks.append(f"<p>{render_inline(line)}</p>")
    return "".join(blocks)
