"""The counterexample of an outcome, or the sentence for one that has none."""

from __future__ import annotations

from kubeish.errors import CallMistake
from kubeish.explorer import Outcome, Timeline
from kubeish.wording import look_up, say


class NothingToShow(CallMistake):
    """A counterexample was asked of an exploration that found nothing broken."""


def get_counterexample(outcome: Outcome, advice: str) -> Timeline:
    """The outcome's counterexample. Raises NothingToShow with ``advice`` where there is none."""
    if outcome.counterexample is None:
        raise NothingToShow(
            say(
                "a counterexample was to be shown, and not one of the {orders:,} orders would {breaking}: {advice}.",
                orders=outcome.interleavings,
                breaking=look_up(outcome.breaking),
                advice=advice,
            )
        )
    return outcome.counterexample
