"""What every widget of kubeish is: a page of ``kubeish.figures``, and a model that tells Python of it.

What a cell shows is the page alone, as HTML, and not a widget's view: a view is dead without its kernel ("Error
displaying widget: model not found"), while the page goes on in the saved notebook and in what nbconvert makes of it.
The page and the model find each other by ``key``, which is the same on every run, so that outputs can be compared.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

import anywidget
import traitlets

from kubeish.figures.page import STATIC, Page

_made: Counter[str] = Counter()


class Linked(anywidget.AnyWidget):
    """A figure that moves, tied to Python. ``page``: what is shown; subclasses add what is shared, as traits."""

    _esm = (STATIC / "link.js").read_text(encoding="utf-8")
    key = traitlets.Unicode("").tag(sync=True)
    html = traitlets.Unicode("").tag(sync=True)

    def __init__(self, page: Page, **shared: Any) -> None:
        key = _key(page.html)
        self.page = page.with_key(key)
        super().__init__(key=key, html=self.page.html, **shared)

    def __repr__(self) -> str:
        return self.page.text

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:  # type: ignore[override]
        return {"text/html": self.page.html, "text/plain": repr(self)}


def _key(content: str) -> str:
    """A name for a page: made of what it shows, and counted where the same is shown again."""
    digest = hashlib.sha256(content.encode()).hexdigest()[:12]
    _made[digest] += 1
    return f"{digest}-{_made[digest]}"
