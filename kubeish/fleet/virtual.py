"""Many writers in virtual time: a request takes so long to arrive, a wait as long as it says, and nobody waits for it.

A writer is a plain function, replayed as the explorer replays it. That it wants to wait is one more thing that it asks
for, so waiting can be judged without a watch, in a web page too, and comes out the same on every run.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kubeish.client import Client
from kubeish.explore.replay import FunctionProgram
from kubeish.explore.steps import Asks, Raised
from kubeish.store import State, apply
from kubeish.store.requests import TxnAnswer

ROUND_TRIP = 0.002  # seconds, about what a cluster of three takes on one machine


@dataclass(frozen=True)
class Wait:
    """The request to be left alone for so many ``seconds``."""

    seconds: float


class Desk:
    """What a writer is given: a ``client``, and ``wait(seconds)``."""

    def __init__(self, ask: Callable[[Any], Any]) -> None:
        self.client, self._ask = Client(ask), ask

    def wait(self, seconds: float) -> None:
        """Do nothing for so long."""
        self._ask(Wait(float(seconds)))


@dataclass(frozen=True)
class Ended:
    """How it ended: the store's last ``state``, after so many ``seconds``; how many writes met a conflict."""

    state: State
    seconds: float
    conflicts: int


def run(
    writers: Mapping[str, Callable[[Desk], Any]],
    state: State,
    arrival: Callable[[], float] = lambda: ROUND_TRIP,
) -> Ended:
    """Let ``writers`` work until all have ended. ``arrival()``: how long the next request takes, there and back.

    Where two requests arrive at the same moment the one that was sent first does. What a writer raises comes out.
    """
    programs = {name: FunctionProgram(name, function, Desk) for name, function in writers.items()}
    histories: dict[str, tuple[Any, ...]] = dict.fromkeys(programs, ())
    agenda: list[tuple[float, int, str, Any]] = []
    now, sent, conflicts = 0.0, 0, 0

    def send(name: str) -> None:
        nonlocal sent
        step = programs[name].next(histories[name])
        if isinstance(step, Raised):
            raise step.error
        if isinstance(step, Asks):
            after = step.request.seconds if isinstance(step.request, Wait) else arrival()
            heapq.heappush(agenda, (now + after, sent, name, step.request))
            sent += 1

    for name in programs:
        send(name)
    while agenda:
        now, _, name, request = heapq.heappop(agenda)
        answer: Any = "waited"
        if not isinstance(request, Wait):
            state, answer = apply(state, request)
            conflicts += isinstance(answer, TxnAnswer) and not answer.succeeded
        histories[name] = (*histories[name], answer)
        send(name)
    return Ended(state, now, conflicts)
