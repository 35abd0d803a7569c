"""The table of the story in a browser: a broken cell opens its counterexample, and all of it is seen at any width."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from kubeish.lessons.story import SCENARIOS, VERSIONS, explore_scenario, table

BROKEN = sum(bool(broken) for broken, _ in table().counts.values())
BACK = {"light": "#ffffff", "dark": "#16181c"}
INK = {"light": "#1b1b1b", "dark": "#ececec"}
OUTSIDE = """() => [...document.querySelectorAll('.k-story :is(td, th, li, p)')].filter((node) => {
  if (node.closest('thead') && getComputedStyle(document.querySelector('thead')).position === 'absolute') return false;
  const box = node.getBoundingClientRect();
  return box.width > 2 && (box.right > innerWidth || box.left < 0 || node.scrollWidth > node.clientWidth + 1);
}).map((node) => node.innerText)"""
BROKEN_WORDS = """() => {
  const seen = getComputedStyle(document.querySelector('thead')).position !== 'absolute';
  const heads = seen ? [...document.querySelectorAll('.k-story thead th')] : [];
  const lines = (node) => {
    const words = document.createRange();
    words.selectNodeContents(node);
    return new Set([...words.getClientRects()].map((box) => Math.round(box.top))).size;
  };
  const broken = heads.filter((node) => lines(node.firstChild) > node.firstChild.textContent.split(' ').length);
  return broken.map((node) => node.innerText);
}"""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("story") / "story.html"
    html = f"<main><h1>Story</h1>{table()._repr_html_()}</main>"
    path.write_text(f"<!doctype html><html lang='en'><meta charset='utf-8'><title>t</title>{html}</html>")
    return path


def open_page(page: Any, story: Path, width: int, theme: str = "light") -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(story.as_uri())
    colours = f"--jp-layout-color1: {BACK[theme]}; --jp-ui-font-color0: {INK[theme]}"
    colours += f"; background: {BACK[theme]}; color: {INK[theme]}"
    light = str(theme == "light").lower()
    page.evaluate("([c, l]) => { document.body.style = c; document.body.dataset.jpThemeLight = l; }", [colours, light])


def test_every_broken_cell_opens_its_shortest_order(page: Any, story: Path) -> None:
    open_page(page, story, 1200)
    cells = page.locator(".k-open-run")
    assert cells.count() == BROKEN
    pairs = [
        (row.slug, column.slug) for row in SCENARIOS for column in VERSIONS if table().counts[row.slug, column.slug][0]
    ]
    for i in (0, 1, BROKEN // 2, BROKEN - 1):
        cells.nth(i).click()
        run = explore_scenario(*pairs[i]).counterexample
        assert run is not None
        shown = page.locator(".k-run")
        assert shown.count() == 1, "one is open at a time"
        assert [n.split()[0] for n in shown.locator(".k-badge").all_inner_texts()] == [step.who for step in run.steps]
        assert run.complaints[0] in shown.inner_text()
    cells.nth(BROKEN - 1).click()
    assert page.locator(".k-run").count() == 0


def test_arrow_keys_go_from_cell_to_cell(page: Any, story: Path) -> None:
    open_page(page, story, 1200)
    page.locator(".k-open-run").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator(".k-run b").first.inner_text() == "2. Two more, on a machine that has some, before #265"


@pytest.mark.parametrize("width", [1200, 900, 718, 390])
def test_it_is_whole_at_any_width(page: Any, story: Path, width: int) -> None:
    open_page(page, story, width)
    page.locator(".k-open-run").nth(3).click()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(BROKEN_WORDS) == []


def test_it_is_whole_on_paper(page: Any, story: Path) -> None:
    open_page(page, story, 718)
    page.emulate_media(media="print")
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(BROKEN_WORDS) == []
    assert page.locator("thead th").last.bounding_box()["width"] > 40
    page.emulate_media(media="screen")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 390])
def test_everybody_can_read_it(page: Any, story: Path, width: int, theme: str) -> None:
    open_page(page, story, width, theme)
    page.locator(".k-open-run").nth(3).click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
