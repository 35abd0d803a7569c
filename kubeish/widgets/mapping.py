"""``order_map``: every order of plain functions of a client at one glance; what is picked opens in the stepper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kubeish import figures
from kubeish.explorer import Outcome, Timeline, TooLarge, atlas, explore
from kubeish.figures.replay import atlas_of
from kubeish.store import State

from .stepping import Stepping


class OrderMap(Stepping):
    """All orders, lost or safe, with a stepper: see ``order_map``."""

    def __init__(self, found: dict[str, Any] | Outcome, goal: str = "") -> None:
        if isinstance(found, Outcome):
            run = found.counterexample or Timeline((), (), {})
            super().__init__(figures.outcome_map(found, goal), atlas_of(run))
        else:
            super().__init__(figures.order_map(found, goal), found)


def order_map(
    clients: Mapping[str, Callable[[Any], Any]] | Outcome | dict[str, Any],
    setup: Callable[[Any], Any] | State | None = None,
    invariant: Callable[..., list[str] | None] = lambda client: [],
    goal: str = "",
    breaking: str = "break the rule",
    crashes: int = 0,
    lost_replies: int = 0,
) -> OrderMap:
    """The map of all orders of ``clients``, plain functions of a client; the other arguments are those of explore.

    Up to 600 orders have a cell each; more are gathered by their ends, with how many orders lead there. ``goal``: what
    to try in the stepper below. Instead of clients it also takes an atlas or an Outcome. Raises what explore does.
    """
    if isinstance(clients, Outcome) or "positions" in clients:
        return OrderMap(clients if isinstance(clients, Outcome) else dict(clients), goal)
    faults = {"crashes": crashes, "lost_replies": lost_replies}
    try:
        return OrderMap(atlas(clients, setup, invariant, breaking=breaking, **faults), goal)
    except TooLarge:
        return OrderMap(explore(clients, setup, invariant, breaking=breaking, **faults), goal)
