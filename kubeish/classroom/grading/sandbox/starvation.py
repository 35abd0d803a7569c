"""For how long a process was ready to run, and others had the processor: no time of its own. Linux alone tells."""

from __future__ import annotations

from pathlib import Path


def read_delay(process: int) -> float:
    """Seconds for which the main thread of a process has waited for a processor; 0.0 where that cannot be told.

    Source: the second figure of /proc/PID/schedstat, Documentation/scheduler/sched-stats.rst of Linux.
    """
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, LookupError, ValueError):
        return 0.0


def read_number(handle: int) -> int:
    """The number by which this process knows the one of a pidfd; 0 where that cannot be told."""
    try:
        lines = Path(f"/proc/self/fdinfo/{handle}").read_text().splitlines()
        return int(dict(line.split(":", 1) for line in lines)["Pid"])
    except (OSError, LookupError, ValueError):
        return 0
