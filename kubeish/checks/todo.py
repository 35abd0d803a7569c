"""What an answer has left as it was handed out: its own parts, and the functions of the learner's that it uses."""

from __future__ import annotations

import dis
import types
from collections.abc import Mapping

from kubeish.api import TODO


def find_todo(answer: Mapping[str, object]) -> list[str]:
    """The names that still say TODO, those of the answer first."""
    helpers = {name: each for value in answer.values() for name, each in find_helpers(value).items()}
    return [name for name, value in {**answer, **helpers}.items() if has_todo(value)]


def has_todo(value: object) -> bool:
    """True for TODO itself, and for a function or a class with a method that still names it."""
    if isinstance(value, types.FunctionType):
        # Python keeps a name, and no instruction, of what stands behind a return.
        return any(each.argval == "TODO" for each in dis.get_instructions(value))
    if isinstance(value, type):
        return any(has_todo(member) for member in vars(value).values())
    return value is TODO


def find_helpers(value: object) -> dict[str, object]:
    """The functions of the learner's own that a function, or a method of a class, names."""
    if isinstance(value, type):
        return {name: each for member in vars(value).values() for name, each in find_helpers(member).items()}
    if not isinstance(value, types.FunctionType):
        return {}
    space = value.__globals__
    return {
        name: each
        for name in value.__code__.co_names
        if isinstance(each := space.get(name), types.FunctionType) and each.__globals__ is space
    }
