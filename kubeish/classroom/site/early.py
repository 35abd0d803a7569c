"""Python of the browser edition begins at once: with the page of a lesson, and not when JupyterLab asks for it."""

from __future__ import annotations

from pathlib import Path

from kubeish.classroom.site import page_python, static_pages
from kubeish.classroom.site.page_python import PagePython
from kubeish.classroom.site.project import NotPublished

HEAD = "<head>"
MARK = "/* worker */"


def add(site: Path, python: PagePython) -> None:
    """Put the script into the page of the browser edition, before all others. Raises NotPublished."""
    script = (static_pages.PAGES / "early.js").read_text(encoding="utf-8")
    page = site / "lab" / "index.html"
    text = page.read_text(encoding="utf-8")
    if HEAD not in text:
        raise NotPublished(f"{page.name} of JupyterLite has no head to put a script into: look at early.py.")
    script = script.replace(MARK, f"../{python.address}/{page_python.WORKER}")
    page.write_text(text.replace(HEAD, f"{HEAD}\n<script>\n{script}</script>", 1), encoding="utf-8")
