"""WaitFinder: finds where one client waits for another, by running it alone."""

from __future__ import annotations

from typing import Protocol

from kubeish.wording import say

from .errors import NeverStops
from .lone_store import LoneStore, run_alone
from .moves import Node
from .steps import History, Program, Requests
from .transitions import NO_ANSWER, TransitionCache
from .waiting import Pair, find_wait

MOST_REQUESTS = 200
"""A client that asks more often than this in one run is said never to stop, or to wait."""


class Histories(Protocol):
    """What is asked of a client's graph."""

    name: str
    program: Program
    cache: TransitionCache
    nodes: list[Node]

    def trace(self, node: int) -> tuple[History, Requests]:
        """The answers that led to a node, and the requests that they answer."""
        ...


class WaitFinder:
    """Of the client whose graph is ``graph``: in which states it waits at which nodes."""

    def __init__(self, graph: Histories) -> None:
        self._graph = graph
        self._known: dict[tuple[int, int], bool] = {}

    def is_waiting(self, state: int, node: int, after: int, answer: int) -> bool:
        """Whether the client has no step from here until another one has changed the store."""
        if answer == NO_ANSWER:
            return True
        if after != state or not self._has_asked(node, answer):
            return False
        key = (state, node)
        if key not in self._known:
            history, asked = self._graph.trace(node)
            left, view = MOST_REQUESTS - len(history), self._graph.nodes[node].view
            alone = run_alone(
                self._graph.program, history, asked, lambda: LoneStore(self._graph.cache, state, left, view)
            )
            pairs = [*self._pair(node), *alone.pairs]
            is_stuck = alone.left < 0 and not alone.changed
            self._known[key] = is_stuck and find_wait(pairs, len(history)) == len(history)
        return self._known[key]

    def _has_asked(self, node: int, answer: int) -> bool:
        """Whether the client has made this request before, and had this answer."""
        nodes, strip = self._graph.nodes, self._graph.cache.strip
        here = nodes[node]
        request = here.request
        while here.parent >= 0:
            number, here = here.answer, nodes[here.parent]
            if here.request == request and strip(number) == strip(answer):
                return True
        return False

    def _pair(self, node: int) -> list[Pair]:
        """The requests and answers that led to ``node``."""
        pairs: list[Pair] = []
        while self._graph.nodes[node].parent >= 0:
            number, node = self._graph.nodes[node].answer, self._graph.nodes[node].parent
            pairs.append((self._graph.nodes[node].request, self._graph.cache.strip(number)))
        return pairs[::-1]

    def find_wait(self, parent: int, answer: int, alone: LoneStore) -> int:
        """After how many more answers a client waits that asks for ever. Raises NeverStops if it does not."""
        before = []
        if parent >= 0:
            before = [*self._pair(parent), (self._graph.nodes[parent].request, self._graph.cache.strip(answer))]
        found = find_wait([*before, *alone.pairs], len(before) + alone.changed)
        if found is None:
            raise NeverStops(
                say(
                    "{name} asked the store {most_requests} times in one run and had not finished: give its "
                    "loop an end that every order reaches.",
                    name=self._graph.name,
                    most_requests=MOST_REQUESTS,
                )
            )
        return max(found - len(before), 0)
