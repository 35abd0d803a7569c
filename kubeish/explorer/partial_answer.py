"""Words for what is known of an exploration that did not try every order."""

from __future__ import annotations

from kubeish.wording import look_up, say

from .findings import Findings
from .outcome import count_broken_ones
from .search import Counts, Graph
from .shortest_path import find_shortest_path, format_path


def describe_partial(findings: Findings, counts: Counts, graph: Graph, breaking: str) -> str:
    """What the levels say that were searched: the shortest broken order, or up to where there is none."""
    if findings.broken is not None:
        position, depth, complaints = findings.broken
        order = format_path(graph, find_shortest_path(graph, position, depth))
        return say(
            "the order {order} is one of the shortest to {breaking} (→ {complaint})"
            if order
            else "what the setup leaves is enough to {breaking} (→ {complaint})",
            order=order,
            breaking=look_up(breaking),
            complaint=complaints[0],
        )
    steps = max(counts.levels - 1, 0)
    if not findings.complaints and findings.checkers.always is None:
        return say("no order ends within {steps} steps, so nothing is decided", steps=steps)
    return say(
        "of the orders of up to {steps} steps none {breaking}, and what comes after is not decided",
        steps=steps,
        breaking=look_up(breaking),
    )


def describe_sample(runs: int, broken: int, seed: int, breaking: str) -> str:
    """``1,000 orders picked at random by the seed 7 · 12 lose a pod``."""
    orders = say(
        "1 order picked at random by the seed {seed}"
        if runs == 1
        else "{runs:,} orders picked at random by the seed {seed}",
        runs=runs,
        seed=seed,
    )
    return count_broken_ones(orders, broken, breaking)


def describe_first(steps: int, states: int, breaking: str) -> str:
    """``the shortest order to lose a pod has 4 steps · 57 states, not all orders were tried``."""
    return say(
        "the shortest order to {breaking} has {steps} steps · {states:,} states, not all orders were tried",
        breaking=look_up(breaking),
        steps=steps,
        states=states,
    )
