"""The browser edition: JupyterLite, with Python and kubeish inside, that runs from any plain file server."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from kubeish.publishing import copies, lockfile, packing, wheels
from kubeish.publishing.running import run
from kubeish.publishing.workshop import Workshop

CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
CDN = "https://cdn.jsdelivr.net/pyodide/v{version}/full/pyodide.mjs"
AUTOSAVE = 5  # seconds: so much of a learner's work is lost at most where a page or a tab ends without warning
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
SETTINGS = {
    "@jupyterlab/docmanager-extension:plugin": {"autosaveInterval": AUTOSAVE},
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}
# Of no use to a page: what JupyterLite's own developers build it with, and the first page, which is ours.
UNUSED = ("doc", "index.html", "rspack.config.js", "rspack.config.analyze.js", "rspack.config.watch.js")


def build(workshop: Workshop, cdn: bool) -> Path:
    """The folder with the browser edition. ``cdn``: the page takes Pyodide's core from its public CDN."""
    python, packages = _python(workshop)
    source = _fresh(workshop.folder / "lite")
    copies.lay(workshop.root, source / "files")
    if not cdn:
        _copy(workshop.pyodide, CORE, source / "static" / "pyodide")
    config = {"jupyter-lite-schema-version": 0, "jupyter-config-data": _config(workshop, packages, cdn)}
    (source / "jupyter-lite.json").write_text(json.dumps(config, indent=1), encoding="utf-8")
    (source / "overrides.json").write_text(json.dumps(SETTINGS, indent=1), encoding="utf-8")
    built = workshop.folder / "built"
    shutil.rmtree(built, ignore_errors=True)
    lite = [str(workshop.python), "-m", "jupyterlite_core", "build", "--contents", "files", "--output-dir", str(built)]
    run([*lite, "--apps", "lab", "--no-sourcemaps"], source)
    for name in UNUSED:
        _remove(built / name)
    shutil.copytree(python, built / "static" / "python")
    return built


def _python(workshop: Workshop) -> tuple[Path, list[str]]:
    """The folder with Python for the page, packed, and the names of what it starts with."""
    loose, packed = _fresh(workshop.folder / "loose"), _fresh(workshop.folder / "python")
    wheels.fetch(workshop, loose)
    _copy(workshop.pyodide, (packing.STDLIB,), loose)
    packing.pack(workshop, loose, packed)
    return packed, lockfile.write(workshop, packed)


def _config(workshop: Workshop, packages: list[str], cdn: bool) -> dict[str, Any]:
    """What JupyterLite reads. Addresses are below the site's own, wherever it lies; nobody asks PyPI."""
    version = json.loads((workshop.pyodide / "package.json").read_text(encoding="utf-8"))["version"]
    url = CDN.format(version=version) if cdn else f"./static/pyodide/{CORE[0]}"
    start = {
        "packages": packages,
        "lockFileURL": f"./static/python/{lockfile.NAME}",
        "stdLibURL": f"./static/python/{packing.STDLIB}",
    }
    kernel = {"pyodideUrl": url, "disablePyPIFallback": True, "loadPyodideOptions": start}
    return {"appName": "kubeish", "exposeAppInBrowser": True, "litePluginSettings": {KERNEL: kernel}}


def _copy(folder: Path, names: tuple[str, ...], into: Path) -> None:
    into.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copy(folder / name, into)


def _fresh(folder: Path) -> Path:
    """An empty folder: JupyterLite takes over what an earlier build has left, its old settings too."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
