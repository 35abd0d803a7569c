"""A notebook cell as Python: IPython's own lines become statements that do nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

_T = TypeVar("_T")

_TARGETS = r"[\w.]+(?:[ \t]*,[ \t]*[\w.]+)*"
# ``found = !ls`` and ``took = %timeit -o f()``; ``%time f()``, ``!ls``, ``?thing``, ``thing??``
_ASSIGNED = re.compile(rf"^([ \t]*{_TARGETS}[ \t]*=[ \t]*)[%!].*$", re.MULTILINE)
_LINE = re.compile(r"^([ \t]*)(?:[%!?].*|[\w.]+\?{1,2}[ \t]*)$", re.MULTILINE)


def parse_cell(text: str, parse: Callable[[str], _T]) -> _T:
    """``parse(text)``, if need be without IPython's own lines: ``%timeit``, ``!ls``, ``thing?``."""
    try:
        return parse(text)
    except SyntaxError as error:
        try:
            return parse(_LINE.sub(r"\1pass", _ASSIGNED.sub(r"\1get_ipython()", text)))
        except SyntaxError:
            raise error from None
