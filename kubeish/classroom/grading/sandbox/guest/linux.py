"""Linux calls that Python has no functions for: namespaces, mounts, capabilities, seccomp.

The numbers are from the kernel's headers: sched.h, mount.h, prctl.h, capability.h, if.h, seccomp.h.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import platform
import socket
import struct
import sys
from typing import NamedTuple

_libc = ctypes.CDLL(None, use_errno=True)

# CLONE_NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET; and those with CLONE_NEWCGROUP
_NAMESPACES = 0x00020000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000
_ALL_NAMESPACES = _NAMESPACES | 0x02000000
_NOSUID, _NODEV, _BIND, _RECURSIVE, _PRIVATE = 2, 4, 4096, 16384, 1 << 18
_SET_DUMPABLE, _SET_SECCOMP, _DROP_BOUNDING, _NO_NEW_PRIVILEGES, _AMBIENT = 4, 22, 24, 38, 47


def unshare() -> None:
    """Enter new namespaces of every kind; that of processes is for this process's children."""
    _check(_libc.unshare(_NAMESPACES))


def set_dumpable() -> None:
    """Let this process's files in /proc belong to its user, also after it has changed its user."""
    _libc.prctl(_SET_DUMPABLE, 1, 0, 0, 0)


def make_mounts_private() -> None:
    """Keep later mounts of this process from being seen elsewhere."""
    _check(_libc.mount(None, b"/", None, _RECURSIVE | _PRIVATE, None))


def bind(source: str, target: str) -> None:
    """Bind-mount the folder ``source``, and what is mounted below it, at ``target``."""
    _check(_libc.mount(source.encode(), target.encode(), None, _BIND | _RECURSIVE, None))


def mount_empty(target: str, options: str) -> None:
    """Mount an empty folder in memory over ``target``."""
    _check(_libc.mount(b"tmpfs", target.encode(), b"tmpfs", _NOSUID | _NODEV, options.encode()))


def drop_privileges() -> None:
    """Give up every capability, now and for all programs that are started later."""
    _libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    for capability in range(64):
        _libc.prctl(_DROP_BOUNDING, capability, 0, 0, 0)
    _libc.prctl(_AMBIENT, 4, 0, 0, 0)
    header = struct.pack("<Ii", 0x20080522, 0)
    _check(_libc.capset(header, bytes(24)))


def bring_up_loopback() -> None:
    """Let 127.0.0.1 work in this network namespace."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        name_and_flags = struct.pack("16sh14x", b"lo", 0x1 | 0x40)
        fcntl.ioctl(any_socket, 0x8914, name_and_flags)


class _Calls(NamedTuple):
    """Numbers of a machine: its own in audit.h, of calls to forbid, and of those that fork."""

    machine: int
    unneeded: tuple[int, ...]
    fork: tuple[int, ...]
    clone: int
    clone3: int


# Unneeded: mount, umount2, pivot_root, chroot, unshare, setns, ptrace, process_vm_readv,
# process_vm_writev, bpf, userfaultfd, perf_event_open, add_key, request_key, keyctl,
# io_uring_setup, kexec_load, init_module, finit_module, delete_module, open_by_handle_at,
# pidfd_getfd, open_tree, move_mount, fsopen, fspick, mount_setattr; and those that take memory
# which no limit counts: memfd_create, memfd_secret, shmget, shmat, semget, msgget
_CALLS = {
    "x86_64": _Calls(
        0xC000003E,
        (
            *(165, 166, 155, 161, 272, 308, 101, 310, 311, 321, 323, 298, 248, 249, 250, 425, 246, 175, 313, 176),
            *(304, 438, 428, 429, 430, 433, 442, 319, 447, 29, 30, 64, 68),
        ),
        (57, 58),
        56,
        435,
    ),
    "aarch64": _Calls(
        0xC00000B7,
        (
            *(40, 39, 41, 51, 97, 268, 117, 270, 271, 280, 282, 241, 217, 218, 219, 425, 104, 105, 273, 106),
            *(265, 438, 428, 429, 430, 433, 442, 279, 447, 194, 196, 190, 186),
        ),
        (),
        220,
        435,
    ),
}
_LOAD, _EQUAL, _AT_LEAST, _HAS_BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _REFUSE, _UNKNOWN, _KILL = 0x7FFF0000, 0x00050001, 0x00050026, 0x80000000
_THREAD = 0x00010000


def forbid_calls(forks: bool) -> None:
    """Forbid the unneeded calls, and without ``forks`` every new process that is not a thread."""
    if sys.platform != "linux" or platform.machine() not in _CALLS:
        return
    code = b"".join(struct.pack("<HBBI", *line) for line in _build_filter(_CALLS[platform.machine()], forks))
    buffer = ctypes.create_string_buffer(code)
    program = struct.pack("@HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    _libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    _check(_libc.prctl(_SET_SECCOMP, 2, program, 0, 0))


def _build_filter(calls: _Calls, forks: bool) -> list[tuple[int, int, int, int]]:
    """Lines of the BPF filter: (operation, lines to skip if true, if false, number)."""
    lines = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, calls.machine), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, 0)]
    lines += [(_AT_LEAST, 0, 1, 0x40000000), (_RETURN, 0, 0, _REFUSE)]  # the same calls under other numbers
    for call in (*calls.unneeded, *(() if forks else calls.fork)):
        lines += [(_EQUAL, 0, 1, call), (_RETURN, 0, 0, _REFUSE)]
    lines += [(_EQUAL, 0, 1, calls.clone3), (_RETURN, 0, 0, _UNKNOWN)]  # libc then uses clone, whose flags can be read
    lines += [(_EQUAL, 1, 0, calls.clone), (_RETURN, 0, 0, _ALLOW), (_LOAD, 0, 0, 16)]
    lines += [(_HAS_BITS, 0, 1, _ALL_NAMESPACES), (_RETURN, 0, 0, _REFUSE)]
    if not forks:
        lines += [(_HAS_BITS, 1, 0, _THREAD), (_RETURN, 0, 0, _REFUSE)]
    return [*lines, (_RETURN, 0, 0, _ALLOW)]


def _check(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
