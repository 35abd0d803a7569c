"""``stepper``: plain functions of a client, taken step by step in any order."""

from __future__ import annotations

from collections.abc import Mapping

import traitlets

from kubeish.etcd.store import State
from kubeish.explorer import Outcome, Program, Timeline, TooLarge, build_state_graph, explore
from kubeish.explorer.invariant_checker import Invariant
from kubeish.explorer.steps import ClientFunction
from kubeish.widgets.pages import Page, build_stepper, split_run
from kubeish.widgets.pages.nothing_to_show import get_counterexample
from kubeish.widgets.pages.paths import StateGraph, find_end, follow, format_order
from kubeish.widgets.pages.single_run_page import build_run_graph

from .page_widget import PageWidget

_ADVICE = "give the stepper the clients themselves, fewer of them if there are too many orders"
Clients = Mapping[str, ClientFunction | Program]


class OrderWidget(PageWidget):
    """Steps taken in ``graph``. ``order``: those so far, ``A B A B``; setting it goes there."""

    order = traitlets.Unicode("").tag(sync=True)

    def __init__(self, page: Page, graph: StateGraph, order: str = "") -> None:
        self.graph = graph
        super().__init__(page, order=format_order(follow(graph, order)))

    @traitlets.validate("order")
    def _validate_order(self, proposal: Mapping[str, str]) -> str:
        """The order as it is written everywhere. Raises BadOrder if these steps cannot be taken."""
        return format_order(follow(self.graph, proposal["value"]))

    @property
    def complaints(self) -> list[str] | None:
        """What the invariant says of the end; None as long as a client has steps left."""
        found: list[str] | None = find_end(self.graph, follow(self.graph, self.order))["complaints"]
        return found


class Stepper(OrderWidget):
    """Clients that take their steps one by one: see ``stepper``."""

    def __init__(self, graph: StateGraph, goal: str = "", order: str = "", ahead: str = "") -> None:
        super().__init__(build_stepper(graph, goal, order, ahead), graph, order)


def stepper(
    clients: Clients | Timeline | Outcome | StateGraph,
    setup: ClientFunction | State | None = None,
    invariant: Invariant = lambda client: [],
    goal: str = "",
    breaking: str = "break the rule",
    order: str = "",
    crashes: int = 0,
    lost_replies: int = 0,
) -> Stepper:
    """A stepper for ``clients``, two or three functions of a client; other arguments as of explore.

    ``goal``: what to try, in words. ``order``: steps already taken, ``A B A B``. Instead of clients
    it also takes a state graph, a Timeline (it opens one step before its harm) or an
    Outcome (its counterexample). Clients with more orders than a page can hold are explored all the same, and
    the one order that breaks the rule is shown. Raises what ``explore`` does, and BadOrder.
    """
    found = clients
    if not isinstance(found, Timeline | Outcome):
        found = explore_for_page(found, setup, invariant, breaking, crashes, lost_replies)
        if isinstance(found, Outcome):
            goal = goal or found.headline()
    if isinstance(found, Outcome):
        found = get_counterexample(found, _ADVICE)
    if isinstance(found, Timeline):
        return Stepper(build_run_graph(found, breaking), goal, *split_run(found))
    return Stepper(found, goal, order)


def explore_for_page(
    clients: Clients | StateGraph,
    setup: ClientFunction | State | None,
    invariant: Invariant,
    breaking: str,
    crashes: int,
    lost_replies: int,
) -> StateGraph | Outcome:
    """Build the state graph of ``clients``, if not given; an Outcome if too large for a page."""
    if isinstance(clients, Mapping) and "positions" in clients:
        return dict(clients)
    try:
        return build_state_graph(clients, setup, invariant, crashes, lost_replies, breaking)
    except TooLarge:
        return explore(clients, setup, invariant, crashes, lost_replies, breaking=breaking)
