"""Numbers of the broken orders, and of those that lead to each complaint: exact."""

from __future__ import annotations

from collections.abc import Mapping

from .avoiding_orders import count_avoiding
from .findings import Findings
from .search import Graph


def count_broken(
    graph: Graph, finals: Mapping[int, int], findings: Findings, is_complete: bool
) -> tuple[int, dict[str, int]]:
    """The number of broken orders, and for each complaint the number of orders that lead to it.

    Of a search that is not complete, only the ends that it met are counted.
    """
    complaints: dict[str, int] = {}
    for position, found in findings.complaints.items():
        for complaint in found:
            complaints[complaint] = complaints.get(complaint, 0) + finals[position]
    broken = sum(finals[position] for position, found in findings.complaints.items() if found)
    if findings.bad_states and is_complete:
        return _add_bad_states(graph, finals, findings, broken, complaints)
    return broken, complaints


def _add_bad_states(
    graph: Graph, finals: Mapping[int, int], findings: Findings, broken: int, complaints: dict[str, int]
) -> tuple[int, dict[str, int]]:
    """Add the orders that come through bad states, and of which the invariant says nothing."""
    by_complaint: dict[str, set[int]] = {}
    for state, found in findings.bad_states.items():
        for complaint in found:
            by_complaint.setdefault(complaint, set()).add(state)
    every, *each = count_avoiding(graph, [set(findings.bad_states), *by_complaint.values()], sum(finals.values()))
    fine = [position for position, found in findings.complaints.items() if not found]
    broken += sum(finals[position] - every.get(position, 0) for position in fine)
    for complaint, avoiding in zip(by_complaint, each):
        silent = [position for position, found in findings.complaints.items() if complaint not in found]
        more = sum(finals[position] - avoiding.get(position, 0) for position in silent)
        complaints[complaint] = complaints.get(complaint, 0) + more
    return broken, complaints
