"""What the site reads of the checkout: [project] of pyproject.toml, pins of constraints.txt."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from kubeish.errors import KubeishError


class NotPublished(KubeishError):
    """The site, or what Binder reads, could not be made; the author can fix the cause."""


def read_project(root: Path) -> dict[str, Any]:
    """The table [project] of pyproject.toml."""
    return dict(_read_pyproject(root)["project"])


def read_group(root: Path, name: str) -> list[str]:
    """The requirements of a dependency group of pyproject.toml (PEP 735)."""
    return list(_read_pyproject(root)["dependency-groups"][name])


def _read_pyproject(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def read_pins(root: Path) -> list[Requirement]:
    """Every pin of constraints.txt; a package has several where they differ by marker."""
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def find_pin(root: Path, name: str) -> str:
    """``name==version``, as constraints.txt has it. Raises NotPublished unless there is one."""
    found = {f"{pin.name}{pin.specifier}" for pin in read_pins(root) if pin.name == name}
    if len(found) != 1:
        raise NotPublished(f"{name} is wanted at one version, and constraints.txt names {len(found)}: run make lock.")
    return found.pop()
