"""Errors of a client that runs on without a request: where it was stopped, and what to do."""

from __future__ import annotations

from kubeish.wording import say

from .errors import NeverAsks
from .line_budget import LINES, LineBudget
from .source_location import describe_line


def explain_no_request(name: str, budget: LineBudget) -> NeverAsks:
    """The error of a client that was stopped by its ``budget`` before it asked the store anything."""
    where = describe_line(*budget.stopped_at) if budget.stopped_at else say("its beginning")
    if budget.is_stalled:
        return NeverAsks(
            say(
                "{name} stood still at {where} and was stopped: there is an endless loop in that line, or "
                "it waits for a lock, a person or the clock (a client is paused at each request, so a lock "
                "that it takes must be given back even then, as `with lock:` does).",
                name=name,
                where=where,
            )
        )
    return NeverAsks(
        say(
            "{name} ran {lines:,} lines without asking the store and was stopped at {where}: give the "
            "loop there a way out.",
            name=name,
            lines=LINES,
            where=where,
        )
    )
