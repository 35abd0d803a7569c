"""What every figure is: something that a notebook shows as HTML, and whose text twin says the same in words."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote


class Shown:
    """Shows ``html`` in a notebook and ``text`` everywhere else. The text is the same on every run."""

    html: str
    text: str

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True, repr=False)
class Figure(Shown):
    """A picture: ``svg``, which has a title and a description of its own, and its ``text`` twin."""

    svg: str
    text: str
    title: str

    @property
    def html(self) -> str:  # type: ignore[override]
        """The picture for a page: where scripts run it stands in the page itself, its words can be selected.

        Where they do not (a notebook from elsewhere, not trusted yet) inline SVG is taken apart, and an image is not.
        """
        image = f'<img alt="{escape(self.text)}" src="data:image/svg+xml,{_quoted(self.svg)}"/>'
        reached = f'role="group" aria-label="{escape(self.title)}" tabindex="0"'  # for keys to scroll it
        return f'<div class="kubeish-picture" {reached} style="overflow-x:auto">{image}<script>{_INLINE}</script></div>'


_INLINE = "(i=>{i.outerHTML=decodeURIComponent(i.src.split(',')[1])})(document.currentScript.previousElementSibling)"


def _quoted(svg: str) -> str:
    return quote(svg, safe=" =:/;()!*+?@$[]{}|^~.-_")
