"""PageWidget: a page, and a model that tells Python of it.

A cell shows the page alone, as HTML, and not a widget's view: a view is dead without its kernel
("Error displaying widget: model not found"), while the page goes on in the saved notebook and in
what nbconvert makes of it. The page and the model find each other by ``key``, which is the same on
every run, so that outputs can be compared.
"""

from __future__ import annotations

import anywidget
import traitlets

from kubeish.widgets.pages.page import STATIC, Page, make_key


class PageWidget(anywidget.AnyWidget):
    """A figure that moves. ``page``: what is shown; subclasses add what is shared, as traits."""

    _esm = (STATIC / "link.js").read_text(encoding="utf-8")
    key = traitlets.Unicode("").tag(sync=True)
    html = traitlets.Unicode("").tag(sync=True)

    def __init__(self, page: Page, **shared: object) -> None:
        key = make_key(page.html)
        self.page = page.with_key(key)
        super().__init__(key=key, html=self.page.html, **shared)

    def __repr__(self) -> str:
        return self.page.text

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:  # type: ignore[override]  # the page, not the view
        return {"text/html": self.page.html, "text/plain": repr(self)}
