"""The wheels that Python in the page starts with: the kernel's, the widgets', and kubeish itself."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from kubeish.publishing.running import run
from kubeish.publishing.workshop import Workshop, pin

FROM_PYODIDE = ("micropip", "ipython", "jedi", "packaging", "typing-extensions")
"""What the kernel starts with, and what the widgets want besides; Pyodide's own lock says at which versions."""

FROM_KERNEL = ("piplite", "pyodide-kernel", "ipykernel")
"""What the kernel's extension for JupyterLab carries."""

OURS = {
    "comm": ["traitlets"],
    "ipywidgets": ["comm", "ipython", "traitlets"],
    "psygnal": [],
    "anywidget": ["ipywidgets", "psygnal", "typing-extensions"],
}
"""What kubeish needs in a page, each with what it is loaded after; constraints.txt says at which versions."""


def pyodide_lock(workshop: Workshop) -> dict[str, Any]:
    """What Pyodide knows of its own packages."""
    lock: dict[str, Any] = json.loads((workshop.pyodide / "pyodide-lock.json").read_text(encoding="utf-8"))
    return lock


def closure(packages: dict[str, Any], roots: tuple[str, ...]) -> dict[str, Any]:
    """The ``roots`` and all that they depend on, by their canonical names."""
    found: dict[str, Any] = {}
    ahead = list(roots)
    while ahead:
        name = canonicalize_name(ahead.pop())
        if name not in found:
            found[name] = packages[name]
            ahead += packages[name]["depends"]
    return found


def fetch(workshop: Workshop, into: Path) -> None:
    """Put all wheels into the empty folder ``into``."""
    needed = closure(pyodide_lock(workshop)["packages"], FROM_PYODIDE)
    exact = [f"{name}=={entry['version']}" for name, entry in sorted(needed.items())]
    _download(workshop, into, exact + [pin(workshop.root, name) for name in OURS])
    for name in FROM_KERNEL:
        for wheel in workshop.kernel_wheels.glob(f"{name.replace('-', '_')}-*.whl"):
            shutil.copy(wheel, into)
    build = [str(workshop.python), "-m", "hatchling", "build", "--target", "wheel", "--directory", str(into)]
    run(build, workshop.root)


def _download(workshop: Workshop, into: Path, exact: list[str]) -> None:
    """Pyodide rebuilds pure wheels as well, but PyPI has the same versions; what is there is not fetched again."""
    kept = workshop.folder / "wheels"
    kept.mkdir(exist_ok=True)
    stamp = kept / "made-from.txt"
    if not stamp.exists() or stamp.read_text() != "\n".join(exact):
        shutil.rmtree(kept)
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--no-deps"]
        where = ["--only-binary", ":all:", "--python-version", _python(workshop), "--platform", "any"]
        run([*pip, *where, "--dest", str(kept), *exact], workshop.root)
        stamp.write_text("\n".join(exact))
    for wheel in kept.glob("*.whl"):
        shutil.copy(wheel, into)


def _python(workshop: Workshop) -> str:
    """The Python that Pyodide is, such as ``3.14``."""
    return str(pyodide_lock(workshop)["info"]["python"]).rpartition(".")[0]
