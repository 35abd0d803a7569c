"""Whether the conditions of a transaction hold in a state. Nothing here writes."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from kubeish.store.requests import Compare, KeyValue, Target
from kubeish.store.state import State

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
}
_FIELDS: dict[Target, str] = {
    "version": "version",
    "create": "create_revision",
    "mod": "mod_revision",
    "value": "value",
}
_MISSING = KeyValue(b"", b"", 0, 0, 0)


def holds(state: State, compare: Compare) -> bool:
    """Whether each key that ``compare`` names passes it.

    Where there is no such key its numbers are 0, and a compare of values fails whatever its operator is.
    """
    found = state.select(compare.key, compare.range_end)
    if not found:
        if compare.target == "value":
            return False
        found = (_MISSING,)
    passes, field, operand = _OPERATORS[compare.operator], _FIELDS[compare.target], compare.operand
    return all(passes(getattr(kv, field), operand) for kv in found)
