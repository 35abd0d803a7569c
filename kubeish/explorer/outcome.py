"""Outcome of an exploration: exact numbers, and the shortest broken order."""

from __future__ import annotations

from dataclasses import dataclass, field

from .timeline import Timeline


@dataclass(frozen=True)
class Outcome:
    """The result of an exploration. All numbers are exact.

    ``interleavings``: the number of orders; ``broken``: of those whose end the invariant complains
    of; ``states``: how many were visited; ``counterexample``: the shortest broken order, or None;
    ``complaints``: the number of orders that lead to each; ``breaking``: words for what a broken
    order does, such as "lose a pod".
    """

    interleavings: int
    broken: int
    states: int
    counterexample: Timeline | None
    complaints: dict[str, int] = field(default_factory=dict)
    breaking: str = "break the rule"

    def headline(self) -> str:
        """``6 orders · 4 lose a pod``."""
        orders = f"{self.interleavings:,} order{'' if self.interleavings == 1 else 's'}"
        return f"{orders} · {f'{self.broken:,}' if self.broken else 'none'} {self.breaking}"

    def __str__(self) -> str:
        return self.headline() + (f"\n\n{self.counterexample}" if self.counterexample else "")

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str | None:
        """What a notebook shows: the counterexample, drawn; without one, the words alone."""
        return self.counterexample.draw(self.headline()).html if self.counterexample else None
