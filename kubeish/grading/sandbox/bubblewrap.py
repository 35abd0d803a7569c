"""Ask bubblewrap for a room: own namespaces, a read-only system, and of this machine's files only what Python needs."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

from kubeish.errors import KubeishError

_DEVICES = ("null", "zero", "full", "random", "urandom")
_ALONE = ("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try")
_AS_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache", "/etc/alternatives")


class NoSandbox(KubeishError):
    """There is no bubblewrap, or it may not run here."""


def find() -> str:
    """The path of bubblewrap. NoSandbox, with what to install, where there is none or it may not run."""
    path = shutil.which("bwrap")
    cure = (
        "Strangers' code is not run without a sandbox. On Debian and Ubuntu: sudo apt install bubblewrap. "
        "To mark without one, at your own risk: --no-sandbox."
    )
    if not path:
        raise NoSandbox(f"bubblewrap is not installed. {cure}")
    if trouble := _trouble(path):
        raise NoSandbox(f"bubblewrap may not run here ({trouble}). {cure}")
    return path


@functools.cache
def _trouble(path: str) -> str:
    """Why bubblewrap may not run here; an empty text if it may."""
    command = [path, *_ALONE, "--ro-bind", "/", "/", "true"]
    tried = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    return " ".join(tried.stderr.split()) or f"status {tried.returncode}" if tried.returncode else ""


def command(folder: Path, root: str, inside: list[str], hidden: tuple[Path, ...] = ()) -> list[str]:
    """The command that runs ``inside`` with ``folder`` at ``root``, and of the rest what Python needs, all read-only.

    ``hidden``: folders below what is shown that are to be seen empty.
    """
    shown = [path for path in dict.fromkeys((sys.prefix, sys.base_prefix)) if not Path(path).is_relative_to("/usr")]
    arguments = [find(), *_ALONE, *_user(), "--die-with-parent", "--new-session", "--hostname", "sandbox"]
    arguments += [word for path in _AS_SYSTEM for word in _as_system(Path(path))]
    arguments += [word for path in shown for word in (*_parents(Path(path)), "--ro-bind", path, path)]
    arguments += [word for path in hidden for word in ("--tmpfs", str(path))]
    arguments += ["--proc", "/proc", "--tmpfs", "/dev", "--dir", "/dev/shm", "--symlink", "/proc/self/fd", "/dev/fd"]
    arguments += [word for name in _DEVICES for word in ("--dev-bind", f"/dev/{name}", f"/dev/{name}")]
    arguments += ["--dir", "/tmp", "--ro-bind", str(folder), root, "--remount-ro", "/dev", "--remount-ro", "/"]
    return [*arguments, "--clearenv", *_settings(), "--chdir", "/", "--", *inside]


def _parents(path: Path) -> list[str]:
    """The folders above ``path``, made before it, since bubblewrap would make them for their owner alone."""
    return [word for parent in reversed(path.parents[:-1]) for word in ("--dir", str(parent))]


def leaves_root() -> bool:
    """Whether the process inside has to leave root by itself: bubblewrap could only rename it."""
    return os.geteuid() == 0


def _user() -> list[str]:
    if leaves_root():
        return ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return ["--unshare-user", "--uid", "1000", "--gid", "1000"]


def _as_system(path: Path) -> list[str]:
    if path.is_symlink():
        return ["--symlink", str(path.readlink()), str(path)]
    return ["--ro-bind", str(path), str(path)] if path.exists() else []


def _settings() -> list[str]:
    settings = {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"]),
        "HOME": "/tmp",
        "USER": "learner",
        "LOGNAME": "learner",
        "LANG": "C.UTF-8",
        "MALLOC_ARENA_MAX": "2",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",  # what an answer says of a set is the same on every run
        **({"KUBEISH_LEAVE_ROOT": "1"} if leaves_root() else {}),
    }
    return [word for name, value in settings.items() for word in ("--setenv", name, value)]
