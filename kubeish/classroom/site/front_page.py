"""The front page: the lost update on the page itself, and three doors. With it, the site's own icons."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from markupsafe import Markup

from kubeish.classroom.shipped_notebooks import ENGLISH
from kubeish.classroom.site import page_words, static_pages, urls
from kubeish.classroom.site.project import NotPublished

PICTURES = static_pages.PAGES / "pictures"
"""Made by benchmarks/site_pictures.py from icon.svg and the front page."""

TITLE = "kubeish: lose a pod, fix it, know that it is fixed"
NAME = "kubeish"
ICONS = {"icon-120x120.png": "120x120", "icon-512x512.png": "512x512"}
PREVIEW = "preview.png"


def build(root: Path, site: Path) -> None:
    """Write the front page of the checkout ``root`` into ``site``, where the browser edition is."""
    (site / "index.html").write_text(render(root), encoding="utf-8")
    for name in (*ICONS, PREVIEW):
        shutil.copyfile(PICTURES / name, site / name)
    shutil.copyfile(static_pages.PAGES / "icon.svg", site / "icon.svg")
    for place in ("favicon.ico", "lab/favicon.ico"):
        shutil.copyfile(PICTURES / "favicon.ico", site / place)
    (site / "manifest.webmanifest").write_text(json.dumps(_make_manifest(root), indent=1), encoding="utf-8")
    _name_browser_edition(root, site / "lab" / "index.html")


def render(root: Path) -> str:
    """The page. Other sites show its picture by a whole address, which there is once it is published."""
    from kubeish.lessons.lost_update import lose_an_update

    addresses = urls.load(root)
    pages = static_pages.PAGES
    return static_pages.render(
        "front.html",
        title=TITLE,
        description=static_pages.describe(root),
        icon="icon.svg",
        preview=PREVIEW if addresses.is_placeholder else f"{addresses.site}/{PREVIEW}",
        first=urls.path_in_site(static_pages.find_built_lessons(root)[0]),
        race=Markup(lose_an_update(simple=True).html),
        repository=addresses.repository,
        published=not addresses.is_placeholder,
        others=page_words.list_others(root, ENGLISH),
        front_style=Markup((pages / "front.css").read_text(encoding="utf-8")),
        front_script=Markup((pages / "front.js").read_text(encoding="utf-8")),
    )


def _make_manifest(root: Path) -> dict[str, object]:
    """What a phone or a desktop shows of the site once it is installed there."""
    icons = [{"src": f"./{name}", "type": "image/png", "sizes": size} for name, size in ICONS.items()]
    shown = {"name": NAME, "short_name": NAME, "description": static_pages.describe(root), "icons": icons}
    return {**shown, "start_url": "./", "scope": "./", "display": "standalone", "background_color": "#ffffff"}


def _name_browser_edition(root: Path, page: Path) -> None:
    """Put the course's name and description in the place of JupyterLite's. Raises NotPublished if it has moved."""
    text = page.read_text(encoding="utf-8")
    head = f'<title>{NAME}</title>\n    <meta name="description" content="{static_pages.describe(root)}">'
    named, found = re.subn(r"<title>JupyterLite</title>", head, text)
    if not found:
        raise NotPublished(f"{page.name} of JupyterLite has no title of its own any more: look at front_page.py.")
    page.write_text(named, encoding="utf-8")
