"""A learner's summary as a page: axe-core finds nothing wrong, and a phone scrolls it one way alone."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from kubeish.classroom.summary import summary

SOLUTIONS = Path(__file__).parents[2] / "solutions"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_everybody_can_read_it(page: Any, tmp_path: Path, width: int, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    deep = shutil.copytree(SOLUTIONS, tmp_path / "a_folder_whose_name_is_wider_than_a_phone_and_has_no_place_to_break")
    file = tmp_path / "summary.html"
    file.write_text(summary(deep).render_page(), encoding="utf-8")
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.goto(file.as_uri())
    assert page.locator("pre").count() > 10
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == width
