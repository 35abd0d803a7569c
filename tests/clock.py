"""A clock for tests of what ends with time."""

from __future__ import annotations


class Clock:
    """Seconds that pass when told."""

    now = 100.0

    def __call__(self) -> float:
        return self.now
