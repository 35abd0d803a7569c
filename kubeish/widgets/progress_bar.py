"""ProgressBar: how much of a run is done. Without a kernel its words alone are left."""

from __future__ import annotations

from html import escape

import traitlets

from .page_widget import PageWidget
from .pages import Page


class ProgressBar(PageWidget):
    """``words`` and a bar; ``done`` of ``total`` fills it. When it ``is_over`` the words stay."""

    done = traitlets.Int(0).tag(sync=True)
    is_over = traitlets.Bool(False).tag(sync=True)

    def __init__(self, words: str, total: int) -> None:
        fallback = f'<p class="k-running">{escape(words)} <progress max="{total}" value="0" hidden></progress></p>'
        super().__init__(Page({"kind": "progress", "total": total}, fallback, words, ("progress",), ("progress",)))
