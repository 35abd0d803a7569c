"""The browser edition: JupyterLite, with Python and kubeish inside, for any plain file server."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from kubeish.classroom.site import early, lite_notebooks, page_python, wheels
from kubeish.classroom.site.page_python import PagePython, make_empty
from kubeish.classroom.site.project import NotPublished
from kubeish.classroom.site.subprocess_run import run
from kubeish.classroom.site.toolchain import Toolchain

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
# Diagrams in Mermaid's and Vega's languages, formulas and a terminal: no lesson has one, and they would be a tenth of
# the site.
NOT_USED = tuple(f"@jupyterlab/{name}-extension" for name in ("mathjax", "mermaid", "terminal", "vega5"))
MARKS_OF_NOT_USED = (
    *("mermaidAPI", "langium", "org.eclipse.elk", "KaTeX parse error", "unbundled-bezier"),
    *("sequenceDiagram", "classDiagram", "stateDiagram", "xychart", "gantt", "C4Context"),
    *("Unrecognized signal name", "vegaLite", "xterm-dom-renderer", "RectangleRenderer", "GlyphRenderer"),
    *("AllPackages=void 0", "CommonOutputJax=void 0", "FontData=void 0"),
)
"""Words that one script of JupyterLite has, apart from those of the words before them, and which only they load."""
# Every browser that runs Python in a page takes a font as .woff2; the style names the others for older ones.
OLD_FONTS = tuple(f"build/fa-*.{ending}" for ending in ("eot", "svg", "ttf", "woff"))
# A page reads all schemas of settings in one file; the fonts are those of formulas.
ASKED_BY_NOBODY = (*OLD_FONTS, "build/schemas/@*", "build/MathJax_*.woff")


def build(toolchain: Toolchain, cdn: bool) -> Path:
    """The folder with the browser edition. ``cdn``: Pyodide's core comes from its public CDN."""
    python = page_python.make(toolchain, cdn)
    source = make_empty(toolchain.folder / "lite")
    lite_notebooks.copy_notebooks(toolchain.root, source / "files")
    config = {"jupyter-lite-schema-version": 0, "jupyter-config-data": make_config(python)}
    (source / "jupyter-lite.json").write_text(json.dumps(config, indent=1), encoding="utf-8")
    (source / "overrides.json").write_text(json.dumps(SETTINGS, indent=1), encoding="utf-8")
    built = toolchain.folder / "built"
    shutil.rmtree(built, ignore_errors=True)
    lite = [str(toolchain.python), "-m", "jupyterlite_core", "build", "--contents", "files", "--output-dir", str(built)]
    run([*lite, "--apps", "lab", "--no-sourcemaps"], source)
    _drop_unused(built)
    shutil.copytree(python.folder, built / python.address)
    if not cdn:
        page_python.copy_core(toolchain, built / "static")
    early.add(built, python)
    return built


def _drop_unused(built: Path) -> None:
    """Delete what no page asks for. Raises NotPublished if it is not there: then this list is out of date."""
    for path in [*(built / name for name in UNUSED), *(path for kind in ASKED_BY_NOBODY for path in built.glob(kind))]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    scripts = {path: path.read_bytes() for path in (built / "build").glob("*.js")}
    for mark in MARKS_OF_NOT_USED:
        found = [path for path, script in scripts.items() if mark.encode() in script]
        if len(found) != 1:
            raise NotPublished(f"{len(found)} scripts of JupyterLite have the words {mark}: look at jupyterlite.py.")
        found[0].unlink()
        del scripts[found[0]]


def make_config(python: PagePython) -> dict[str, object]:
    """JupyterLite's settings. All paths are relative to the site; the page never asks PyPI."""
    start = {"packages": python.packages, "lockFileURL": f"./{python.address}/{wheels.LOCK}"}
    url = f"./{python.address}/{page_python.START}"
    kernel = {"pyodideUrl": url, "disablePyPIFallback": True, "loadPyodideOptions": start}
    return {
        "appName": "kubeish",
        "exposeAppInBrowser": True,
        "disabledExtensions": list(NOT_USED),
        "litePluginSettings": {KERNEL: kernel},
    }
