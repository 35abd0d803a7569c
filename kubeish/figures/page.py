"""A figure that moves by itself: HTML with its data, style and script inside. Neither a kernel nor a network is asked.

Where scripts do not run (a notebook from elsewhere that is not trusted yet) what stands in its place is shown: words
and ``<details>``, which open and close without one. The scripts and styles lie in ``static``, one idea a file.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from .figure import Shown

STATIC = Path(__file__).parent / "static"
ABOVE = ".kubeish-figure:not(#jupyter)"
"""What all style is nested in: its weight is that of an id, so that Jupyter's own style of lists and tables yields."""


@dataclass(frozen=True, repr=False)
class Page(Shown):
    """A figure that moves: ``data`` for its script, ``still`` for where none runs, ``text`` where there is no page.

    ``scripts`` and ``styles`` name files of ``static``, without their endings.
    """

    data: dict[str, Any]
    still: str
    text: str
    scripts: tuple[str, ...]
    styles: tuple[str, ...]

    def with_key(self, key: str) -> Page:
        """The same page, found by Python under ``key``."""
        return replace(self, data={**self.data, "key": key})

    @property
    def html(self) -> str:  # type: ignore[override]
        """One element of a page, with all that it needs."""
        plain = json.dumps(self.data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
        return (
            f'<div class="kubeish-figure">{self.still}'
            f"<style>{ABOVE}{{{files(('base', *self.styles), 'css')}}}</style>"
            f'<script type="application/json">{plain}</script>'
            f'<script type="module">{files(("base", *self.scripts, "start"), "js")}</script></div>'
        )


@cache
def files(names: tuple[str, ...], ending: str) -> str:
    """Files of ``static`` in one, without the indentation and remarks that only their readers need."""
    text = "\n".join((STATIC / f"{name}.{ending}").read_text(encoding="utf-8") for name in names)
    lines = [line.strip() for line in re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL).splitlines()]
    return "\n".join(line for line in lines if line and not line.startswith("//"))
