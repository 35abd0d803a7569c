"""The front page in each language: the lost update on the page itself, three doors, and the site's own icons."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from markupsafe import Markup

from kubeish.classroom.display_language import speak
from kubeish.classroom.shipped_notebooks import ENGLISH
from kubeish.classroom.site import front_words, page_words, static_pages, urls
from kubeish.classroom.site.project import NotPublished

PICTURES = static_pages.PAGES / "pictures"
"""Made by benchmarks/site_pictures.py from icon.svg and the front page."""

NAME = "kubeish"
ICONS = {"icon-120x120.png": "120x120", "icon-512x512.png": "512x512"}
PREVIEW = "preview.png"


def build(root: Path, site: Path) -> None:
    """Write the front pages of the checkout ``root`` into ``site``, where the browser edition is.

    That of another language lies in a folder with its name.
    """
    for language in (ENGLISH, *(other.folder for other in page_words.list_others(root, ENGLISH))):
        folder = site if language == ENGLISH else site / language
        folder.mkdir(exist_ok=True)
        (folder / "index.html").write_text(render(root, language), encoding="utf-8")
    for name in (*ICONS, PREVIEW):
        shutil.copyfile(PICTURES / name, site / name)
    shutil.copyfile(static_pages.PAGES / "icon.svg", site / "icon.svg")
    for place in ("favicon.ico", "lab/favicon.ico"):
        shutil.copyfile(PICTURES / "favicon.ico", site / place)
    (site / "manifest.webmanifest").write_text(json.dumps(_make_manifest(root), indent=1), encoding="utf-8")
    _name_browser_edition(root, site / "lab" / "index.html")


def render(root: Path, language: str = ENGLISH) -> str:
    """The page. Other sites show its picture by a whole address, which there is once it is published."""
    from kubeish.lessons.lost_update import lose_an_update

    addresses = urls.load(root)
    pages = static_pages.PAGES
    is_english = language == ENGLISH
    with speak(language):
        words = front_words.show_words(addresses, language)
        return static_pages.render(
            "front.html",
            title=words["title"],
            description=static_pages.describe(root),
            lang=page_words.make_tag(language),
            words=words,
            up="" if is_english else "../",
            folder="" if is_english else f"{language}/",
            icon="icon.svg" if is_english else "../icon.svg",
            preview=PREVIEW if addresses.is_placeholder else f"{addresses.site}/{PREVIEW}",
            first=urls.path_in_site(static_pages.find_built_lessons(root)[0], language),
            race=Markup(lose_an_update(simple=True).html),
            repository=addresses.repository,
            published=not addresses.is_placeholder,
            others=page_words.list_others(root, language),
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
