"""Places and steps as plain data (dicts, lists, texts, numbers), for a page. ``atlas`` says what they mean."""

from __future__ import annotations

from typing import Any

from kubeish.store import State

from .seen import changed, touched
from .steps import End, Raised, Returned, Where
from .timeline import TimelineStep
from .words import key_text, request_words, value_text

_MARKS = {"step": "", "crash": "!", "lost": "?"}


def store_of(state: State) -> list[list[Any]]:
    """Each key with its value in words and its index."""
    return [[key_text(kv.key), value_text(kv.value), kv.mod_revision] for kv in state.kvs]


def node_of(where: Where, request: Any = None, end: End | None = None) -> dict[str, Any]:
    """Where a client stands: paused before ``request``, or ended."""
    return {
        "function": where.function,
        "source": where.source,
        "line": where.line,
        "locals": [list(pair) for pair in where.local],
        "printed": where.printed,
        "asks": "" if request is None else request_words(request),
        "end": end_words(end),
    }


def move_of(step: TimelineStep, who: int, to: int) -> dict[str, Any]:
    """A step of the client number ``who`` that leads to the position number ``to``."""
    verb, what, index = step.words()
    keys = () if step.kind == "crash" else touched(step.request)
    return {
        "who": who,
        "kind": step.kind,
        "applied": step.applied,
        "to": to,
        "mark": step.who + (_MARKS[step.kind] if step.applied or step.kind != "lost" else "~"),
        "verb": verb,
        "what": what,
        "index": index,
        "note": step.note(),
        "blind": bool(step.blind),
        "touched": [key_text(k) for k in keys],
        "changed": [key_text(k) for k in changed(step.before, step.after)],
    }


def end_words(end: End | None) -> str:
    """How a client ended, in a few words; an empty text if it goes on."""
    if isinstance(end, Returned):
        return "has returned" if end.value is None else f"has returned {end.value!r}"
    if isinstance(end, Raised):
        return f"stopped with {type(end.error).__name__}: {end.error}"
    return "" if end is None else "has crashed"
