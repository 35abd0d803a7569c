"""Outcome of an exploration: exact numbers, and the shortest broken order."""

from __future__ import annotations

from dataclasses import dataclass, field

from .timeline import Timeline

NO_WITNESS = (
    "no order comes to a state of which `sometimes` is true: all may be well only because nothing happens; let the "
    "clients reach such a state, or let `sometimes` ask for one that they reach."
)


@dataclass(frozen=True)
class Outcome:
    """The result of an exploration. All numbers are exact.

    ``interleavings``: the number of orders; ``broken``: of those whose end the invariant complains
    of, or that come through a state that ``always`` complains of; ``states``: how many were
    visited; ``counterexample``: the shortest broken order, or None; ``complaints``: the number of
    orders that lead to each; ``breaking``: words for what a broken order does, such as "lose a pod".

    ``witness``: the shortest order to a state of which ``sometimes`` is true; ``is_vacuous``: there
    is none. ``partial``: where not all orders were tried, what is known, in words. The numbers then
    count the orders that were tried, and ``seed`` is the one that chose them, if one did.
    """

    interleavings: int
    broken: int
    states: int
    counterexample: Timeline | None
    complaints: dict[str, int] = field(default_factory=dict)
    breaking: str = "break the rule"
    witness: Timeline | None = None
    is_vacuous: bool = False
    partial: str = ""
    seed: int | None = None

    @property
    def is_complete(self) -> bool:
        """Whether all orders were tried."""
        return not self.partial

    @property
    def is_ok(self) -> bool:
        """Whether no order that was tried is broken, and a witness was found where one was wanted."""
        return self.counterexample is None and not self.broken and not self.is_vacuous

    def headline(self) -> str:
        """``6 orders · 4 lose a pod``."""
        if self.partial:
            return self.partial
        orders = f"{self.interleavings:,} order{'' if self.interleavings == 1 else 's'}"
        return f"{orders} · {f'{self.broken:,}' if self.broken else 'none'} {self.breaking}"

    def __str__(self) -> str:
        parts = [self.headline(), NO_WITNESS if self.is_vacuous else "", str(self.counterexample or "")]
        return "\n\n".join(filter(None, parts))

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str | None:
        """What a notebook shows: the counterexample, drawn; without one, the words alone."""
        heading = "\n\n".join([self.headline(), *([NO_WITNESS] if self.is_vacuous else [])])
        return self.counterexample.draw(heading).html if self.counterexample else None
