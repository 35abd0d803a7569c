"""Page: HTML with its data, style and script inside. Needs no kernel and no network.

Where scripts do not run (a notebook from elsewhere that is not trusted yet) a fallback is shown:
words and ``<details>``, which open and close without one. ``static`` holds scripts and styles, one
idea a file.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from kubeish.figures.figure import RichDisplay
from kubeish.wording import load_words, mark_language

from .paths import Record
from .script_texts import translate_texts

STATIC = Path(__file__).parents[1] / "static"
ABOVE = ".kubeish-figure:not(#jupyter)"
"""What all style is nested in: it weighs as much as an id, so that Jupyter's own style of lists and tables yields."""


@dataclass(frozen=True, repr=False)
class Page(RichDisplay):
    """``data`` for the script, ``fallback`` (HTML) where none runs, ``text`` without a page.

    ``scripts`` and ``styles`` name files of ``static``, without their endings.
    """

    data: Record
    fallback: str
    text: str
    scripts: tuple[str, ...]
    styles: tuple[str, ...]

    def with_key(self, key: str) -> Page:
        """The same page, found by Python under ``key``."""
        return replace(self, data={**self.data, "key": key})

    @property
    def html(self) -> str:  # type: ignore[override]  # a property in the place of the base's attribute
        """One element of a page, with all that it needs."""
        script = join_files(("base", *self.scripts, "start"), "js")
        texts = translate_texts(script, load_words())
        data = {**self.data, "texts": texts} if texts else self.data
        plain = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
        return (
            f'<div class="kubeish-figure"{mark_language()}>{self.fallback}'
            f"<style>{ABOVE}{{{join_files(('base', *self.styles), 'css')}}}</style>"
            f'<script type="application/json">{plain}</script>'
            f'<script type="module">{script}</script></div>'
        )


_made: Counter[str] = Counter()


def make_key(content: str) -> str:
    """A name for a page: made of what it shows, and counted where the same is shown again."""
    digest = hashlib.sha256(content.encode()).hexdigest()[:12]
    _made[digest] += 1
    return f"{digest}-{_made[digest]}"


@cache
def join_files(names: tuple[str, ...], ending: str) -> str:
    """Join files of ``static``, without the indentation and comments for their readers."""
    text = "\n".join((STATIC / f"{name}.{ending}").read_text(encoding="utf-8") for name in names)
    lines = [line.strip() for line in re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL).splitlines()]
    return "\n".join(line for line in lines if line and not line.startswith("//"))
