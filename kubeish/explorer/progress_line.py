"""Progress of a long search: one line with the states so far, where a person waits for it, and then it goes."""

from __future__ import annotations

import sys
import threading
from typing import Protocol

from kubeish.figures.text_width import measure_width, pad
from kubeish.wording import say, show

from .real_time import monotonic

FIRST_AFTER, NEXT_AFTER = 2.0, 0.5
"""Seconds until the line appears, and between two changes of it."""


class Line(Protocol):
    """One line that can be replaced. An empty text removes it."""

    def replace(self, text: str) -> None:
        """Show ``text`` in the place of what the line says."""


class Progress:
    """Says how far a search has come, if it takes long, on a terminal or under a notebook's cell.

    Nowhere else: neither in a file nor in a pipe, nor where a notebook is run with nobody there, as
    nbval and nbclient do, which compare or keep what is shown.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._line = find_line()
        self._next = monotonic() + FIRST_AFTER
        self._is_shown = False

    def show(self, states: int) -> None:
        """Say that so many states were visited, if it is time to say so."""
        if self._line is None or monotonic() < self._next:
            return
        words = say(
            "{states:,} states so far, of at most {most:,}. An interrupt says what is known.",
            states=states,
            most=self._most,
        )
        self._line.replace(show(words))
        self._next, self._is_shown = monotonic() + NEXT_AFTER, True

    def end(self) -> None:
        """Remove the line."""
        if self._line is not None and self._is_shown:
            self._line.replace("")


def find_line() -> Line | None:
    """A line that somebody sees, or None. Only in the main thread: others have no place of their own."""
    if threading.current_thread() is not threading.main_thread():
        return None
    if _has_reader():
        return _CellLine()
    return _TerminalLine() if sys.stderr is not None and sys.stderr.isatty() else None


def _has_reader() -> bool:
    """Whether this is a notebook's kernel, and the page that runs the cell could answer a question."""
    ipython = sys.modules.get("IPython")
    kernel = getattr(ipython.get_ipython(), "kernel", None) if ipython else None
    return kernel is not None and bool(getattr(kernel, "_allow_stdin", sys.platform == "emscripten"))


class _TerminalLine:
    """The terminal's last line."""

    def __init__(self) -> None:
        self._width = 0

    def replace(self, text: str) -> None:
        sys.stderr.write(f"\r{pad(text, self._width)}" + ("" if text else "\r"))
        sys.stderr.flush()
        self._width = measure_width(text)


class _CellLine:
    """A line below the cell that runs."""

    def __init__(self) -> None:
        self._shown: object = None

    def replace(self, text: str) -> None:
        from IPython.display import display

        content = {"text/plain": text}
        if self._shown is None:
            self._shown = display(content, raw=True, display_id=True)
        else:
            self._shown.update(content, raw=True)  # type: ignore[attr-defined]  # a DisplayHandle
