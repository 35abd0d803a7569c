"""A progress bar for a cell that takes a while. As text it says what is done, and nothing that changes."""

from __future__ import annotations

from typing import Any


class Bar:
    """Goes from 0 to ``total``. ``words``: what is done meanwhile. Nothing is shown where there is no notebook."""

    def __init__(self, total: int, words: str) -> None:
        self.total, self.words, self.done = total, words, 0
        self._bar: Any = None

    def show(self) -> None:
        """Show it in the cell that runs."""
        try:
            from IPython import get_ipython
            from IPython.display import display
        except ImportError:
            return
        if get_ipython() is not None:
            display(self)

    def step(self) -> None:
        """One more is done."""
        self.done += 1
        if self._bar is not None:
            self._bar.value = self.done

    def __repr__(self) -> str:
        return self.words

    def _repr_mimebundle_(self, **_: Any) -> Any:
        try:
            import ipywidgets
        except ImportError:
            return {"text/plain": self.words}
        self._bar = ipywidgets.IntProgress(value=self.done, max=self.total, layout={"width": "24em"})
        shown = ipywidgets.HBox([ipywidgets.Label(self.words), self._bar])._repr_mimebundle_()
        data, metadata = shown if isinstance(shown, tuple) else (shown, {})
        return {**data, "text/plain": self.words}, metadata
