"""Many writers in virtual time: a request takes so long to arrive, a wait as long as it says, and nobody waits for it.

A writer is a plain function, replayed as the explorer replays it. That it wants to wait is one more thing that it asks
for, so waiting can be judged without a watch, in a web page too, and comes out the same on every run.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kubeish.client import Client
from kubeish.explorer.replay import FunctionProgram
from kubeish.explorer.steps import LOST, Asks, Raised, Step
from kubeish.store import EmbeddedStore, State
from kubeish.store.requests import Request, TxnAnswer

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


Writer = Callable[[Desk], Any]


@dataclass
class _Task:
    """A writer at work, and those that are to follow it."""

    name: str
    program: FunctionProgram
    left: list[Writer]
    history: tuple[Any, ...] = ()

    def next(self) -> Step:
        """Its next step."""
        return self.program.next(self.history)


class VirtualTime:
    """A ``store`` that begins in ``state``, its clock ``now``, and how many writes have met a conflict.

    ``arrival()``: how long a request takes, there and back. Where two arrive at the same moment the one that was sent
    first counts first. Until ``down_until`` no reply comes; whether a request has happened is drawn by ``luck``.
    """

    def __init__(self, state: State, arrival: Callable[[], float] = lambda: ROUND_TRIP, luck: int = 0) -> None:
        self.arrival, self.luck = arrival, random.Random(luck)
        self.now, self.down_until = 0.0, 0.0
        self.store = EmbeddedStore(clock=lambda: self.now, start=state)
        self.conflicts = 0
        self._sent = 0
        self._agenda: list[tuple[float, int, _Task, Any]] = []

    @property
    def state(self) -> State:
        """What the store holds."""
        return self.store.state

    def run(self, chains: Mapping[str, Sequence[Writer]]) -> Iterator[Any]:
        """Let the writers of each chain work one after the other, all chains at once, and give what each returns.

        What a writer raises comes out.
        """
        for name, (first, *left) in chains.items():
            yield from self._go_on(_Task(name, FunctionProgram(name, first, Desk), left))
        while self._agenda:
            self.now, _, task, request = heapq.heappop(self._agenda)
            task.history = (*task.history, "waited" if isinstance(request, Wait) else self._answer(request))
            yield from self._go_on(task)

    def _go_on(self, task: _Task) -> Iterator[Any]:
        """Send the task's next request; where it has ended, give what it returned and send its follower's first."""
        while not isinstance(step := task.next(), Asks):
            if isinstance(step, Raised):
                raise step.error
            yield getattr(step, "value", None)
            if not task.left:
                return
            task.program, task.history = FunctionProgram(task.name, task.left.pop(0), Desk), ()
        after = step.request.seconds if isinstance(step.request, Wait) else self.arrival()
        heapq.heappush(self._agenda, (self.now + after, self._sent, task, step.request))
        self._sent += 1

    def _answer(self, request: Request) -> Any:
        down = self.now < self.down_until
        if down and self.luck.random() < 0.5:
            return LOST  # it never arrived
        answer = self.store.ask(request)
        self.conflicts += isinstance(answer, TxnAnswer) and not answer.succeeded
        return LOST if down else answer


def run(writers: Mapping[str, Writer], state: State) -> VirtualTime:
    """Let ``writers`` work until all have ended, and return what has become of ``state``."""
    world = VirtualTime(state)
    for _ in world.run({name: [writer] for name, writer in writers.items()}):
        pass
    return world
