"""What a forked process may use and see. The grader sends it to the zygote."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """``cpu`` in seconds; ``memory`` of a process, ``memory_together`` of all, ``file_size`` and ``disk`` in bytes.

    ``processes``: 0 allows threads alone.
    """

    cpu: int
    memory: int
    processes: int
    files: int
    file_size: int
    disk: int
    memory_together: int


@dataclass(frozen=True)
class Isolation:
    """What a process sees. Without ``namespaces`` nothing is mounted or covered.

    ``home``: its working directory; ``binds``: pairs (source, target) to be mounted; ``covers``:
    folders that are hidden under an empty one; ``loopback``: whether 127.0.0.1 works.
    """

    home: str
    namespaces: bool = True
    binds: tuple[tuple[str, str], ...] = ()
    covers: tuple[str, ...] = ()
    loopback: bool = False
