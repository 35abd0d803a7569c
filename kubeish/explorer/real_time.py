"""Real time: the machine's own functions, also where a replay has a clock of its own.

``virtual_time`` imports this module before it replaces anything. A module that imported them from
``time`` itself could get the virtual ones: it may be loaded while some client is replayed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from time import monotonic, perf_counter, sleep

read_processor = getattr(time, "thread_time", monotonic)
"""Seconds for which this thread has had the processor; in some web pages, that have passed."""

__all__ = ["monotonic", "perf_counter", "read_processor", "read_times", "sleep"]


def read_times(program: object) -> tuple[float, float]:
    """Seconds that have passed for a program, and those of its processor: its own, where it runs elsewhere."""
    elsewhere: Callable[[], tuple[float, float]] | None = getattr(program, "read_times", None)
    return (monotonic(), read_processor()) if elsewhere is None else elsewhere()
