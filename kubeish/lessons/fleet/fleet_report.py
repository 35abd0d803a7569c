"""Report on one run of a fleet: what the store then holds, in words and as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kubeish.api import TODO, Todo
from kubeish.errors import CallMistake
from kubeish.figures import Figure, Outage, draw_outage
from kubeish.registry.placement import Placements
from kubeish.wording import join, say, show


@dataclass(frozen=True)
class FleetReport:
    """One run, by what the store then holds. Its text leaves out what differs from run to run.

    ``counted``: writes that failed their compare; ``unknown``: tries whose outcome was not known;
    ``outage``: when the leader was killed, and when each pod was placed, if it was.
    ``is_todo``: without a back-off, since it is TODO.
    """

    wanted: tuple[str, ...]
    found: Placements
    schedulers: int
    counted: int
    unknown: int
    seconds: float
    outage: Outage | None = None
    is_todo: bool = False

    @property
    def conflicts(self) -> int | Todo:
        """How many writes failed their compare; TODO as long as the back-off is."""
        return TODO if self.is_todo else self.counted

    @property
    def lost(self) -> list[str]:
        """Pods whose scheduler was told that they run, and that are on no list."""
        return sorted(set(self.wanted) - self.found.listed.keys())

    @property
    def twice(self) -> list[str]:
        """Pods that are listed more than once, on one machine or on several."""
        return sorted(pod for pod in self.found.listed if self.found.count_listed(pod) > 1)

    @property
    def stranded(self) -> list[str]:
        """Pods that have a key and are on no list, or the other way round."""
        return sorted(self.found.listed.keys() ^ self.found.keyed.keys())

    def __repr__(self) -> str:
        head = say(
            "{pods} pods by {schedulers} schedulers, the leader killed meanwhile"
            if self.outage
            else "{pods} pods by {schedulers} schedulers",
            pods=len(self.wanted),
            schedulers=self.schedulers,
        )
        parts = say(
            "lost: {lost} · twice: {twice} · on one of its two keys only: {stranded}",
            lost=_abbreviate(self.lost),
            twice=_abbreviate(self.twice),
            stranded=_abbreviate(self.stranded),
        )
        return f"{show(head)}\n{show(parts)}"

    def draw(self) -> Figure:
        """A picture of what the killed leader did. Raises CallMistake where none was killed."""
        if self.outage is None:
            raise CallMistake("no leader was killed in this run: place with kill_leader=True, and draw that report.")
        return draw_outage(self.outage)


def _abbreviate(pods: Sequence[str]) -> str:
    if not pods:
        return say("none")
    first = join(", ", pods[:3])
    return say("{first} and {more} more", first=first, more=len(pods) - 3) if len(pods) > 3 else first
