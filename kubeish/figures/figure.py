"""Figure: a picture that a notebook shows as HTML, with a text twin that says the same in words."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from kubeish.wording import mark_language


class RichDisplay:
    """Shows ``html`` in a notebook, and ``text``, the same on every run, everywhere else."""

    html: str
    text: str

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.text}

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True, repr=False)
class Figure(RichDisplay):
    """A picture: ``svg``, which has a title and a description of its own, and its ``text`` twin."""

    svg: str
    text: str
    title: str

    @property
    def html(self) -> str:  # type: ignore[override]
        """The picture for a page.

        Where scripts run, the picture is part of the page, and its words can be selected. In a
        notebook that is not trusted yet, no scripts run and inline SVG is removed: it is an image.
        """
        image = f'<img alt="{escape(self.text)}" src="data:image/svg+xml,{_quote(self.svg)}"/>'
        focus = f'role="group" aria-label="{escape(self.title)}" tabindex="0"'  # keys scroll it
        style = f'style="overflow-x:auto"{mark_language()}'
        return f'<div class="kubeish-picture" {focus} {style}>{image}<script>{_INLINE}</script></div>'


_INLINE = "(i=>{i.outerHTML=decodeURIComponent(i.src.split(',')[1])})(document.currentScript.previousElementSibling)"


def _quote(svg: str) -> str:
    return quote(svg, safe=" =:/;()!*+?@$[]{}|^~.-_")
