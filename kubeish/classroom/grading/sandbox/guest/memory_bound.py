"""Memory of a forked process and all that it starts, together: the kernel's own limits hold for each process alone."""

from __future__ import annotations

import contextlib
import os
import select
import signal
from collections import defaultdict

_PERIOD = 200  # milliseconds between two looks


class ProcessTable:
    """/proc as it is now: it stays open where something else is mounted over it later."""

    def __init__(self) -> None:
        self._folder = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)

    def close(self) -> None:
        """Close it. A forked process that is not trusted must not have it."""
        os.close(self._folder)

    def read_memory(self, root: int) -> int:
        """Bytes that ``root`` and all below it have written to, and that no file backs.

        What a process shares with the one that forked it is counted for both.
        """
        children, memory = defaultdict[int, list[int]](list), dict[int, int]()
        for name in filter(str.isdigit, os.listdir(self._folder)):  # noqa: PTH208  # what is open has no path
            with contextlib.suppress(OSError, ValueError):  # it has ended
                fields = self._read_fields(name)
                children[int(fields["PPid"])].append(int(name))
                memory[int(name)] = sum(_read_kilobytes(fields, kind) for kind in ("RssAnon", "RssShmem")) << 10
        waiting, total = [root], 0
        while waiting:
            process = waiting.pop()
            total += memory.get(process, 0)
            waiting += children[process]
        return total

    def _read_fields(self, process: str) -> dict[str, str]:
        status = os.open(f"{process}/status", os.O_RDONLY, dir_fd=self._folder)
        with os.fdopen(status) as lines:
            return dict(line.split(":", 1) for line in lines if ":" in line)


def _read_kilobytes(fields: dict[str, str], kind: str) -> int:
    return int(fields.get(kind, "0").split()[0])


def wait_within(process: int, most: int, table: ProcessTable) -> bool:
    """Wait for a child to end, and kill it once it and all below it take more than ``most`` bytes. False if killed."""
    with contextlib.closing(table):
        try:
            handle = os.pidfd_open(process)
        except OSError:  # Linux before 5.3
            os.waitpid(process, 0)
            return True
        ended = select.poll()
        ended.register(handle, select.POLLIN)
        is_within = True
        while is_within and not ended.poll(_PERIOD):
            is_within = table.read_memory(process) <= most
        if not is_within:
            os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        return is_within
