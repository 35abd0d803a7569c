"""Silent clients: functions that end without a request to the store, so that no order tells anything."""

from __future__ import annotations

import inspect

from .client_graph import ClientGraph
from .descriptions import clip
from .errors import NotAClient
from .steps import Returned


def refuse_silent(client: ClientGraph) -> None:
    """Raise NotAClient if the client returns without asking the store anything.

    Its first step is the same in every order, so a client that returns there never asks. One that
    raises there goes on to the verdict: its error is a complaint.
    """
    step = client.nodes[client.root].step
    if isinstance(step, Returned):
        if inspect.iscoroutine(step.value):
            step.value.close()  # so that Python does not warn of it as well, at some later time
        raise NotAClient(f"{client.name} {_explain(step.value)}")


def _explain(value: object) -> str:
    """What such a client did, by the value that it returned, and what to do about it."""
    if inspect.iscoroutine(value) or inspect.isasyncgen(value):
        return "returned a coroutine, which nothing runs: make what it calls a plain function."
    if inspect.isgenerator(value):
        return "returned a generator, which nothing runs: make what it calls a plain function, without a yield."
    if inspect.isroutine(value) or inspect.isclass(value):
        return f"returned {value.__name__} without calling it: write {value.__name__}(client) there."
    if callable(value):
        return f"returned {clip(repr(value), 60)} without calling it: call it with the client there."
    return "returned without asking the store anything: let it call its client, as in client.get('key')."
