"""The front page: an update is lost by two buttons, without a kernel, and three doors lead on."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kubeish.classroom.site import front_page
from tests.site.conftest import ROOT

WIDTHS = [1280, 390]


@pytest.fixture(scope="module", params=["light", "dark"])
def tab(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The tab of a visitor without a network, whose system is light or dark."""
    context = browser.new_context(offline=True, color_scheme=request.param, reduced_motion="reduce")
    tab = context.new_page()
    tab.errors = []
    context.on("weberror", lambda error: tab.errors.append(str(error.error)))
    yield tab
    context.close()
    assert tab.errors == []


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("front") / "index.html"
    path.write_text(front_page.render(ROOT))
    return path


def open_page(tab: Any, front: Path, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 800})
    tab.goto(front.as_uri())


@pytest.mark.parametrize("width", WIDTHS)
def test_two_buttons_lose_an_update(tab: Any, front: Path, width: int) -> None:
    open_page(tab, front, width)
    for name in ("A", "B", "A", "B"):
        tab.get_by_role("button", name=f"Step {name}", exact=True).click()
    assert tab.locator(".k-said").inner_text() == (
        "B writes web, cache, index 4, over index 3, which B never read. B has returned. db is lost."
    )
    assert tab.locator(".k-value").first.inner_text().startswith("web, cache")


def test_both_buttons_are_seen_without_scrolling(tab: Any, front: Path) -> None:
    open_page(tab, front, 1280)
    for name in ("Step A", "Step B"):
        box = tab.get_by_role("button", name=name, exact=True).bounding_box()
        assert box["y"] + box["height"] <= 800


@pytest.mark.parametrize(("width", "first"), [(1280, "Run it here"), (390, "Read it")])
def test_a_phone_is_led_to_the_reading_edition_first(tab: Any, front: Path, width: int, first: str) -> None:
    open_page(tab, front, width)
    tab.evaluate("document.querySelectorAll('.served').forEach((each) => { each.hidden = false; })")
    doors = tab.locator(".door").all_inner_texts()
    assert len(doors) == 3
    assert doors[0].startswith(first)
    assert tab.evaluate("document.documentElement.scrollWidth") == width


def test_a_file_does_not_offer_to_run_python(tab: Any, front: Path) -> None:
    open_page(tab, front, 1280)
    assert tab.get_by_role("link", name="Run it here").count() == 0
    assert "a file cannot run Python" in tab.locator(".door").first.inner_text()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lost", [False, True])
def test_everybody_can_read_it(tab: Any, front: Path, width: int, lost: bool) -> None:
    from axe_playwright_python.sync_playwright import Axe

    open_page(tab, front, width)
    tab.evaluate("document.querySelectorAll('.served').forEach((each) => { each.hidden = false; })")
    if lost:
        tab.get_by_role("button", name="Show me the order that loses an update").click()
    found = Axe().run(tab)
    assert found.violations_count == 0, found.generate_report()


def test_it_has_a_title_a_description_and_a_picture_for_other_sites() -> None:
    page = front_page.render(ROOT)
    assert "<title>kubeish: lose a pod, fix it, know that it is fixed</title>" in page
    for name in ("og:title", "og:description", "og:image"):
        assert f'<meta property="{name}" content="' in page
    assert '<meta name="description" content="Kubernetes in the summer of 2014' in page
    assert struct.unpack(">II", (front_page.PICTURES / front_page.PREVIEW).read_bytes()[16:24]) == (1200, 630)
    for name, size in front_page.ICONS.items():
        width, height = struct.unpack(">II", (front_page.PICTURES / name).read_bytes()[16:24])
        assert f"{width}x{height}" == size


def test_the_built_site_carries_its_own_name_and_icons(site: Path) -> None:
    manifest = json.loads((site / "manifest.webmanifest").read_text())
    assert manifest["name"] == "kubeish"
    assert all((site / icon["src"]).is_file() for icon in manifest["icons"])
    assert "<title>kubeish</title>" in (site / "lab" / "index.html").read_text()
    assert (site / "lab" / "favicon.ico").stat().st_size < 10_000


def test_the_site_is_no_heavier_than_it_was(site: Path) -> None:
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) < 45e6
