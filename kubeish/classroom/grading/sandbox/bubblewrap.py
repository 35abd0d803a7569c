"""The command line of bubblewrap: own namespaces, and a read-only system with Python."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from kubeish.errors import KubeishError

_DEVICES = ("null", "zero", "full", "random", "urandom")
_ALONE = ("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try")
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache", "/etc/alternatives")
_NO_SANDBOX = "Strangers' code is not run without a sandbox. {} To mark without one, at your own risk: --no-sandbox."


class NoSandbox(KubeishError):
    """Answers cannot be run here in a sandbox, or at all: the message says what is needed."""


def find_bubblewrap() -> str:
    """The path of bubblewrap. NoSandbox, with what to do, where there is none or it may not run."""
    if sys.platform != "linux":
        raise NoSandbox(_NO_SANDBOX.format("The sandbox needs Linux: use a virtual machine or a container."))
    install = _NO_SANDBOX.format("On Debian and Ubuntu: sudo apt install bubblewrap.")
    path = shutil.which("bwrap")
    if not path:
        raise NoSandbox(f"bubblewrap is not installed. {install}")
    if reason := _find_failure(path):
        raise NoSandbox(f"bubblewrap may not run here ({reason}). {install}")
    return path


@functools.cache
def _find_failure(path: str) -> str:
    """Why bubblewrap may not run here; empty if it may."""
    command = [path, *_ALONE, "--ro-bind", "/", "/", "true"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    return " ".join(done.stderr.split()) or f"status {done.returncode}" if done.returncode else ""


def build_command(folder: Path, root: str, inside: list[str], hidden: tuple[Path, ...] = ()) -> list[str]:
    """The command that runs ``inside`` with ``folder`` at ``root``, and Python, all read-only.

    ``hidden``: folders in what is shown that are covered by empty ones.
    """
    python = [path for path in dict.fromkeys((sys.prefix, sys.base_prefix)) if not Path(path).is_relative_to("/usr")]
    arguments = [find_bubblewrap(), *_ALONE, *_choose_user()]
    arguments += ["--die-with-parent", "--new-session", "--hostname", "sandbox"]
    for path in map(Path, _SYSTEM):
        arguments += _show_system(path)
    for shown in python:
        # bubblewrap would make the folders above for their owner alone
        arguments += _repeat("--dir", map(str, reversed(Path(shown).parents[:-1])))
        arguments += ["--ro-bind", shown, shown]
    arguments += _repeat("--tmpfs", map(str, hidden))
    arguments += ["--proc", "/proc", "--tmpfs", "/dev", "--dir", "/dev/shm", "--symlink", "/proc/self/fd", "/dev/fd"]
    for name in _DEVICES:
        arguments += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
    arguments += ["--dir", "/tmp", "--ro-bind", str(folder), root, "--remount-ro", "/dev", "--remount-ro", "/"]
    arguments += ["--clearenv"]
    for name, value in _environment().items():
        arguments += ["--setenv", name, value]
    return [*arguments, "--chdir", "/", "--", *inside]


def _repeat(option: str, values: Iterable[str]) -> list[str]:
    return [word for value in values for word in (option, value)]


def _must_leave_root() -> bool:
    """Whether the process inside has to leave root by itself: bubblewrap could only rename it."""
    return os.geteuid() == 0


def _choose_user() -> list[str]:
    if _must_leave_root():
        return ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return ["--unshare-user", "--uid", "1000", "--gid", "1000"]


def _show_system(path: Path) -> list[str]:
    if path.is_symlink():
        return ["--symlink", str(path.readlink()), str(path)]
    return ["--ro-bind", str(path), str(path)] if path.exists() else []


def _environment() -> dict[str, str]:
    return {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"]),
        "HOME": "/tmp",
        "USER": "learner",
        "LOGNAME": "learner",
        "LANG": "C.UTF-8",
        "MALLOC_ARENA_MAX": "2",
        "OPENBLAS_NUM_THREADS": "1",  # numpy would start a thread for each core, each with its memory
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",  # what an answer says of a set is the same on every run
        **({"KUBEISH_LEAVE_ROOT": "1"} if _must_leave_root() else {}),
    }
