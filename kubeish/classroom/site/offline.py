"""The browser edition without a network, from its second visit on; and words where it cannot start at all."""

from __future__ import annotations

import json
from pathlib import Path

from kubeish.classroom.display_language import speak
from kubeish.classroom.shipped_notebooks import ENGLISH
from kubeish.classroom.site import static_pages
from kubeish.classroom.site.page_words import list_others, make_tag
from kubeish.classroom.site.project import NotPublished
from kubeish.wording import say, show

NEEDED = ("static/pyodide", "static/python")
"""Folders that Python takes at its start, by a worker that the page cannot watch."""

MARK, MARK_OF_WORDS = "/* files */ []", "/* words */ {}"
WORDS = {
    "nothingKept": say(
        "This browser keeps nothing for this site, so Python cannot start here. Allow site data for it (a private "
        "window or a blocker may forbid it) and load the page again."
    ),
    "slow": say("This takes longer than it should. The network may be slow, or a file may be blocked."),
    "read": say("Read the course instead."),
    "close": say("Close"),
}
"""What the script says, in the language of the notebook that the page was opened with."""


def add(root: Path, site: Path) -> None:
    """Put our script into the page of the browser edition, and our part before its service worker."""
    files = sorted(str(path.relative_to(site)) for folder in NEEDED for path in (site / folder).rglob("*.*"))
    script = _read("offline_page.js").replace(MARK, json.dumps([name for name in files if (site / name).is_file()]))
    words = {each: _show_words(each) for each in (ENGLISH, *(each.folder for each in list_others(root, ENGLISH)))}
    script = script.replace(MARK_OF_WORDS, json.dumps(words, ensure_ascii=False))
    (site / "offline.js").write_text(script, encoding="utf-8")
    worker = site / "service-worker.js"
    worker.write_text(_read("offline_worker.js") + worker.read_text(encoding="utf-8"), encoding="utf-8")
    page = site / "lab" / "index.html"
    text = page.read_text(encoding="utf-8")
    if "</head>" not in text:
        raise NotPublished(f"{page.name} of JupyterLite has no head to put a script into: look at offline.py.")
    page.write_text(text.replace("</head>", '<script src="../offline.js"></script>\n  </head>', 1), encoding="utf-8")


def _show_words(language: str) -> dict[str, str]:
    """The words in a language, and how a page has its name."""
    with speak(language):
        return {"lang": make_tag(language)} | {key: show(words) for key, words in WORDS.items()}


def _read(name: str) -> str:
    return (static_pages.PAGES / name).read_text(encoding="utf-8")
