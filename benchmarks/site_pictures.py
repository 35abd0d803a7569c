"""The site's own pictures: its icons, from icon.svg, and the preview that other sites show of it, from the front page.

Run: python benchmarks/site_pictures.py        writes kubeish/classroom/site/pages/pictures
"""

from __future__ import annotations

import struct
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from kubeish.classroom.site import front_page, static_pages
from tests.browser import chromium

ROOT = Path(__file__).parents[1]
PREVIEW = {"width": 1200, "height": 630}  # what Open Graph wants
LOSING = ("Step A", "Step B", "Step A", "Step B")


def draw_icon(browser: Any, size: int) -> bytes:
    """The icon as a PNG, so many pixels wide and high."""
    page = browser.new_page(viewport={"width": size, "height": size})
    svg = (static_pages.PAGES / "icon.svg").read_text(encoding="utf-8")
    page.set_content(f"<style>body{{margin:0}}svg{{display:block;width:{size}px}}</style>{svg}")
    drawn: bytes = page.screenshot(omit_background=True)
    page.close()
    return drawn


def wrap_as_ico(png: bytes, size: int) -> bytes:
    """An .ico file with one picture, which may be a PNG as it is."""
    head = struct.pack("<HHH", 0, 1, 1)
    entry = struct.pack("<BBBBHHII", size, size, 0, 0, 1, 32, len(png), len(head) + 16)
    return head + entry + png


def draw_preview(browser: Any) -> bytes:
    """The top of the front page, in which an update has just been lost."""
    context = browser.new_context(viewport=PREVIEW, color_scheme="light", reduced_motion="reduce")
    page = context.new_page()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "index.html")
        path.write_text(front_page.render(ROOT), encoding="utf-8")
        page.goto(path.as_uri())
        for name in LOSING:
            page.get_by_role("button", name=name, exact=True).click()
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        drawn: bytes = page.screenshot()
    context.close()
    return drawn


def main() -> None:
    """Write all of them."""
    into = front_page.PICTURES
    into.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        for name, sizes in front_page.ICONS.items():
            (into / name).write_bytes(draw_icon(browser, int(sizes.partition("x")[0])))
        (into / "favicon.ico").write_bytes(wrap_as_ico(draw_icon(browser, 32), 32))
        (into / front_page.PREVIEW).write_bytes(draw_preview(browser))
        browser.close()


if __name__ == "__main__":
    main()
