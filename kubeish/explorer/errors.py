"""Errors of the explorer: why a client, or so many orders, cannot be explored."""

from __future__ import annotations

from kubeish.errors import CallMistake
from kubeish.wording import read_message, say, show

from .outcome import Outcome


class ExploreError(CallMistake):
    """Base of the errors below: the clients cannot be explored."""


class NotDeterministic(ExploreError):
    """The same answers were played to the client twice, and it did two different things."""


class SwallowedPause(ExploreError):
    """The client caught the pause that the explorer stops it with, and went on."""


class NeverAsks(ExploreError):
    """The client runs for ever without asking the store anything."""


class StartsThread(ExploreError):
    """The client starts a thread of its own, whose requests could come in any order among its own."""


class WaitsForEver(ExploreError):
    """The client asks for ever, and alone it can never get on."""


class NeverStops(ExploreError):
    """The client asks more often than the explorer is willing to answer."""


class TooLarge(ExploreError):
    """The search ended at a bound. Its text says why, and what was found all the same.

    ``outcome``: what was found, as an Outcome that is not complete; None where nothing was explored.
    """

    outcome: Outcome | None = None

    def __init__(self, why: str, advice: str = "", found: str = "") -> None:
        self.why, self.advice = why, advice or say("explore fewer clients, shorter ones or fewer faults")
        super().__init__(
            say("{why}; {found}: {advice}." if found else "{why}: {advice}.", why=why, found=found, advice=self.advice)
        )


class Interrupted(KeyboardInterrupt):
    """The search was interrupted. Its text: how far it was."""

    def _render_traceback_(self) -> list[str]:
        return [show(read_message(self))]


class NotAClient(ExploreError):
    """What was given as a client is no plain function of one."""


class BadSetup(ExploreError):
    """The function that was to set up the store did not."""


class BadInvariant(ExploreError):
    """The invariant did not return complaints."""
