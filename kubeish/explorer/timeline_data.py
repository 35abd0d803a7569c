"""A Timeline as plain data, for other programs: step by step, with the client's own lines."""

from __future__ import annotations

from .blind_writes import find_touched_keys
from .plain_data import describe_end
from .stored_values import describe_key
from .timeline import Timeline, TimelineStep


def export_timeline(run: Timeline) -> dict[str, object]:
    """The run: its order in the notation of orders, its steps, how each client ended."""
    return {
        "order": run.order,
        "clients": list(run.clients),
        "steps": [_export_step(step) for step in run.steps],
        "ends": {who: describe_end(end) for who, end in run.ends.items()},
        "complaints": list(run.complaints),
    }


def _export_step(step: TimelineStep) -> dict[str, object]:
    verb, what, answer = step.words
    keys = () if step.kind == "crash" else find_touched_keys(step.request)
    return {
        "client": step.who,
        "kind": step.kind,
        "mark": str(step),
        "verb": verb,
        "what": what,
        "keys": [describe_key(key) for key in keys],
        "answer": answer,
        "note": step.note,
        "function": step.location.function,
        "line": step.location.line,
        "code": step.location.text,
    }
