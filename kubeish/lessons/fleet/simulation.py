"""Simulation of many writers of one store in virtual time: a wait takes no real time.

A writer is a plain function that is replayed, as by the explorer. A wait is one more kind of
request, so it needs no clock, runs in a web page too, and gives the same result each time.
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from kubeish.etcd.client import EmbeddedClient
from kubeish.etcd.store import EmbeddedStore, State
from kubeish.etcd.store.messages import TxnAnswer
from kubeish.explorer.replay import FunctionProgram
from kubeish.explorer.steps import LOST, Asks, History, Raised, Returned

ROUND_TRIP = 0.002  # seconds, about what a cluster of three takes on one machine

T = TypeVar("T")


@dataclass(frozen=True)
class Wait:
    """A request to continue after so many ``seconds``."""

    seconds: float


class WriterContext:
    """What a writer is given: a ``client``, and ``wait(seconds)``."""

    def __init__(self, ask: Callable[[Any], Any]) -> None:
        self.client, self._ask = EmbeddedClient(ask), ask

    def wait(self, seconds: float) -> None:
        """Do nothing for so long."""
        self._ask(Wait(float(seconds)))


Writer = Callable[[WriterContext], T]


@dataclass
class _Chain:
    """Writers that run one after the other, and the history of the first one."""

    programs: list[FunctionProgram[WriterContext]]
    history: History = ()


class Simulation:
    """A ``store`` that begins in ``state``, its clock ``now``, and the ``conflicts`` of its writes.

    ``arrival()``: the round trip of a request in seconds; of two that arrive at the same moment the
    one sent first is served first. Until ``down_until`` no reply comes, and a generator seeded by
    ``seed`` picks whether a request has happened.
    """

    def __init__(self, state: State, arrival: Callable[[], float] = lambda: ROUND_TRIP, seed: int = 0) -> None:
        self.arrival, self.random = arrival, random.Random(seed)
        self.now, self.down_until = 0.0, 0.0
        self.store = EmbeddedStore(clock=lambda: self.now, start=state)
        self.conflicts = 0

    @property
    def state(self) -> State:
        """What the store holds."""
        return self.store.state

    def run(self, chains: Mapping[str, Sequence[Writer[T]]]) -> Iterator[T]:
        """Run the writers of each chain in order, all chains at once; yield what each returns.

        An exception of a writer propagates.
        """
        queue: list[tuple[float, int, _Chain, Any]] = []  # by the time of arrival, then of sending
        sent = itertools.count()

        def advance(chain: _Chain) -> Iterator[T]:
            """Send the chain's next request; on the way, yield what its ended writers returned."""
            while chain.programs:
                step = chain.programs[0].next(chain.history)
                if isinstance(step, Asks):
                    after = step.request.seconds if isinstance(step.request, Wait) else self.arrival()
                    heapq.heappush(queue, (self.now + after, next(sent), chain, step.request))
                    return
                if isinstance(step, Raised):
                    raise step.error
                assert isinstance(step, Returned)
                yield step.value
                chain.programs, chain.history = chain.programs[1:], ()

        for name, writers in chains.items():
            yield from advance(_Chain([FunctionProgram(name, writer, WriterContext) for writer in writers]))
        while queue:
            self.now, _, chain, request = heapq.heappop(queue)
            chain.history = (*chain.history, self._answer(request))
            yield from advance(chain)

    def _answer(self, request: Any) -> object:
        if isinstance(request, Wait):
            return "waited"
        down = self.now < self.down_until
        if down and self.random.random() < 0.5:
            return LOST  # it never arrived
        answer = self.store.ask(request)
        self.conflicts += isinstance(answer, TxnAnswer) and not answer.succeeded
        return LOST if down else answer
