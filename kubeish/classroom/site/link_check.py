"""Checks the links of built pages: all targets inside exist, and nothing is loaded from outside."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# What a page loads by itself must lie beside it; other addresses wait for a reader's click.
LOADED = {("img", "src"), ("script", "src"), ("link", "href"), ("iframe", "src"), ("source", "src"), ("video", "src")}


class Page(HTMLParser):
    """What a page links to, what it loads by itself, and the ids to which a link can lead."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.ids: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect the ids and the links of a tag."""
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            elif (tag, name) == ("a", "href"):
                self.links.append(value or "")
            elif (tag, name) in LOADED:
                self.loaded.append(value or "")


def find_broken_links(folder: Path, root: Path) -> list[str]:
    """A sentence for each broken link of the pages in ``folder``. None may leave ``root``."""
    pages = {path.resolve(): Page(path) for path in sorted(folder.glob("*.html"))}
    return [
        f"{page.path.relative_to(root)}: {problem}"
        for page in pages.values()
        for problem in _check_page(page, pages, root.resolve())
    ]


def _check_page(page: Page, pages: dict[Path, Page], root: Path) -> Iterator[str]:
    for address in page.loaded:
        if urlsplit(address).scheme not in ("", "data") or address.startswith("//"):
            yield f"it takes {address} from outside."
    for address in [*page.links, *page.loaded]:
        parts = urlsplit(address)
        if parts.scheme in ("https", "data"):
            continue
        if parts.scheme or parts.netloc:
            yield f"the link {address} is none that a reader should follow."
            continue
        target = (page.path.parent / unquote(parts.path)).resolve() if parts.path else page.path.resolve()
        if not target.is_relative_to(root) or not target.is_file():
            yield f"the link {address} leads nowhere."
        elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
            yield f"the link {address} names a place that the page does not have."
