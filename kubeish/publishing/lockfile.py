"""pyodide-lock.json for our wheels: what Pyodide loads by name, where it lies, and its sha256."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name, parse_wheel_filename

from kubeish.publishing.wheels import FROM_KERNEL, OURS, closure, pyodide_lock
from kubeish.publishing.workshop import Workshop

NAME = "pyodide-lock.json"
DEPENDS = {**OURS, **{name: [] for name in FROM_KERNEL}, "kubeish": ["anywidget", "ipywidgets"]}


def write(workshop: Workshop, wheels: Path) -> list[str]:
    """Write the lock beside the ``wheels`` that it names; the names of all its packages.

    Each wheel moves to a folder named by its contents: a browser that kept the one of yesterday is not asked for it.
    """
    theirs = pyodide_lock(workshop)
    packages = dict(sorted(_entry(path, theirs["packages"]) for path in wheels.glob("*.whl")))
    for name in packages:  # a wheel that is missing is missed here and not in somebody's browser
        closure(packages, (name,))
    (wheels / NAME).write_text(json.dumps({**theirs, "packages": packages}), encoding="utf-8")
    return list(packages)


def _entry(wheel: Path, theirs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    distribution, version, _, _ = parse_wheel_filename(wheel.name)
    name = canonicalize_name(distribution)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    place = wheel.parent / digest[:12]
    place.mkdir()
    wheel.rename(place / wheel.name)
    known = {} if name in DEPENDS else theirs[name]
    return name, {
        "name": name,
        "version": str(version),
        "file_name": f"{place.name}/{wheel.name}",
        "sha256": digest,
        "install_dir": "site",
        "package_type": "package",
        "imports": known.get("imports", [name.replace("-", "_")]),
        "depends": [canonicalize_name(other) for other in known.get("depends", DEPENDS.get(name, []))],
        "unvendored_tests": False,
    }
