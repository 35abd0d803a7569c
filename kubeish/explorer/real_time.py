"""Real time: the machine's own functions, also where a replay has a clock of its own.

``virtual_time`` imports this module before it replaces anything. A module that imported them from
``time`` itself could get the virtual ones: it may be loaded while some client is replayed.
"""

from __future__ import annotations

import time
from time import monotonic, perf_counter, sleep

read_processor = getattr(time, "thread_time", monotonic)
"""Seconds for which this thread has had the processor; in some web pages, that have passed."""

__all__ = ["monotonic", "perf_counter", "read_processor", "sleep"]
