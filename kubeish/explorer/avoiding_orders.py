"""Numbers of the orders that avoid certain states of the store on their whole way, exactly.

Several such numbers are counted in one pass over the graph: they are packed into one integer, each
in a field that is wide enough for the number of all orders, so one addition adds them all.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from .search import Counts, Graph, expand_level

_AT_ONCE = 16


def count_avoiding(graph: Graph, avoided: Sequence[Collection[int]], most: int) -> list[dict[int, int]]:
    """For each set of states, by number: the orders that meet none of them, by their final position.

    ``most``: the number of all orders.
    """
    found: list[dict[int, int]] = []
    for begin in range(0, len(avoided), _AT_ONCE):
        found += _count_at_once(graph, avoided[begin : begin + _AT_ONCE], most.bit_length())
    return found


def _count_at_once(graph: Graph, avoided: Sequence[Collection[int]], width: int) -> list[dict[int, int]]:
    one_field, shifts = (1 << width) - 1, [width * place for place in range(len(avoided))]
    every = (1 << width * len(avoided)) - 1
    kept: dict[int, int] = {}
    for states, shift in zip(avoided, shifts):
        for state in states:
            kept[state] = kept.get(state, every) & ~(one_field << shift)
    finals = _count_packed(graph, sum(1 << shift for shift in shifts), kept, every)
    return [{position: orders >> shift & one_field for position, orders in finals.items()} for shift in shifts]


def _count_packed(graph: Graph, start: int, kept: dict[int, int], every: int) -> dict[int, int]:
    """The packed numbers by final position; ``kept``: the fields that are left beyond each state."""
    counts, level = Counts(), {graph.start: start}
    while level:
        left = [(position, orders & kept.get(graph.get_store(position), every)) for position, orders in level.items()]
        level = {}
        expand_level(graph, [(position, orders) for position, orders in left if orders], counts, level)
    return counts.finals
