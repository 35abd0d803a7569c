"""``order_map``: every order of plain functions of a client; the one picked opens in a stepper."""

from __future__ import annotations

from kubeish.etcd.store import State
from kubeish.explorer import Outcome, Timeline
from kubeish.explorer.invariant_checker import Invariant
from kubeish.explorer.steps import ClientFunction
from kubeish.widgets.pages import build_order_map, build_outcome_map
from kubeish.widgets.pages.paths import StateGraph
from kubeish.widgets.pages.single_run_page import build_run_graph

from .stepper_widget import Clients, OrderWidget, explore_for_page


class OrderMap(OrderWidget):
    """All orders, lost or safe, with a stepper: see ``order_map``."""

    def __init__(self, found: StateGraph | Outcome, goal: str = "") -> None:
        if isinstance(found, Outcome):
            run = found.counterexample or Timeline((), (), {})
            super().__init__(build_outcome_map(found, goal), build_run_graph(run))
        else:
            super().__init__(build_order_map(found, goal), found)


def order_map(
    clients: Clients | Outcome | StateGraph,
    setup: ClientFunction | State | None = None,
    invariant: Invariant = lambda client: [],
    goal: str = "",
    breaking: str = "break the rule",
    crashes: int = 0,
    lost_replies: int = 0,
) -> OrderMap:
    """The map of all orders of ``clients``, functions of a client; other arguments as of explore.

    Up to 600 orders have a cell each; more are grouped by how they end, with how many orders lead
    there. ``goal``: what to try in the stepper below. Instead of clients it also takes a state
    graph or an Outcome. Raises what ``explore`` does.
    """
    if not isinstance(clients, Outcome):
        clients = explore_for_page(clients, setup, invariant, breaking, crashes, lost_replies)
    return OrderMap(clients, goal)
