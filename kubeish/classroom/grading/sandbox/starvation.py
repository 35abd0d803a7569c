"""For how long a process has run, and was ready to run while others had the processor. Linux alone tells."""

from __future__ import annotations

from pathlib import Path


def read_times(process: int) -> tuple[float, float]:
    """Seconds for which the main thread of a process has had a processor, and for which it has waited for one.

    Zeros where that cannot be told. Source: the first two figures of /proc/PID/schedstat,
    Documentation/scheduler/sched-stats.rst of Linux.
    """
    try:
        used, delayed = Path(f"/proc/{process}/schedstat").read_text().split()[:2]
        return int(used) / 1e9, int(delayed) / 1e9
    except (OSError, ValueError):
        return 0.0, 0.0


def read_number(handle: int) -> int:
    """The number by which this process knows the one of a pidfd; 0 where that cannot be told."""
    try:
        lines = Path(f"/proc/self/fdinfo/{handle}").read_text().splitlines()
        return int(dict(line.split(":", 1) for line in lines)["Pid"])
    except (OSError, LookupError, ValueError):
        return 0
