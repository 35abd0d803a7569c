"""The moving picture of README.md: the lost update of the front page, step by step, as an animated WebP.

The page itself is filmed, in Chromium. Each frame is a moment of the page's own animations, which are
stopped and set to it, so that a busy machine makes the same film. Pillow (`pip install pillow`) joins the frames.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1]))
from kubeish.lessons.lost_update import lose_an_update

ORDER = "ABAB"
SIZE = {"width": 720, "height": 500}
MOMENTS = range(50, 500, 75)  # milliseconds of a step's animation: 250 to the store, and 250 back
TRIP = 250
HOLD, LAST = 900, 2600  # milliseconds that a step and the end are shown
PAPER = {"light": ("true", "#ffffff", "#1b1b1b"), "dark": ("false", "#0d1117", "#ececec")}

STOP = """(name) => {
  [...document.querySelectorAll('button')].find((node) => node.innerText === name).click();
  window.film = document.getAnimations();
  window.film.forEach((one) => one.pause());
}"""
SET = """([moment, trip]) => {
  window.film.forEach((one) => { one.currentTime = moment; });
  const packets = [...document.querySelectorAll('.k-packet')];
  packets.forEach((packet, i) => { packet.style.visibility = (i === 0) === (moment < trip) ? '' : 'hidden'; });
}"""
END = "() => window.film.forEach((one) => one.finish())"


def film(browser: Any, theme: str, path: Path) -> None:
    """Write the film in one theme."""
    frames = [*_shoot(browser, theme)]
    pictures = [Image.open(io.BytesIO(shot)).convert("RGB") for shot, _ in frames]
    times = [time for _, time in frames]
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=times, loop=0, quality=72, method=6)


def _shoot(browser: Any, theme: str) -> Iterator[tuple[bytes, int]]:
    """Each frame as a PNG, and how many milliseconds it stays."""
    page = browser.new_context(viewport=SIZE, color_scheme=theme).new_page()
    light, paper, ink = PAPER[theme]
    colours = f"--jp-layout-color1:{paper};--jp-ui-font-color0:{ink};background:{paper};margin:0"
    body = f'<body data-jp-theme-light="{light}" style="{colours}">{lose_an_update(simple=True).html}'
    page.set_content(f"<!doctype html><meta charset='utf-8'>{body}")
    page.locator(".k-stepper").wait_for()
    page.add_style_tag(content=".k-steps, .k-reveal { display: none !important; }")  # the page stays as high as it is
    yield page.screenshot(), HOLD
    for who in ORDER:
        page.evaluate(STOP, f"Step {who}")
        page.wait_for_timeout(TRIP + 50)  # the page shows the answer's packet by a timer of its own
        for moment in MOMENTS:
            page.evaluate(SET, [moment, TRIP])
            yield page.screenshot(), 70
        page.evaluate(END)
        page.wait_for_function("() => !document.querySelector('.k-packet')")
        yield page.screenshot(), HOLD
    yield page.screenshot(), LAST
