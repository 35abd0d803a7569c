"""Silent clients: functions that end without a request to the store, so that no order tells anything."""

from __future__ import annotations

import inspect

from kubeish.wording import say

from .client_graph import ClientGraph
from .errors import NotAClient
from .steps import Returned
from .stored_values import clip


def refuse_silent(client: ClientGraph) -> None:
    """Raise NotAClient if the client returns without asking the store anything.

    Its first step is the same in every order, so a client that returns there never asks. One that
    raises there goes on to the verdict: its error is a complaint.
    """
    step = client.nodes[client.root].step
    if isinstance(step, Returned):
        if inspect.iscoroutine(step.value):
            step.value.close()  # so that Python does not warn of it as well, at some later time
        raise NotAClient(say("{name} {what}", name=client.name, what=_explain(step.value)))


def _explain(value: object) -> str:
    """What such a client did, by the value that it returned, and what to do about it."""
    if inspect.iscoroutine(value) or inspect.isasyncgen(value):
        return say("returned a coroutine, which nothing runs: make what it calls a plain function.")
    if inspect.isgenerator(value):
        return say("returned a generator, which nothing runs: make what it calls a plain function, without a yield.")
    if inspect.isroutine(value) or inspect.isclass(value):
        return say("returned {name} without calling it: write {name}(client) there.", name=value.__name__)
    if callable(value):
        return say("returned {value} without calling it: call it with the client there.", value=clip(repr(value), 60))
    return say("returned without asking the store anything: let it call its client, as in client.get('key').")
