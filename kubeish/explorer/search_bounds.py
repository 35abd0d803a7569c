"""SearchBounds: how many states, how much memory and how much time a search may take."""

from __future__ import annotations

from kubeish.wording import say

from .errors import ExploreError, TooLarge
from .progress_line import Progress
from .real_time import monotonic

MAX_STATES = 3_000_000
"""The default of ``max_states``: some ten seconds where the clients write to a few keys."""

MAX_MEGABYTES = 1_000
"""The default of ``max_megabytes``. It comes first where almost every order leaves another store:

after some 300,000 such states, in under a minute (benchmarks/results/explore_bounds.txt).
"""


class SearchBounds:
    """Ends a search past ``max_states`` positions, ``max_seconds`` or ``max_megabytes``.

    Memory is estimated by the number of things that are kept, so that the same search ends at the
    same place each time; time is read from the clock. Raises ExploreError for what is no bound.
    """

    def __init__(self, max_states: int, max_seconds: float | None, max_megabytes: float) -> None:
        for name, bound in (("max_states", max_states), ("max_megabytes", max_megabytes), ("max_seconds", max_seconds)):
            if bound is not None and (isinstance(bound, bool) or not isinstance(bound, (int, float)) or not bound > 0):
                raise ExploreError(
                    say("{name} is {bound!r}, which bounds nothing: give a number above 0.", name=name, bound=bound)
                )
        self._states, self._seconds, self._megabytes = max_states, max_seconds, max_megabytes
        self._begin = monotonic()
        self.progress = Progress(max_states)

    def check(self, states: int, held: int) -> None:
        """Raise TooLarge if so many ``states`` or so many bytes ``held`` are too many, or time is up.

        Where a person waits for a long search, ``states`` is shown.
        """
        self.progress.show(states)
        if states > self._states:
            raise TooLarge(
                say("there are more than {states:,} states to visit", states=self._states),
                say("explore fewer clients, shorter ones or fewer faults, or give max_states a larger number"),
            )
        if held > self._megabytes * 1_000_000:
            raise TooLarge(
                say(
                    "{states:,} states take the {megabytes:,} MB of memory that they may take",
                    states=states,
                    megabytes=self._megabytes,
                ),
                say("explore shorter clients, or give max_megabytes a larger number"),
            )
        if self._seconds is not None and monotonic() - self._begin > self._seconds:
            raise TooLarge(
                say("{seconds:g} seconds are over after {states:,} states", seconds=self._seconds, states=states),
                say("explore fewer clients, or give max_seconds a larger number"),
            )
