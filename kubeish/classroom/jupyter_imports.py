"""Imports of Jupyter's packages without the slowest of what they bring: a grammar that none of them uses."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_GRAMMAR = "rfc3987_syntax"


@contextmanager
def hide_grammar() -> Iterator[None]:
    """Have jsonschema, which nbformat imports, imported without ``rfc3987_syntax`` and so without its checks of IRIs.

    It builds a grammar when it is imported, which takes as long as half of JupyterLab's start. No schema of Jupyter's
    has an IRI.
    """
    if _GRAMMAR in sys.modules:
        yield
        return
    sys.modules[_GRAMMAR] = None  # type: ignore[assignment]  # None is how Python says "not importable"
    try:
        yield
    finally:
        del sys.modules[_GRAMMAR]
