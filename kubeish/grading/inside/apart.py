"""Take a forked process away from all others: own namespaces, own /tmp, no privileges, and limits that it cannot raise.

Linux only, but for ``namespaces=False``, which leaves the process where it is and only sets the limits.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kubeish.grading.inside import kernel

_THREADS = 100


@dataclass(frozen=True)
class Limits:
    """``cpu`` in seconds; ``memory``, ``file_size`` and ``disk`` in bytes; ``processes``: 0 allows threads alone."""

    cpu: int
    memory: int
    processes: int
    files: int
    file_size: int
    disk: int


@dataclass(frozen=True)
class Place:
    """``binds``: (what, where) to be seen; ``covers``: what is to be seen no more; ``loopback``: 127.0.0.1 works.

    ``home`` is the working directory. Without ``namespaces`` nothing is bound or covered.
    """

    home: str
    namespaces: bool = True
    binds: tuple[tuple[str, str], ...] = ()
    covers: tuple[str, ...] = ()
    loopback: bool = False


def move_apart(limits: Limits, place: Place, end: socket.socket) -> None:
    """Move this process apart. The grader gets a handle over ``end`` by which it can end it, and all that it starts."""
    os.setsid()  # Linux shares its processors out by sessions: however many processes one starts, it has one part
    if place.namespaces:
        _into_namespaces(end)
        _arrange(limits, place)
        kernel.drop_privileges()
    else:
        _hand_over(end, os.getpid())
    os.chdir(place.home)
    _limit(limits, place.namespaces)
    kernel.forbid_calls(forks=limits.processes > 0)


def _into_namespaces(end: socket.socket) -> None:
    """Return in a new process that is the first of its namespaces; the one that was called waits for its end."""
    user, group = os.getuid(), os.getgid()
    kernel.dumpable()  # else its own maps below belong to root
    try:
        kernel.unshare()
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"1000 {user} 1")
        _write("/proc/self/gid_map", f"1000 {group} 1")
        process = os.fork()
    except OSError as error:
        end.send(json.dumps({"error": f"no namespaces of its own: {error}"}).encode())
        os._exit(1)
    if process:
        _hand_over(end, process)
        end.close()
        os.waitpid(process, 0)
        os._exit(0)


def _hand_over(end: socket.socket, process: int) -> None:
    """Tell the grader by which handle to end ``process``. It says nothing before it has got that."""
    message = json.dumps({"process": process}).encode()
    try:
        handle = os.pidfd_open(process)
    except (OSError, AttributeError):  # not Linux, or an old one
        end.send(message)
        return
    socket.send_fds(end, [message], [handle])
    os.close(handle)


def _arrange(limits: Limits, place: Place) -> None:
    if place.loopback:
        kernel.loopback_up()
    kernel.keep_mounts_private()
    for what, where in place.binds:
        kernel.bind(what, where)
    size = f"size={limits.disk},nr_inodes=2000"
    with _python_kept(place.home):
        kernel.empty(place.home, f"mode=0777,{size}")
    kernel.empty("/dev/shm", f"mode=1777,{size}")
    with contextlib.suppress(OSError):
        _write("/proc/sys/user/max_user_namespaces", "0")
    for cover in (*place.covers, "/proc"):
        kernel.empty(cover, "mode=0555,size=0")


@contextlib.contextmanager
def _python_kept(folder: str) -> Iterator[None]:
    """Leave Python where it is, so that it can go on importing, should it lie below the ``folder`` that is emptied."""
    below = [path for path in {sys.prefix, sys.base_prefix} if Path(path).is_relative_to(folder)]
    handles = [os.open(path, os.O_PATH) for path in below]
    yield
    for path, handle in zip(below, handles):
        Path(path).mkdir(parents=True, exist_ok=True)
        kernel.bind(f"/proc/self/fd/{handle}", path)
        os.close(handle)
        for above in Path(path).relative_to(folder).parents[:-1]:
            Path(folder, above).chmod(0o555)


def _limit(limits: Limits, alone: bool) -> None:
    bounds = {
        "RLIMIT_CPU": limits.cpu,
        "RLIMIT_AS": 3 * limits.memory,  # threads reserve far more than they use
        "RLIMIT_DATA": limits.memory,
        "RLIMIT_NOFILE": limits.files,
        "RLIMIT_FSIZE": limits.file_size,
        "RLIMIT_CORE": 0,
    }
    if alone:  # else it would count whatever else the user runs; threads count as processes
        bounds["RLIMIT_NPROC"] = limits.processes or _THREADS
    for name, bound in bounds.items():
        with contextlib.suppress(OSError, ValueError, AttributeError):  # macOS has not all of them
            resource.setrlimit(getattr(resource, name), (bound, bound))


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:  # noqa: PTH123  # the only line here that would need pathlib
        file.write(text)
