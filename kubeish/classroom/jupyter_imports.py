"""Imports of Jupyter's packages without the slowest of what they bring: a grammar that none of them uses."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

GRAMMAR = "rfc3987_syntax"


def hide_modules(*names: str) -> None:
    """Have these modules, unless they are imported already, not be found from now on in this process."""
    for name in names:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # None is how Python says "not importable"


@contextmanager
def hide_grammar() -> Iterator[None]:
    """Have jsonschema, which nbformat imports, imported without ``rfc3987_syntax`` and so without its checks of IRIs.

    It builds a grammar when it is imported, which takes as long as half of JupyterLab's start. No schema of Jupyter's
    has an IRI.
    """
    if GRAMMAR in sys.modules:
        yield
        return
    hide_modules(GRAMMAR)
    try:
        yield
    finally:
        del sys.modules[GRAMMAR]
