"""Endings of all orders: final states that differ in what is stored or complained of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kubeish.wording import say, show

from .paths import StateGraph, count_orders, find_shortest_paths, format_order
from .step_text import find_folder


@dataclass(frozen=True)
class Ending:
    """``label``: what the store holds, by the keys in which endings differ.

    ``order``: the shortest that leads here; ``finals``: the numbers of the final positions;
    ``weight``: how many orders lead to them.
    """

    label: str
    complaints: tuple[str, ...]
    weight: int
    order: str
    finals: tuple[int, ...] = ()


def find_endings(graph: StateGraph) -> list[Ending]:
    """The endings of ``graph``: the broken ones first, the heavier ones before the lighter."""
    weights, paths = count_orders(graph), find_shortest_paths(graph)
    orders = {number: format_order(paths[number]) for number in weights}
    label = _choose_labels(graph, list(weights))
    alike: dict[tuple[str, tuple[str, ...]], list[Ending]] = {}
    for number in sorted(weights, key=lambda n: (len(paths[n]), orders[n])):
        complaints = tuple(graph["positions"][number]["complaints"])
        one = Ending(label(number), complaints, weights[number], orders[number], (number,))
        alike.setdefault((one.label, complaints), []).append(one)
    return _merge([(endings[0].label, endings) for endings in alike.values()])


def merge_by_complaints(endings: list[Ending]) -> list[Ending]:
    """Merge the endings with the same complaints: some graphs have too many to show one by one."""
    groups: dict[tuple[str, ...], list[Ending]] = {}
    for ending in endings:
        groups.setdefault(ending.complaints, []).append(ending)
    labels = (
        group[0].label if len(group) == 1 else show(say("{ends} ends", ends=len(group))) for group in groups.values()
    )
    return _merge(list(zip(labels, groups.values())))


def _merge(groups: list[tuple[str, list[Ending]]]) -> list[Ending]:
    merged = []
    for label, group in groups:
        finals = tuple(number for ending in group for number in ending.finals)
        weight = sum(ending.weight for ending in group)
        merged.append(Ending(label, group[0].complaints, weight, group[0].order, finals))
    return sorted(merged, key=lambda e: (not e.complaints, -e.weight, e.order))


def _choose_labels(graph: StateGraph, finals: list[int]) -> Callable[[int], str]:
    """A function that names a final position by the values of the keys in which they differ."""
    values = {n: {key: value for key, value, _ in graph["positions"][n]["store"]} for n in finals}
    keys = sorted({key for stored in values.values() for key in stored})
    differing = [key for key in keys if len({stored.get(key) for stored in values.values()}) > 1]
    folder = find_folder(graph)

    def label(number: int) -> str:
        held = [(key.removeprefix(folder), values[number].get(key, show(say("absent")))) for key in differing]
        return held[0][1] if len(held) == 1 else ", ".join(f"{key} {value}" for key, value in held)

    return label
