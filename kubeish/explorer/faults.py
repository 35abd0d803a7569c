"""Faults: how many of each kind one run may have."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from kubeish.wording import say

from .errors import ExploreError


@dataclass(frozen=True, slots=True)
class Faults:
    """The most crashes, lost replies, and times that are up early, in one run.

    Raises ExploreError for what is no number of faults.
    """

    crashes: int = 0
    lost_replies: int = 0
    expiries: int = 0

    def __post_init__(self) -> None:
        for most in astuple(self):
            if type(most) is not int or most < 0:
                raise ExploreError(
                    say(
                        "{most!r} faults in one run cannot be: crashes, lost_replies and expiries are whole, from "
                        "0 on.",
                        most=most,
                    )
                )
