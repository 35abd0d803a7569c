"""The browser edition: JupyterLite, with Python and kubeish inside, for any plain file server."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from kubeish.classroom.site import lite_notebooks, wheels
from kubeish.classroom.site.subprocess_run import run
from kubeish.classroom.site.toolchain import Toolchain

CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
STDLIB = "python_stdlib.zip"
CDN = "https://cdn.jsdelivr.net/pyodide/v{version}/full/pyodide.mjs"
AUTOSAVE = 5  # seconds of a learner's work that are lost at most if a tab ends without warning
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
SETTINGS = {
    "@jupyterlab/docmanager-extension:plugin": {"autosaveInterval": AUTOSAVE},
    # A page cannot interrupt Python: a button that does nothing is not shown.
    "@jupyterlab/notebook-extension:panel": {"toolbar": [{"name": "interrupt", "disabled": True}]},
    "@jupyterlab/filebrowser-extension:browser": {"showLastModifiedColumn": False},  # names of lessons are long
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}
# A page needs none of these: tools of JupyterLite's developers, and their first page.
UNUSED = ("doc", "index.html", "rspack.config.js", "rspack.config.analyze.js", "rspack.config.watch.js")
# Every browser that runs Python in a page takes a font as .woff2; the style names the others for older ones.
OLD_FONTS = tuple(f"build/fa-*.{ending}" for ending in ("eot", "svg", "ttf", "woff"))


def build(toolchain: Toolchain, cdn: bool) -> Path:
    """The folder with the browser edition. ``cdn``: Pyodide's core comes from its public CDN."""
    python, packages = _make_python(toolchain)
    source = _make_empty(toolchain.folder / "lite")
    lite_notebooks.copy_notebooks(toolchain.root, source / "files")
    if not cdn:
        _copy(toolchain.pyodide, CORE, source / "static" / "pyodide")
    config = {"jupyter-lite-schema-version": 0, "jupyter-config-data": make_config(toolchain, packages, cdn)}
    (source / "jupyter-lite.json").write_text(json.dumps(config, indent=1), encoding="utf-8")
    (source / "overrides.json").write_text(json.dumps(SETTINGS, indent=1), encoding="utf-8")
    built = toolchain.folder / "built"
    shutil.rmtree(built, ignore_errors=True)
    lite = [str(toolchain.python), "-m", "jupyterlite_core", "build", "--contents", "files", "--output-dir", str(built)]
    run([*lite, "--apps", "lab", "--no-sourcemaps"], source)
    _drop_unused(built)
    shutil.copytree(python, built / "static" / "python")
    return built


def _drop_unused(built: Path) -> None:
    """Delete what no page asks for."""
    for path in [*(built / name for name in UNUSED), *(path for kind in OLD_FONTS for path in built.glob(kind))]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def make_config(toolchain: Toolchain, packages: list[str], cdn: bool) -> dict[str, object]:
    """JupyterLite's settings. All paths are relative to the site; the page never asks PyPI."""
    version = json.loads((toolchain.pyodide / "package.json").read_text(encoding="utf-8"))["version"]
    url = CDN.format(version=version) if cdn else f"./static/pyodide/{CORE[0]}"
    start = {
        "packages": packages,
        "lockFileURL": f"./static/python/{wheels.LOCK}",
        "stdLibURL": f"./static/python/{STDLIB}",
    }
    kernel = {"pyodideUrl": url, "disablePyPIFallback": True, "loadPyodideOptions": start}
    return {"appName": "kubeish", "exposeAppInBrowser": True, "litePluginSettings": {KERNEL: kernel}}


def _make_python(toolchain: Toolchain) -> tuple[Path, list[str]]:
    """The folder with Python for the page, and the packages that it loads at its start.

    A page would compile what it imports at each start: 12 s of work for a kernel, 6 s with compiled
    modules (benchmarks/site.py). Python in the page is Pyodide, which runs under Node too.
    """
    loose, packed = _make_empty(toolchain.folder / "loose"), _make_empty(toolchain.folder / "python")
    wheels.fetch(toolchain, loose)
    _copy(toolchain.pyodide, (STDLIB,), loose)
    script = Path(__file__).parent / "pyodide" / "pack.mjs"
    run([*toolchain.node, str(script), str(toolchain.pyodide), str(loose), str(packed)], toolchain.root)
    return packed, wheels.write_lock(toolchain, packed)


def _copy(folder: Path, names: tuple[str, ...], into: Path) -> None:
    into.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copy(folder / name, into)


def _make_empty(folder: Path) -> Path:
    """An empty folder: JupyterLite would take over the files and settings of an earlier build."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
