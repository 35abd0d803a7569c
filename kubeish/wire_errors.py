"""Errors on the wire: a name, words and known parents go over; on the other side stands an error that answers to them.

The class that an answer raised is never looked for by importing anything: a parent counts only if it is a class that
this process has loaded itself, from Python's builtins or from kubeish.
"""

from __future__ import annotations

import functools
import sys
from typing import Any

from kubeish.errors import EtcdError

LONGEST = 2_000
"""So many characters of an error's words go over."""

_MOST_PARENTS = 20


def error_parts(error: BaseException) -> tuple[str, str, list[str], list[Any]]:
    """What goes over: the name, the words, the parents as ``module:name``, and an EtcdError's code, cause and index."""
    kind = type(error)
    parents = [f"{parent.__module__}:{parent.__name__}" for parent in kind.__mro__[:_MOST_PARENTS]]
    numbers: list[Any] = []
    if isinstance(error, EtcdError):
        numbers = [_int(error, "code"), str(getattr(error, "cause", ""))[:LONGEST], _int(error, "index")]
    return str(kind.__name__), _words(error)[:LONGEST], parents, numbers


def stand_in(name: Any, words: Any, parents: Any, numbers: Any) -> BaseException:
    """An error with that name and those words, and with the first known one of ``parents`` for its class's parent."""
    if not (type(name) is str and type(words) is str and type(parents) is list and type(numbers) is list):
        raise ValueError("this is no error")
    known = next((kind for parent in parents[:_MOST_PARENTS] if (kind := _known(parent))), Exception)
    kind = _class(name[:200], known)  # type: ignore[arg-type]
    error = kind.__new__(kind)
    error.args = (words,)
    if issubclass(kind, EtcdError):
        code, cause, index = numbers
        if not (type(code) is int and type(cause) is str and type(index) is int):
            raise ValueError("an EtcdError has a code, a cause and an index")
        vars(error).update(code=code, cause=cause, index=index, message="")
    return error


def _known(parent: Any) -> type[BaseException] | None:
    module, _, name = str(parent).partition(":")
    if module != "builtins" and module.partition(".")[0] != "kubeish":
        return None
    found = vars(sys.modules.get(module, sys)).get(name)
    return found if isinstance(found, type) and issubclass(found, BaseException) and not _is_group(found) else None


def _is_group(kind: type) -> bool:
    return issubclass(kind, BaseExceptionGroup)  # one cannot be made without its members


@functools.lru_cache(maxsize=1_000)
def _class(name: str, parent: type[BaseException]) -> type[BaseException]:
    """One class for each name and parent, so that equal errors of an answer are of one class here too."""
    body = {"__str__": lambda self: str(self.args[0]), "__module__": parent.__module__}
    return type(name, (parent,), body)


def _words(error: BaseException) -> str:
    try:
        return str(error)
    except Exception as trouble:
        return f"an error whose words raise {type(trouble).__name__}"


def _int(error: BaseException, name: str) -> int:
    value = getattr(error, name, 0)
    return value if type(value) is int else 0
