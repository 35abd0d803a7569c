"""``stepper``: plain functions of a client, taken step by step in any order, in a notebook. Python sees the order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import traitlets

from kubeish import figures
from kubeish.errors import KubeishError
from kubeish.explorer import Outcome, Timeline, TooLarge, atlas, explore
from kubeish.figures import ways
from kubeish.figures.replay import atlas_of
from kubeish.store import State

from .linked import Linked


class NothingToShow(KubeishError):
    """Of an exploration that found nothing broken a counterexample was wanted."""


class Stepping(Linked):
    """What has steps to take, as ``graph`` has them. ``order``: those so far, ``A B A B``; setting it goes there."""

    order = traitlets.Unicode("").tag(sync=True)

    def __init__(self, page: figures.Page, graph: dict[str, Any], order: str = "") -> None:
        self.atlas = graph
        super().__init__(page, order=ways.order_of(ways.walk(graph, order)))

    @traitlets.validate("order")
    def _possible(self, proposal: Any) -> str:
        """The order as it is written everywhere; BadOrder if nobody can take these steps."""
        return ways.order_of(ways.walk(self.atlas, proposal["value"]))

    @property
    def complaints(self) -> list[str] | None:
        """What the invariant says of the end; None as long as somebody has steps left."""
        found: list[str] | None = ways.end(self.atlas, ways.walk(self.atlas, self.order))["complaints"]
        return found


class Stepper(Stepping):
    """Clients that take their steps one by one: see ``stepper``."""

    def __init__(self, graph: dict[str, Any], goal: str = "", order: str = "") -> None:
        super().__init__(figures.stepper(graph, goal, order), graph, order)


def stepper(
    clients: Mapping[str, Callable[[Any], Any]] | Timeline | Outcome | dict[str, Any],
    setup: Callable[[Any], Any] | State | None = None,
    invariant: Callable[..., list[str] | None] = lambda client: [],
    goal: str = "",
    breaking: str = "break the rule",
    order: str = "",
    crashes: int = 0,
    lost_replies: int = 0,
) -> Stepper:
    """A stepper for two or three ``clients``, plain functions of a client; the other arguments are those of explore.

    ``goal``: what to try, in words. ``order``: steps already taken, ``A B A B``. Instead of clients it also takes an
    atlas, a Timeline (it opens at its end) or an Outcome (its counterexample). Clients with more orders than a page
    can hold are explored all the same, and the one order that breaks the rule is shown. Raises what ``explore`` does,
    and BadOrder.
    """
    if isinstance(clients, Outcome):
        clients = _counterexample(clients, clients.breaking)
    if isinstance(clients, Timeline):
        return Stepper(atlas_of(clients, breaking), goal, clients.order)
    if isinstance(clients, Mapping) and "positions" in clients:
        return Stepper(dict(clients), goal, order)
    faults = {"crashes": crashes, "lost_replies": lost_replies}
    try:
        return Stepper(atlas(clients, setup, invariant, breaking=breaking, **faults), goal, order)
    except TooLarge:
        outcome = explore(clients, setup, invariant, breaking=breaking, **faults)
        return stepper(_counterexample(outcome, breaking), goal=goal or outcome.headline(), breaking=breaking)


def _counterexample(outcome: Outcome, breaking: str) -> Timeline:
    if outcome.counterexample is None:
        raise NothingToShow(
            f"a counterexample was to be shown, and not one of the {outcome.interleavings:,} orders would {breaking}: "
            "give the stepper the clients themselves, fewer of them if there are too many orders."
        )
    return outcome.counterexample
