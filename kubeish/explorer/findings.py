"""Findings: what is known of an exploration at any moment of its search, level by level."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .invariant_checker import InvariantChecker, InvariantStopped
from .search import Graph
from .transitions import TransitionCache


class FirstFound(Exception):
    """Ends a search that was to stop at the first broken place."""


class Place(NamedTuple):
    """A position, the fewest steps that lead to it, and what is said of it."""

    position: int
    depth: int
    complaints: list[str]


class Checkers(NamedTuple):
    """What is asked: of final positions, of every state, and of some state. None: nothing."""

    invariant: InvariantChecker
    always: InvariantChecker | None = None
    sometimes: InvariantChecker | None = None


class Findings:
    """Asks the checkers of what a search reaches, each state once, and keeps what comes first.

    ``complaints``: of each final position; ``bad_states``: what ``always`` complains of, by the
    number of the state; ``broken``: the first place that is complained of, so one of the fewest
    steps; ``witness``: the first in which ``sometimes`` is true. ``first``: stop at the first
    broken place.
    """

    def __init__(self, checkers: Checkers, cache: TransitionCache, graph: Graph, first: bool = False) -> None:
        self.checkers, self._cache, self._graph, self._first = checkers, cache, graph, first
        self.complaints: dict[int, list[str]] = {}
        self.bad_states: dict[int, list[str]] = {}
        self.broken: Place | None = None
        self.witness: Place | None = None
        self._seen: set[int] = set()
        self.depth = 0
        """Of the positions that are looked at just now."""

    def see_level(self, level: Iterable[int], depth: int) -> None:
        """Ask ``always`` and ``sometimes`` of the states that are new."""
        self.depth = depth
        if self.checkers.always is None and self.checkers.sometimes is None:
            return
        get_store, seen = self._graph.get_store, self._seen
        for position in level:
            state = get_store(position)
            if state not in seen:
                seen.add(state)
                self._see_state(state, position)

    def see_finals(self, finals: Mapping[int, int], depth: int) -> None:
        """Ask the invariant of the final positions that are new: the last ones."""
        self.depth = depth
        for position in itertools.islice(finals, len(self.complaints), None):
            self.see_final(position)

    def see_final(self, position: int) -> list[str]:
        """What the invariant says of a final position."""
        if position not in self.complaints:
            found = self.checkers.invariant.check(self._cache, self._graph, position)
            self.complaints[position] = found
            self._note_broken(position, found)
        return self.complaints[position]

    def _see_state(self, state: int, position: int) -> None:
        always, sometimes = self.checkers.always, self.checkers.sometimes
        if sometimes is not None and self.witness is None:
            found = self._ask(sometimes, state, position)
            self.witness = Place(position, self.depth, found) if found else None
        if always is not None and (found := self._ask(always, state, position)):
            self.bad_states[state] = found
            self._note_broken(position, found)

    def _ask(self, checker: InvariantChecker, state: int, position: int) -> list[str]:
        try:
            return checker.check_state(self._cache.states[state])
        except InvariantStopped as stopped:
            stopped.position = position
            raise

    def _note_broken(self, position: int, found: list[str]) -> None:
        if found and (self.broken is None or self.depth < self.broken.depth):
            self.broken = Place(position, self.depth, found)
            if self._first:
                raise FirstFound
