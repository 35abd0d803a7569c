"""Isolation of a forked process: own namespaces and /tmp, no privileges, and limits.

Without namespaces it only sets the limits, and runs on other systems than Linux too.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

from kubeish.classroom.grading.channel import Channel
from kubeish.classroom.grading.sandbox.guest import linux
from kubeish.classroom.grading.sandbox.guest.limits import Isolation, Limits
from kubeish.classroom.grading.sandbox.guest.memory_bound import ProcessTable, wait_within

_MAX_THREADS = 100


def isolate_process(limits: Limits, isolation: Isolation, end: socket.socket) -> None:
    """Isolate this process. Over ``end`` the grader gets a handle that kills it."""
    os.setsid()  # Linux shares processor time out by session, however many processes one has
    if isolation.namespaces:
        _enter_namespaces(end, limits.memory_together)
        _mount(limits, isolation)
        linux.drop_privileges()
    else:
        _send_handle(end, os.getpid())
    os.chdir(isolation.home)
    _set_limits(limits, isolation.namespaces)
    linux.forbid_calls(forks=limits.processes > 0)


def _enter_namespaces(end: socket.socket, most_memory: int) -> None:
    """Return in a child that is the first process of its namespaces. The parent waits for it, and bounds its memory."""
    user, group = os.getuid(), os.getgid()
    table = ProcessTable()
    linux.set_dumpable()  # else the maps below belong to root
    try:
        linux.unshare()
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"1000 {user} 1")
        _write("/proc/self/gid_map", f"1000 {group} 1")
        process = os.fork()
    except OSError as error:
        end.send(json.dumps({"error": f"no namespaces of its own: {error}"}).encode())
        os._exit(1)
    if process:
        _send_handle(end, process)
        if not wait_within(process, most_memory, table):
            words = f"its processes took more than {most_memory >> 20:,} MB of memory together"
            Channel(end).send(json.dumps(["l", "broken", words]).encode())
        os._exit(0)
    table.close()


def _send_handle(end: socket.socket, process: int) -> None:
    """Send the grader a pidfd of ``process``, where there are any. It waits for that."""
    message = json.dumps({"process": process}).encode()
    try:
        handle = os.pidfd_open(process)
    except (OSError, AttributeError):  # not Linux, or before 5.3
        end.send(message)
        return
    socket.send_fds(end, [message], [handle])
    os.close(handle)


def _mount(limits: Limits, isolation: Isolation) -> None:
    if isolation.loopback:
        linux.bring_up_loopback()
    linux.make_mounts_private()
    for source, target in isolation.binds:
        linux.bind(source, target)
    size = f"size={limits.disk},nr_inodes=2000"
    with _keep_python(isolation.home):
        linux.mount_empty(isolation.home, f"mode=0777,{size}")
    linux.mount_empty("/dev/shm", f"mode=1777,{size}")
    with contextlib.suppress(OSError):
        _write("/proc/sys/user/max_user_namespaces", "0")
    for cover in (*isolation.covers, "/proc"):
        linux.mount_empty(cover, "mode=0555,size=0")


@contextlib.contextmanager
def _keep_python(folder: str) -> Iterator[None]:
    """Keep Python in place, should it lie below the ``folder`` that is covered meanwhile."""
    below = [path for path in {sys.prefix, sys.base_prefix} if Path(path).is_relative_to(folder)]
    handles = [os.open(path, os.O_PATH) for path in below]
    yield
    for path, handle in zip(below, handles):
        Path(path).mkdir(parents=True, exist_ok=True)
        linux.bind(f"/proc/self/fd/{handle}", path)
        os.close(handle)
        for above in Path(path).relative_to(folder).parents[:-1]:
            Path(folder, above).chmod(0o555)


def _set_limits(limits: Limits, alone: bool) -> None:
    bounds = {
        "RLIMIT_CPU": limits.cpu,
        "RLIMIT_AS": 3 * limits.memory,  # threads reserve far more than they use
        "RLIMIT_DATA": limits.memory,
        "RLIMIT_NOFILE": limits.files,
        "RLIMIT_FSIZE": limits.file_size,
        "RLIMIT_CORE": 0,
    }
    if alone:  # else it would count whatever else the user runs; threads count as processes
        bounds["RLIMIT_NPROC"] = limits.processes or _MAX_THREADS
    for name, bound in bounds.items():
        with contextlib.suppress(OSError, ValueError, AttributeError):  # macOS has not all of them
            resource.setrlimit(getattr(resource, name), (bound, bound))


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:  # noqa: PTH123  # the only line here that would need pathlib
        file.write(text)
