"""The ends of all orders, one where nobody could tell them apart: what is stored, who complains, how many orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .ways import order_of, shortest_ways, weights
from .words import folder


@dataclass(frozen=True)
class End:
    """``label``: what the store holds, by the keys in which ends differ. ``order``: the shortest that leads here.

    ``finals``: the positions of the atlas that it stands for; ``weight``: how many orders lead to them.
    """

    label: str
    complaints: tuple[str, ...]
    weight: int
    order: str
    finals: tuple[int, ...] = ()


def ends(atlas: dict[str, Any]) -> list[End]:
    """The ends of ``atlas``: the broken ones first, the heavier ones before the lighter."""
    finals, ways = weights(atlas), shortest_ways(atlas)
    label = _labels(atlas, list(finals))
    found: dict[tuple[str, tuple[str, ...]], End] = {}
    for number in sorted(finals, key=lambda n: (len(ways[n]), order_of(ways[n]))):
        name = label(number), tuple(atlas["positions"][number]["complaints"])
        before = found.get(name, End(*name, 0, order_of(ways[number])))
        found[name] = End(*name, before.weight + finals[number], before.order, (*before.finals, number))
    return sorted(found.values(), key=lambda e: (not e.complaints, -e.weight, e.order))


def gathered(found: list[End]) -> list[End]:
    """``found`` with one end for each thing that is complained of: some are too many to be told one by one."""
    groups: dict[tuple[str, ...], list[End]] = {}
    for end in found:
        groups.setdefault(end.complaints, []).append(end)
    return sorted(map(_together, groups.values()), key=lambda e: (not e.complaints, -e.weight, e.order))


def _together(alike: list[End]) -> End:
    first = alike[0]
    label = first.label if len(alike) == 1 else f"{len(alike)} ends"
    finals = tuple(number for end in alike for number in end.finals)
    return End(label, first.complaints, sum(end.weight for end in alike), first.order, finals)


def _labels(atlas: dict[str, Any], finals: list[int]) -> Any:
    """A function that names a final position by the values of those keys that are not the same in all of them."""
    values = {n: {key: value for key, value, _ in atlas["positions"][n]["store"]} for n in finals}
    keys = sorted({key for stored in values.values() for key in stored})
    differing = [key for key in keys if len({stored.get(key) for stored in values.values()}) > 1]
    shared = folder(atlas)

    def label(number: int) -> str:
        held = [(key.removeprefix(shared), values[number].get(key, "absent")) for key in differing]
        return held[0][1] if len(held) == 1 else ", ".join(f"{key} {value}" for key, value in held)

    return label
