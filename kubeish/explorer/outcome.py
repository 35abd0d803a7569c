"""Outcome of an exploration: exact numbers, and the shortest broken order."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from kubeish.wording import Message, look_up, say, show

from .order_notation import BadOrder
from .sequence_diagram import format_mermaid
from .timeline import Timeline
from .timeline_data import export_timeline

_PLAIN = ("is_ok", "is_complete", "is_vacuous", "interleavings", "broken", "states", "seed", "breaking", "complaints")
BREAKING = say("break the rule")
"""What a broken order does, where nothing else is said."""
NO_WITNESS = say(
    "no order comes to a state of which `sometimes` is true: all may be well only because "
    "nothing happens; let the clients reach such a state, or let `sometimes` ask for one that "
    "they reach."
)


def count_broken_ones(orders: str, broken: int, breaking: str) -> Message:
    """``6 orders · 4 lose a pod``."""
    return say(
        "{orders} · {broken:,} {breaking}" if broken else "{orders} · none {breaking}",
        orders=orders,
        broken=broken,
        breaking=look_up(breaking),
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
    ``replay`` runs a single order of the same clients.
    """

    interleavings: int
    broken: int
    states: int
    counterexample: Timeline | None
    complaints: dict[str, int] = field(default_factory=dict)
    breaking: str = BREAKING
    witness: Timeline | None = None
    is_vacuous: bool = False
    partial: str = ""
    seed: int | None = None
    replay: Callable[[str], Timeline] | None = field(default=None, compare=False)

    @property
    def is_complete(self) -> bool:
        """Whether all orders were tried."""
        return not self.partial

    @property
    def is_ok(self) -> bool:
        """Whether no order that was tried is broken, and a witness was found where one was wanted."""
        return self.counterexample is None and not self.broken and not self.is_vacuous

    def headline(self) -> str:
        """``6 orders · 4 lose a pod``, in the language of the notebooks here."""
        return show(self.summary)

    @property
    def summary(self) -> str:
        """The same in English."""
        if self.partial:
            return self.partial
        orders = say("1 order" if self.interleavings == 1 else "{orders:,} orders", orders=self.interleavings)
        return count_broken_ones(orders, self.broken, self.breaking)

    def run(self, order: str) -> Timeline:
        """One order of the same clients, ``A B A B``, run again, with what the rules say of it.

        Raises BadOrder for steps that cannot be taken.
        """
        if self.replay is None:
            raise BadOrder(
                say("this outcome was not made by explore, so its clients are not known: call replay_order.")
            )
        return self.replay(order)

    def as_mermaid(self, order: str = "") -> str:
        """A sequence diagram of the counterexample, or of ``order``: text that code hosts draw.

        An empty text without either. Raises BadOrder for steps that cannot be taken.
        """
        shown = self.run(order) if order else self.counterexample
        return "" if shown is None else format_mermaid(shown)

    def as_json(self) -> str:
        """All numbers, the complaints, and the counterexample and the witness step by step."""
        plain = {name: getattr(self, name) for name in _PLAIN}
        orders = {name: getattr(self, name) for name in ("counterexample", "witness")}
        shown = {name: None if order is None else export_timeline(order) for name, order in orders.items()}
        return json.dumps({"headline": self.summary, **plain, **shown}, ensure_ascii=False, indent=2)

    def __str__(self) -> str:
        parts = [self.headline(), show(NO_WITNESS) if self.is_vacuous else "", str(self.counterexample or "")]
        return "\n\n".join(filter(None, parts))

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str | None:
        """What a notebook shows: the counterexample, drawn; without one, the words alone."""
        heading = "\n\n".join([self.headline(), *([show(NO_WITNESS)] if self.is_vacuous else [])])
        return self.counterexample.draw(heading).html if self.counterexample else None
