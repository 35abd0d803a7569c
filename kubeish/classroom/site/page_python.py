"""The files by which Python starts in a page: all packages in one archive, and the memory of a Python that has started.

A page that starts Python, unpacks 25 wheels and imports IPython takes twice the processor's time, up to its first cell,
of one that takes the memory of a Python that has done so (benchmarks/site.py). Python in the page is Pyodide, which
runs under Node too.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from kubeish.classroom.site import python_archive, wheels
from kubeish.classroom.site.subprocess_run import run
from kubeish.classroom.site.toolchain import Toolchain

CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
STDLIB = "python_stdlib.zip"
START = "start.mjs"
WORKER = "worker.mjs"
SCRIPTS = Path(__file__).parent / "pyodide"
CDN = "https://cdn.jsdelivr.net/pyodide/v{version}/full/"


@dataclass(frozen=True)
class PagePython:
    """``folder``: of the files, named by their contents, so that no cache serves an old one; ``packages``: names."""

    folder: Path
    packages: list[str]

    @property
    def address(self) -> str:
        """Where the folder is in the site."""
        return f"static/python/{self.folder.name}"


def make(toolchain: Toolchain, cdn: bool) -> PagePython:
    """Make the files. ``cdn``: Pyodide's core comes from its public CDN, else from ``static/pyodide`` of the site."""
    loose, folder = make_empty(toolchain.folder / "loose"), make_empty(toolchain.folder / "python")
    wheels.fetch(toolchain, loose)
    packages = wheels.write_lock(toolchain, loose, folder)
    python_archive.write(loose, folder)
    shutil.copy(toolchain.pyodide / STDLIB, folder)
    run([*toolchain.node, str(SCRIPTS / "snapshot.mjs"), str(toolchain.pyodide), str(folder)], toolchain.root)
    write_scripts(toolchain, folder, cdn)
    contents = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(folder.iterdir()))).hexdigest()
    return PagePython(folder.rename(make_empty(toolchain.folder / "pythons") / contents[:12]), packages)


def copy_core(toolchain: Toolchain, static: Path) -> None:
    """Put Pyodide's core into a site's folder ``static``."""
    place = static / "pyodide" / read_version(toolchain)
    place.mkdir(parents=True)
    for name in CORE:
        shutil.copy(toolchain.pyodide / name, place)


def read_version(toolchain: Toolchain) -> str:
    """Pyodide's version."""
    package = json.loads((toolchain.pyodide / "package.json").read_text(encoding="utf-8"))
    return str(package["version"])


def make_empty(folder: Path) -> Path:
    """An empty folder: what an earlier build left there must not come along."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def write_scripts(toolchain: Toolchain, folder: Path, cdn: bool) -> None:
    """Write the scripts, with the places of Pyodide's core and of JupyterLite's worker."""
    version = read_version(toolchain)
    (theirs,) = toolchain.kernel_extension.glob("comlink.worker.*.js")
    places = {
        "/* core */": CDN.format(version=version) if cdn else f"../../pyodide/{version}/",
        "/* worker */": f"../../../extensions/@jupyterlite/pyodide-kernel-extension/static/{theirs.name}",
    }
    for name in (START, WORKER, "files.mjs"):
        text = (SCRIPTS / name).read_text(encoding="utf-8")
        for mark, place in places.items():
            text = text.replace(mark, place)
        (folder / name).write_text(text, encoding="utf-8")
