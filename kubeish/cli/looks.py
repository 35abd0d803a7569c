"""What `kubeish doctor` looks at. Each look says what it found, or what does not work without it and how to get it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata

from kubeish import course, work
from kubeish.errors import KubeishError

PATIENCE = 60  # seconds for a program to say whether it may run


@dataclass(frozen=True)
class Finding:
    """``well``: it is there. ``needed``: nothing works without it."""

    what: str
    well: bool
    said: str
    needed: bool = False


def all_looks() -> list[Callable[[], Finding]]:
    """Every look, in the order in which they are told."""
    return [python, packages, the_course, etcd3, etcd, ports, chromium, bubblewrap]


def python() -> Finding:
    """Python, from 3.11 on."""
    found = ".".join(map(str, sys.version_info[:3]))
    well = sys.version_info >= (3, 11)
    return Finding("Python", well, found if well else f"{found} is too old: kubeish needs 3.11 or later.", needed=True)


def packages() -> Finding:
    """The packages that kubeish needs here, each of a version that it can use."""
    from packaging.requirements import Requirement

    wanted = [Requirement(line) for line in metadata.requires("kubeish") or []]
    here = [need for need in wanted if need.marker is None or need.marker.evaluate({"extra": ""})]
    wrong = [complaint for need in here if (complaint := _complaint(need.name, str(need.specifier)))]
    cure = "install them by `pip install kubeish`, or in a checkout by `make lab`."
    said = f"all {len(here)} are here" if not wrong else f"{'; '.join(wrong)}: {cure}"
    return Finding("packages", not wrong, said, needed=True)


def _complaint(name: str, specifier: str) -> str:
    from packaging.specifiers import SpecifierSet

    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return f"{name} is missing"
    return "" if version in SpecifierSet(specifier, prereleases=True) else f"{name} is {version}, wanted {specifier}"


def the_course() -> Finding:
    """course.toml, the notebooks, and where the learner's copy lies."""
    try:
        whole = course.load()
    except KubeishError as error:
        return Finding("course", False, str(error), needed=True)
    made = [lesson for lesson in whole.lessons if work.shipped(lesson).exists()]
    said = f"{len(made)} of {len(whole.lessons)} lessons in {course.root()}; your copy is in {work.folder()}"
    return Finding("course", True, said)


def etcd3() -> Finding:
    """Whether etcd3 can be imported, which a newer protobuf prevents."""
    try:
        import kubeish.real.importing  # noqa: F401
    except ImportError as error:
        return Finding("etcd3", False, str(error))
    return Finding("etcd3", True, f"{metadata.version('etcd3')} with protobuf {metadata.version('protobuf')}")


def etcd() -> Finding:
    """An etcd to start."""
    from kubeish.real import find_etcd

    try:
        found = find_etcd()
    except KubeishError as error:
        return Finding("etcd", False, f"{error} Only lesson 07 needs a real one.")
    return Finding("etcd", True, f"{found.version_text} at {found.path}")


def ports() -> Finding:
    """A port on loopback, which JupyterLab and a real etcd listen on."""
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            return Finding("ports", True, f"loopback gives them (just now {server.getsockname()[1]})")
    except OSError as error:
        said = f"127.0.0.1 gives none ({error.strerror}): neither JupyterLab nor a real etcd can listen here."
        return Finding("ports", False, said, needed=True)


def chromium() -> Finding:
    """A browser for the tests of the figures."""
    named = os.environ.get("KUBEISH_CHROMIUM")
    programs = [named] if named else ["chromium", "chromium-browser", "google-chrome"]
    path = next(filter(None, map(shutil.which, programs)), None)
    said = path or "not found: only the browser tests need it. `apt-get install chromium` brings it."
    return Finding("Chromium", bool(path), said)


def bubblewrap() -> Finding:
    """A sandbox for marking what strangers wrote. It may be installed and yet be forbidden, as in most containers."""
    path = shutil.which("bwrap")
    if not path:
        said = (
            "not found: `kubeish grade` then refuses, unless told --no-sandbox. `apt-get install bubblewrap` brings it."
        )
        return Finding("bubblewrap", False, said)
    why = _refused([path, "--unshare-all", "--ro-bind", "/", "/", "true"])
    if why:
        return Finding("bubblewrap", False, f"{path} may not run here ({why}): `kubeish grade` then refuses.")
    return Finding("bubblewrap", True, path)


def _refused(command: list[str]) -> str:
    """Why a command cannot do what it should; "" where it can."""
    try:
        tried = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return f"no answer in {PATIENCE} seconds"
    except OSError as error:
        return str(error.strerror)
    return "" if tried.returncode == 0 else " ".join(tried.stderr.split()) or f"status {tried.returncode}"
