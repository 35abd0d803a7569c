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
# Where in a KeyValue that stands: by number, since the explorer compares a great deal.
_FIELDS: dict[Target, int] = {
    "value": KeyValue._fields.index("value"),
    "create": KeyValue._fields.index("create_revision"),
    "mod": KeyValue._fields.index("mod_revision"),
    "version": KeyValue._fields.index("version"),
}


def holds(state: State, compare: Compare) -> bool:
    """Whether each key that ``compare`` names passes it.

    Where there is no such key its numbers are 0, and a compare of values fails whatever its operator is.
    """
    target, by, key, operand, range_end = compare
    passes, field = _OPERATORS[by], _FIELDS[target]
    if not range_end:
        kv = state.find(key)
        if kv:
            return passes(kv[field], operand)
        return target != "value" and passes(0, operand)
    found = state.select(key, range_end)
    if not found:
        return target != "value" and passes(0, operand)
    return all(passes(kv[field], operand) for kv in found)
