"""Plain data of locations and steps, for a page. ``state_graph`` gives its shape."""

from __future__ import annotations

from kubeish.etcd.store import State
from kubeish.etcd.store.messages import Range
from kubeish.wording import say, show

from .blind_writes import find_changed_keys, find_touched_keys
from .descriptions import describe_request
from .steps import End, Location, Raised, Returned
from .stored_values import describe_key, describe_value
from .timeline import TimelineStep


def export_store(state: State) -> list[list[str | int]]:
    """Each key with its value in words and its index."""
    return [[describe_key(kv.key), describe_value(kv.value), kv.mod_revision] for kv in state.kvs]


def export_node(location: Location, request: object = None, end: End | None = None) -> dict[str, object]:
    """Where a client is: paused before ``request``, or ended."""
    return {
        "function": location.function,
        "trail": [list(pair) for pair in location.trail],
        "source": location.source,
        "line": location.line,
        "locals": [list(pair) for pair in location.local],
        "printed": location.printed,
        "asks": "" if request is None else show(describe_request(request)),
        "end": show(describe_end(end)),
    }


def export_move(step: TimelineStep, who: int, to: int) -> dict[str, object]:
    """A step of the client number ``who`` that leads to the position number ``to``."""
    verb, what, index = map(show, step.words)
    keys = () if step.kind == "crash" else find_touched_keys(step.request)
    return {
        "who": who,
        "kind": step.kind,
        "applied": step.applied,
        "to": to,
        "mark": str(step),
        "verb": verb,
        "what": what,
        "index": index,
        "note": show(step.note),
        "goes_on": step.note_goes_on,
        "reads": isinstance(step.request, Range),
        "blind": step.is_harmful,
        "touched": [describe_key(k) for k in keys],
        "changed": [describe_key(k) for k in find_changed_keys(step.before, step.after)],
    }


def describe_end(end: End | None) -> str:
    """How a client ended, in a few words; an empty text if it goes on."""
    if isinstance(end, Returned):
        return say("has returned" if end.value is None else "has returned {value!r}", value=end.value)
    if isinstance(end, Raised):
        return say("stopped with {name}: {error}", name=type(end.error).__name__, error=str(end.error))
    return "" if end is None else say("has crashed")
