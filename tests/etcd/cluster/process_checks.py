"""Questions of the tests to the system about processes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path


def is_alive(pid: int) -> bool:
    """Whether there is such a process. One that has ended but was not yet waited for is not alive."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:  # no /proc on macOS; on Linux it went in between
        return not Path("/proc").is_dir()


def becomes_true(condition: Callable[[], bool], timeout: float = 60.0) -> bool:
    """Whether the condition holds within ``timeout`` seconds."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.01)
    return condition()
