"""When two steps of a client are the same for whoever looks from outside. Nothing here runs a client."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any

from .opaque import without_marks
from .steps import End, Raised, Returned, Step

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def same_step(one: Step, other: Step) -> bool:
    """The same, also where one run had opaque indexes and the other one numbers."""
    if isinstance(one, Raised) and isinstance(other, Raised):
        return type(one.error) is type(other.error) and _same_text(str(one.error), str(other.error))
    if isinstance(one, Returned) and isinstance(other, Returned):
        return _same_value(one.value, other.value)
    return one == other


def _same_value(one: Any, other: Any) -> bool:
    return one is other or (type(one) is type(other) and _same_text(repr(one), repr(other)))


def _same_text(one: str, other: str) -> bool:
    """The same but for what may differ and says nothing: where in memory something lies, the marks of indexes."""
    return one == other or without_marks(_ADDRESS.sub("", one)) == without_marks(_ADDRESS.sub("", other))


def end_key(end: End) -> Hashable:
    """Equal for ends that nobody outside the client can tell apart; unlike any other where that cannot be known."""
    if isinstance(end, Returned):
        text = repr(end.value)
        return object() if _ADDRESS.search(text) else ("returned", type(end.value), text)
    if isinstance(end, Raised):
        return ("raised", type(end.error), str(end.error))
    return "crashed"
