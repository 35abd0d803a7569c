"""Paragraphs of Markdown put on one line each, so that a new line break makes no translation stale."""

from __future__ import annotations

import re

BLOCK = re.compile(r"\s*(?:$|#+ |\||>|[-*+] |\d+\. |```|~~~|<)")
"""What a line begins with that does not go on with the paragraph above it."""
CLOSED = re.compile(r"\s*(?:$|#+ |\||```|~~~)")
"""A line after which another one begins something new."""
FENCE = re.compile(r"\s*(?:```|~~~)")


def unwrap(text: str) -> str:
    """``text`` with each paragraph and each list item on one line; code in fences stays."""
    lines: list[str] = []
    is_code = False
    for line in text.strip().splitlines():
        if is_code or not lines or BLOCK.match(line) or CLOSED.match(lines[-1]):
            lines.append(line.rstrip())
        else:
            lines[-1] += f" {line.strip()}"
        is_code ^= bool(FENCE.match(line))
    return "\n".join(lines)
