"""binder/requirements.txt: every package that kubeish needs on Binder, at the version of constraints.txt, and no other.

Binder installs it before it copies the course, so that a sentence that changes does not cost everybody an installation.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from kubeish.publishing.running import NotPublished

HEAD = """\
# Every package that kubeish needs on Binder, to the version. kubeish itself is installed by postBuild.
# Made from pyproject.toml and constraints.txt by `python -m kubeish.publishing`; change those files, not this one.
"""


def requirements(root: Path) -> str:
    """What binder/requirements.txt should say. Raises NotPublished where a package has no pin."""
    machine = _machine(root)
    pins: dict[str, Requirement] = {
        canonicalize_name(pin.name): pin for pin in _lines(root / "constraints.txt") if _applies(pin, machine, set())
    }
    needed = _needed(root, machine)
    if missing := sorted(needed - set(pins)):
        raise NotPublished(f"constraints.txt pins no {', '.join(missing)} for Binder: run make lock.")
    return HEAD + "".join(f"{pins[name].name}{pins[name].specifier}\n" for name in sorted(needed))


def _machine(root: Path) -> dict[str, str]:
    """What markers such as ``sys_platform == 'linux'`` are asked about: the Python of runtime.txt, on Linux."""
    version = (root / "binder" / "runtime.txt").read_text().strip().removeprefix("python-")
    return {
        "python_version": version,
        "python_full_version": f"{version}.0",  # what installs there installs on every one that came later
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "os_name": "posix",
        "sys_platform": "linux",
        "platform_system": "Linux",
        "platform_machine": "x86_64",
    }


def _needed(root: Path, machine: dict[str, str]) -> set[str]:
    """The canonical names of all that kubeish depends on, near and far, as the packages installed here tell it."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found: set[str] = set()
    ahead = [need for need in map(Requirement, project["dependencies"]) if _applies(need, machine, set())]
    asked: set[tuple[str, frozenset[str]]] = set()
    while ahead:
        need = ahead.pop()
        name = canonicalize_name(need.name)
        found.add(name)
        if (name, frozenset(need.extras)) not in asked:
            asked.add((name, frozenset(need.extras)))
            ahead += [other for other in _requires(name) if _applies(other, machine, need.extras)]
    return found


def _requires(name: str) -> Iterator[Requirement]:
    """What a package asks for. One that this Python does without is not installed here, and pinned as it is."""
    try:
        yield from map(Requirement, metadata.requires(name) or [])
    except metadata.PackageNotFoundError:
        return


def _applies(need: Requirement, machine: dict[str, str], extras: set[str]) -> bool:
    """Whether a requirement counts on that machine, for who has asked for these extras."""
    if need.marker is None:
        return True
    return any(need.marker.evaluate({**machine, "extra": extra}) for extra in extras | {""})


def _lines(path: Path) -> Iterator[Requirement]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield Requirement(line)
