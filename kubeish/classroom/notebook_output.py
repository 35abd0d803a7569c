"""Output of a call in a notebook: HTML with its text twin; without IPython the text is printed."""

from __future__ import annotations

import sys
from collections.abc import Callable

from kubeish.classroom.streams import allow_all_characters


def show(text: str, render: Callable[[], str]) -> None:
    """Show what ``render`` makes where a shell of IPython runs, otherwise print ``text``."""
    if "IPython" in sys.modules:
        from IPython import get_ipython
        from IPython.display import display

        if get_ipython() is not None:
            display({"text/plain": text, "text/html": render()}, raw=True)
            return
    allow_all_characters()
    print(text)
