"""The browser edition without a network, from its second visit on; and words where it cannot start at all."""

from __future__ import annotations

import json
from pathlib import Path

from kubeish.classroom.site import static_pages
from kubeish.classroom.site.project import NotPublished

NEEDED = ("static/pyodide", "static/python")
"""Folders that Python takes at its start, by a worker that the page cannot watch."""

MARK = "/* files */ []"


def add(site: Path) -> None:
    """Put our script into the page of the browser edition, and our part before its service worker."""
    files = sorted(str(path.relative_to(site)) for folder in NEEDED for path in (site / folder).rglob("*.*"))
    script = _read("offline_page.js").replace(MARK, json.dumps([name for name in files if (site / name).is_file()]))
    (site / "offline.js").write_text(script, encoding="utf-8")
    worker = site / "service-worker.js"
    worker.write_text(_read("offline_worker.js") + worker.read_text(encoding="utf-8"), encoding="utf-8")
    page = site / "lab" / "index.html"
    text = page.read_text(encoding="utf-8")
    if "</head>" not in text:
        raise NotPublished(f"{page.name} of JupyterLite has no head to put a script into: look at offline.py.")
    page.write_text(text.replace("</head>", '<script src="../offline.js"></script>\n  </head>', 1), encoding="utf-8")


def _read(name: str) -> str:
    return (static_pages.PAGES / name).read_text(encoding="utf-8")
