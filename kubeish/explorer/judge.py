"""The invariant as the explorer asks it: once for each state of the store and ends of the clients."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from kubeish.store import State

from .opaque import Leaks, NeedRevisions, leaves_a_mark
from .search import Graph
from .steps import CRASHED, End, Raised
from .trouble import BadInvariant
from .world import Holder, World

Invariant = Callable[..., "list[str] | None"]


class InvariantStopped(Exception):
    """The invariant raised an error, the cause of this, at ``position``."""

    def __init__(self, position: int) -> None:
        self.position = position


class Judge:
    """Gives the invariant's complaints of a final position. One without a second parameter never sees the ends:

    for it, a client that stopped with an error is a complaint by itself.
    """

    def __init__(self, invariant: Invariant, opaque: bool) -> None:
        if not callable(invariant):
            raise BadInvariant(
                f"the invariant is {invariant!r}, not a function: give the function itself, without calling it."
            )
        self.invariant, self.opaque = invariant, opaque
        self.wants_ends = _takes_ends(invariant)
        self._said: dict[Any, list[str]] = {}

    def complaints(self, world: World, graph: Graph, position: int) -> list[str]:
        """What is wrong with the final ``position``; an empty list if nothing is. Raises InvariantStopped."""
        nodes = [graph.node(position, i) for i in range(len(graph.lanes))]
        key = (graph.store(position), *nodes)
        if key not in self._said:
            ends = {lane.name: lane.end(node) or CRASHED for lane, node in zip(graph.lanes, nodes)}
            try:
                self._said[key] = self._ask(world.states[graph.store(position)], ends)
            except BadInvariant:
                raise
            except Exception as error:
                raise InvariantStopped(position) from error
        return self._said[key]

    def _ask(self, state: State, ends: dict[str, End]) -> list[str]:
        if not self.opaque:
            return self._ask_of(Holder(state).ask, ends)
        leaks = Leaks.count
        try:
            said = self._ask_of(Holder(state).opaque_ask, ends)
            again = self._ask_of(Holder(state).numbered_ask, ends)
        except Exception:
            raise NeedRevisions from None  # it may be no more than an index met where an int was wanted
        if Leaks.count > leaks or said != again or any(map(leaves_a_mark, said)):
            raise NeedRevisions
        return said

    def _ask_of(self, ask: Callable[[Any], Any], ends: dict[str, End]) -> list[str]:
        from kubeish.client import Client

        if self.wants_ends:
            return _as_complaints(self.invariant(Client(ask), ends))
        raised = [f"{who} stopped with {_error_words(end)}" for who, end in ends.items() if isinstance(end, Raised)]
        return [*raised, *_as_complaints(self.invariant(Client(ask)))]


def _as_complaints(said: Any) -> list[str]:
    if said is None or isinstance(said, str):
        return [said] if said else []
    if not hasattr(said, "__iter__"):
        raise BadInvariant(
            f"the invariant returned {said!r}: let it return a list of complaints, empty where all is well."
        )
    return [str(complaint) for complaint in said]


def _error_words(end: Raised) -> str:
    return f"{type(end.error).__name__}: {end.error}"


def _takes_ends(invariant: Invariant) -> bool:
    """It has a second parameter that it cannot do without, or one that is called ``ends``."""
    try:
        parameters = inspect.signature(invariant).parameters.values()
    except (TypeError, ValueError):
        return False  # something built in, which says nothing of its parameters
    needed = [p for p in parameters if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return len(needed) > 1 or any(p.name == "ends" for p in parameters)
