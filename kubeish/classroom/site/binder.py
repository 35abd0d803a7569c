"""binder/requirements.txt: every package that kubeish needs, at the version of constraints.txt.

Binder installs it before it copies the course, so a changed sentence does not cost an installation.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

from kubeish.classroom.site.project import NotPublished, read_pins, read_project

HEAD = """\
# Every package that kubeish needs on Binder, to the version. kubeish itself is installed by postBuild.
# Made from pyproject.toml and constraints.txt by `kubeish build`; change those files, not this one.
"""


def render_requirements(root: Path) -> str:
    """The text of binder/requirements.txt. Raises NotPublished if a package has no pin."""
    machine = _describe_machine(root)
    pins = {canonicalize_name(pin.name): pin for pin in read_pins(root) if _applies(pin, machine)}
    needed = _find_needed(read_project(root)["dependencies"], machine)
    if missing := sorted(needed - {*pins}):
        raise NotPublished(f"constraints.txt pins no {', '.join(missing)} for Binder: run make lock.")
    return HEAD + "".join(f"{pins[name].name}{pins[name].specifier}\n" for name in sorted(needed))


def _describe_machine(root: Path) -> dict[str, str]:
    """The values of markers such as ``sys_platform``: the Python of runtime.txt, on Linux."""
    version = (root / "binder" / "runtime.txt").read_text().strip().removeprefix("python-")
    return {
        "python_version": version,
        "python_full_version": f"{version}.0",  # and so on any bug-fix release
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "os_name": "posix",
        "sys_platform": "linux",
        "platform_system": "Linux",
        "platform_machine": "x86_64",
    }


def _find_needed(dependencies: Iterable[str], machine: dict[str, str]) -> set[NormalizedName]:
    """The canonical names of the dependencies and all of theirs, by the installed metadata."""
    ahead = [need for need in map(Requirement, dependencies) if _applies(need, machine)]
    visited: set[tuple[NormalizedName, frozenset[str]]] = set()
    while ahead:
        need = ahead.pop()
        visit = (canonicalize_name(need.name), frozenset(need.extras))
        if visit not in visited:
            visited.add(visit)
            ahead += [other for other in _list_requirements(need.name) if _applies(other, machine, need.extras)]
    return {name for name, _ in visited}


def _list_requirements(name: str) -> list[Requirement]:
    """What a package requires; nothing, if it is not installed since this Python does without."""
    try:
        return [Requirement(line) for line in metadata.requires(name) or []]
    except metadata.PackageNotFoundError:
        return []


def _applies(need: Requirement, machine: dict[str, str], extras: Iterable[str] = ()) -> bool:
    """Whether a requirement counts on that machine for a package installed with these extras."""
    return need.marker is None or any(need.marker.evaluate({**machine, "extra": extra}) for extra in {*extras, ""})
