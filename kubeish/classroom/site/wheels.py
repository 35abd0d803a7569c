"""The packages that Python in the page starts with, and the lock by which Pyodide knows them."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name, parse_wheel_filename

from kubeish.classroom.site.project import find_pin
from kubeish.classroom.site.subprocess_run import run
from kubeish.classroom.site.toolchain import Toolchain, is_current

Packages = dict[str, dict[str, Any]]  # entries of a pyodide-lock.json, by canonical name

FROM_PYODIDE = ("micropip", "ipython", "jedi", "packaging", "typing-extensions")
"""What the kernel and the widgets need, at the versions of Pyodide's own lock."""

FROM_KERNEL = ("piplite", "pyodide-kernel", "ipykernel")
"""What the kernel's extension for JupyterLab carries."""

OURS = {
    "comm": ["traitlets"],
    "ipywidgets": ["comm", "ipython", "traitlets"],
    "psygnal": [],
    "anywidget": ["ipywidgets", "psygnal", "typing-extensions"],
}
"""What kubeish needs in a page and its dependencies there, at the versions of constraints.txt."""

LOCK = "pyodide-lock.json"
DEPENDS = {**OURS, **{name: [] for name in FROM_KERNEL}, "kubeish": ["anywidget", "ipywidgets"]}


def read_lock(toolchain: Toolchain) -> dict[str, Any]:
    """Pyodide's own pyodide-lock.json."""
    return dict(json.loads((toolchain.pyodide / LOCK).read_text(encoding="utf-8")))


def find_closure(packages: Packages, roots: tuple[str, ...]) -> Packages:
    """The ``roots`` and all that they depend on. Raises KeyError for one that is missing."""
    found: Packages = {}
    ahead = list(roots)
    while ahead:
        name = canonicalize_name(ahead.pop())
        if name not in found:
            found[name] = packages[name]
            ahead += packages[name]["depends"]
    return found


def fetch(toolchain: Toolchain, into: Path) -> None:
    """Put all wheels into the empty folder ``into``."""
    needed = find_closure(read_lock(toolchain)["packages"], FROM_PYODIDE)
    pins = [f"{name}=={entry['version']}" for name, entry in sorted(needed.items())]
    _download(toolchain, into, pins + [find_pin(toolchain.root, name) for name in OURS])
    for name in FROM_KERNEL:
        for wheel in toolchain.kernel_wheels.glob(f"{name.replace('-', '_')}-*.whl"):
            shutil.copy(wheel, into)
    build = [str(toolchain.python), "-m", "hatchling", "build", "--target", "wheel", "--directory", str(into)]
    run(build, toolchain.root)


def _download(toolchain: Toolchain, into: Path, pins: list[str]) -> None:
    """Copy wheels of PyPI, which has the versions that Pyodide rebuilds; downloaded once."""
    kept = toolchain.folder / "wheels"
    stamp = kept / "made-from.txt"
    if not is_current(stamp, "\n".join(pins)):
        shutil.rmtree(kept, ignore_errors=True)
        version = str(read_lock(toolchain)["info"]["python"]).rpartition(".")[0]  # such as 3.14
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--no-deps"]
        where = ["--only-binary", ":all:", "--python-version", version, "--platform", "any"]
        run([*pip, *where, "--dest", str(kept), *pins], toolchain.root)
        stamp.write_text("\n".join(pins))
    for wheel in kept.glob("*.whl"):
        shutil.copy(wheel, into)


def write_lock(toolchain: Toolchain, wheels: Path, into: Path) -> list[str]:
    """Write the lock of the ``wheels``, whose files Python has at its start; the packages' names."""
    theirs = read_lock(toolchain)
    packages: Packages = {}
    for path in sorted(wheels.glob("*.whl")):
        packages |= _make_entry(path, theirs["packages"])
    find_closure(packages, tuple(packages))  # fails here, not in a browser, if one is missing
    (into / LOCK).write_text(json.dumps({**theirs, "packages": dict(sorted(packages.items()))}), encoding="utf-8")
    return sorted(packages)


def _make_entry(wheel: Path, theirs: Packages) -> Packages:
    distribution, version, _, _ = parse_wheel_filename(wheel.name)
    name = canonicalize_name(distribution)
    known = {} if name in DEPENDS else theirs[name]
    entry = {
        "name": name,
        "version": str(version),
        "file_name": wheel.name,
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "install_dir": "site",
        "package_type": "package",
        "imports": known.get("imports", [name.replace("-", "_")]),
        "depends": [canonicalize_name(other) for other in known.get("depends", DEPENDS.get(name, []))],
        "unvendored_tests": False,
    }
    return {name: entry}
