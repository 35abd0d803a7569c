"""Pictures of the figures as a reader meets them: in a real JupyterLab, in the lessons as they are shipped and solved.

Run: python benchmarks/screenshots.py                     writes those of README.md, light and dark, into docs/;
                                                         the moving one needs Pillow: pip install pillow
     python benchmarks/screenshots.py FOLDER [NAME ...]   writes all scenes (or those), light and dark, wide and narrow
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
from moving_picture import film

from tests.browser import chromium
from tests.browser.gallery import CELLS, FIGURES, build_notebook, find_cell
from tests.browser.jupyter import Lab
from tests.browser.reader import Reader

ROOT = Path(__file__).parents[1]
WIDTHS = (1280, 800)
DOCS = ROOT / "docs"
THEMES = ("light", "dark")
GALLERY = "gallery"
README_SCENES = {"stepper": ".k-stepper", "verdict-run-pod": ".k-verdict"}
LOSING = "Show me the order that loses a pod"


class Scene(NamedTuple):
    """A cell of a notebook, run with all others before it, and the buttons pressed in what it shows."""

    name: str
    notebook: str
    cell: str
    presses: tuple[str, ...] = ()


SCENES = [
    Scene("timeline", "01_the_race", "01-all-six"),
    Scene("stepper", "01_the_race", "01-stepper", ("Step A", "Step B", "Step A", "Step B")),
    Scene("ninety", "01_the_race", "01-map"),
    Scene("swap", "02_compare_and_swap", "02-stepper", ("Step A", "Step B", "Step A")),
    Scene("verdict-run-pod", "02_compare_and_swap", "02-run-pod-check"),
    Scene("stranded", "04_crashes_and_lost_replies", "04-kill-one", ("Show me the order that strands a pod",)),
    Scene("turns", "06_a_scheduler_of_its_own", "06-bench", ("Ten more", "Ten more", "Next pod")),
    Scene("two-choices", "07_random_scheduler", "07-bench-two", ("All",)),
    *(Scene(name, GALLERY, name) for name in FIGURES if name not in ("timeline", "stepper")),
    Scene("map-picked", GALLERY, "map", ("A B B A: cache is lost",)),
    Scene("never", "02_compare_and_swap", "02-stepper", (LOSING,)),
]


@contextmanager
def reading() -> Iterator[tuple[Reader, Any]]:
    """A reader with a lab of their own, and a screen that shows small print; and the browser."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        lab, browser = Lab(Path(folder)), chromium.launch(playwright)
        try:
            yield Reader(browser, lab, device_scale_factor=1.5), browser
        finally:
            browser.close()
            lab.close()


def lay(reader: Reader, name: str) -> list[str]:
    """Put a notebook into the lab's folder; the names of its cells come back."""
    path = reader.lab.root / f"{name}.ipynb"
    if name == GALLERY:
        nbformat.write(build_notebook(*CELLS), path)
        return ["race", *sorted(FIGURES, key=find_cell)]
    path.write_bytes((ROOT / "solutions" / path.name).read_bytes())
    return [cell["id"] for cell in json.loads(path.read_text())["cells"]]


def stage(reader: Reader, scene: Scene) -> Any:
    """Open the scene's notebook, run it up to the scene's cell, press its buttons; what the cell shows comes back."""
    last = lay(reader, scene.notebook).index(scene.cell)
    reader.open(f"{scene.notebook}.ipynb")
    for index in range(last + 1):
        reader.run(index)
    shown = reader.page.locator(".jp-Notebook .jp-Cell").nth(last).locator(".jp-OutputArea").first
    for name in scene.presses:
        shown.get_by_role("button", name=name, exact=True).click()
    return shown


def shoot(reader: Reader, scene: Scene, folder: Path) -> None:
    """The four pictures of one scene."""
    shown = stage(reader, scene)
    for theme in THEMES:
        reader.theme(theme)
        for width in WIDTHS:
            reader.page.set_viewport_size({"width": width, "height": 2000})
            shown.screenshot(path=folder / f"{scene.name}-{theme}-{width}.png", animations="disabled")


def for_the_readme(reader: Reader, browser: Any) -> None:
    """The lost update, moving; lesson 01's stepper, in which a pod has just been lost; a check that is passed."""
    for theme in THEMES:
        film(browser, theme, DOCS / f"race-{theme}.webp")
    for name, selector in README_SCENES.items():
        shown = stage(reader, next(scene for scene in SCENES if scene.name == name)).locator(selector)
        reader.page.set_viewport_size({"width": 1180, "height": 2000})
        for theme in THEMES:
            reader.theme(theme)
            shown.screenshot(path=DOCS / f"{name}-{theme}.png", animations="disabled")


def main(folder: str = "", *names: str) -> None:
    """Shoot what is asked for."""
    with reading() as (reader, browser):
        if not folder:
            for_the_readme(reader, browser)
        else:
            Path(folder).mkdir(parents=True, exist_ok=True)
            for scene in SCENES:
                if not names or scene.name in names:
                    shoot(reader, scene, Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
