"""Text that a report shows only in part: it ends after a whole line or word, and says that there was more."""

from __future__ import annotations

MARK = "…"


def cut_text(text: str, most: int) -> str:
    """``text``; of a longer one its first lines, in ``most`` characters, and below them a mark.

    Of a line that is longer than that, the first words; of such a word, its beginning.
    """
    if len(text) <= most:
        return text
    head = text[: most + 1]
    for end, joint in ((head.rfind("\n"), "\n"), (head.rfind(" "), " ")):
        if end > 0:
            return f"{head[:end].rstrip()}{joint}{MARK}"
    return text[:most] + MARK
