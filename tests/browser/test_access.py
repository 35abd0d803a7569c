"""Every figure and control, light and dark: no violation of WCAG 2.2, levels A and AA, and words that can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe

from .gallery import CELLS, FIGURES, find_cell
from .jupyter import Lab
from .reader import NewReader, Reader

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}

CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const seen = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => part / 255);
  };
  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const shares = [0.2126, 0.7152, 0.0722];
  const light = (colour) => seen(colour).map(linear).reduce((sum, part, i) => sum + part * shares[i], 0);
  const contrast = (one, other) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  const under = (words) => {
    const box = words.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
    const shapes = [...words.closest('svg').querySelectorAll('rect')].filter((shape) => {
      const of = shape.getBoundingClientRect();
      return of.x <= x && x <= of.right && of.y <= y && y <= of.bottom
        && shape.compareDocumentPosition(words) & Node.DOCUMENT_POSITION_FOLLOWING;
    });
    if (shapes.length) return getComputedStyle(shapes.at(-1)).fill;
    return getComputedStyle(words.closest('.k-bench')).backgroundColor;
  };
  const all = [...document.querySelectorAll('.jp-OutputArea :is(.kubeish-figure, .kubeish-picture) svg text')];
  return all.map((words) => [words.textContent, contrast(light(getComputedStyle(words).fill), light(under(words)))]);
}"""
"""axe-core looks at no words inside of SVG: here they are, with the contrast to the last shape beneath them."""

DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""The bench draws itself anew for a new width in the frame after it."""

CUT_OFF = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const overflows = (node) => node.clientWidth && node.scrollWidth > node.clientWidth + 1;
  const wide = all('.jp-OutputArea-output:has(.kubeish-figure)').filter(overflows);
  const parts = all('.kubeish-figure :is(button, p, li, .k-lane, .k-store, .k-line code, .k-value, td, th)');
  const out = parts.filter((node) => !node.closest('.k-doc') && overflows(node));
  const lines = all('.k-line').filter((line) => {
    const [number, code] = [line.querySelector('.k-number'), line.querySelector('code')];
    const words = document.createRange();
    words.selectNodeContents(code);
    return words.toString().trim() && number.getBoundingClientRect().right > words.getBoundingClientRect().left;
  });
  const told = (nodes, what) => nodes.map((node) => `${what}: ${node.innerText.slice(0, 60)}`);
  return [...told(wide, 'scrolls'), ...told(out, 'cut off'), ...told(lines, 'overlaps')];
}"""


@pytest.fixture(scope="module")
def figures(lab: Lab, new_reader: NewReader, notebook: Callable[..., str]) -> Iterator[Reader]:
    """All figures in one notebook, run by a kernel."""
    with new_reader() as reader:
        reader.open(notebook("figures.ipynb", *CELLS))
        reader.run_all()
        cells = reader.page.locator(".jp-Notebook .jp-Cell")
        for figure in FIGURES:
            cells.nth(find_cell(figure)).locator("[data-alive], .kubeish-picture > svg").first.wait_for()
        yield reader


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_violation(figures: Reader, theme: str) -> None:
    figures.theme(theme)
    found = Axe().run(figures.page, context=".jp-OutputArea", options=RULES).response["violations"]
    violations = [f"{v['id']}: {node['target']} {node['failureSummary']}" for v in found for node in v["nodes"]]
    assert violations == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_in_pictures_have_their_contrast(figures: Reader, theme: str) -> None:
    figures.theme(theme)
    words = figures.page.evaluate(CONTRAST)
    assert len(words) > 40
    assert [(text, round(contrast, 1)) for text, contrast in words if contrast < 4.5] == []


@pytest.mark.parametrize("width", [700, 900, 1280, 1600])
def test_nothing_is_cut_off_nor_lies_on_something_else(figures: Reader, width: int) -> None:
    figures.page.set_viewport_size({"width": width, "height": 1000})
    figures.page.evaluate(DRAWN)
    assert figures.page.evaluate(CUT_OFF) == []
