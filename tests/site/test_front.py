"""The front pages: an update is lost by two buttons, without a kernel, and three doors lead on."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kubeish.classroom.site import front_page, page_words, static_pages
from kubeish.classroom.site.link_check import Page
from tests.checks.chinese import find_words
from tests.site.conftest import ROOT

WIDTHS = [1280, 390]
ENGLISH, CHINESE = "en", "zh_CN"
STEP = {ENGLISH: "Step {}", CHINESE: "{} 走一步"}
LOSE = {ENGLISH: "Show me the order that loses an update", CHINESE: "显示会丢失更新的执行顺序"}


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
def fronts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page of each language, as in the site."""
    folder = tmp_path_factory.mktemp("front")
    found = {ENGLISH: folder / "index.html", CHINESE: folder / CHINESE / "index.html"}
    for language, path in found.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(front_page.render(ROOT, language))
    return found


@pytest.fixture(params=[ENGLISH, CHINESE])
def language(request: pytest.FixtureRequest) -> str:
    """The language of the page that is open."""
    return str(request.param)


@pytest.fixture
def front(fronts: dict[str, Path], language: str) -> Path:
    """The page in that language."""
    return fronts[language]


def open_page(tab: Any, front: Path, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 800})
    tab.goto(front.as_uri())


@pytest.mark.parametrize("width", WIDTHS)
def test_two_buttons_lose_an_update(tab: Any, front: Path, language: str, width: int) -> None:
    open_page(tab, front, width)
    for name in ("A", "B", "A", "B"):
        tab.get_by_role("button", name=STEP[language].format(name), exact=True).click()
    assert (
        tab.locator(".k-said").inner_text()
        == {
            ENGLISH: "B writes web, cache, index 4, over index 3, which B never read. B has returned. db is lost.",
            CHINESE: "B 写入 web, cache，索引 4，覆盖了索引 3，而 B 从未读过它。 B 已经返回。 db 丢失了。",
        }[language]
    )
    assert tab.locator(".k-value").first.inner_text().startswith("web, cache")


def test_both_buttons_are_seen_without_scrolling(tab: Any, front: Path, language: str) -> None:
    open_page(tab, front, 1280)
    for name in ("A", "B"):
        box = tab.get_by_role("button", name=STEP[language].format(name), exact=True).bounding_box()
        assert box["y"] + box["height"] <= 800
        assert STEP[language].format(name) in tab.locator(".lead").first.inner_text()


@pytest.mark.parametrize(("width", "first"), [(1280, "run"), (390, "read")])
def test_a_phone_is_led_to_the_reading_edition_first(tab: Any, front: Path, width: int, first: str) -> None:
    open_page(tab, front, width)
    tab.evaluate("document.querySelectorAll('.served').forEach((each) => { each.hidden = false; })")
    doors = tab.locator(".door")
    assert doors.count() == 3
    assert doors.first.get_attribute("class") == f"door {first}"
    assert tab.evaluate("document.documentElement.scrollWidth") == width


def test_a_file_does_not_offer_to_run_python(tab: Any, front: Path, language: str) -> None:
    open_page(tab, front, 1280)
    assert tab.locator(".door.run a:visible").count() == 0
    told = {ENGLISH: "a file cannot run Python", CHINESE: "文件不能运行 Python"}
    assert told[language] in tab.locator(".door").first.inner_text()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lost", [False, True])
def test_everybody_can_read_it(tab: Any, front: Path, language: str, width: int, lost: bool) -> None:
    from axe_playwright_python.sync_playwright import Axe

    open_page(tab, front, width)
    tab.evaluate("document.querySelectorAll('.served').forEach((each) => { each.hidden = false; })")
    if lost:
        tab.get_by_role("button", name=LOSE[language]).click()
    found = Axe().run(tab)
    assert found.violations_count == 0, found.generate_report()


def test_the_switch_leads_from_each_front_page_to_the_other(tab: Any, fronts: dict[str, Path]) -> None:
    open_page(tab, fronts[ENGLISH], 390)
    tab.get_by_role("link", name="中文").click()
    assert tab.url == fronts[CHINESE].as_uri()
    assert tab.evaluate("document.documentElement.lang") == "zh-CN"
    tab.get_by_role("link", name="English").click()
    assert tab.url == fronts[ENGLISH].as_uri()


def test_the_doors_lead_to_what_is_in_the_language_of_the_page(fronts: dict[str, Path]) -> None:
    assert {"lab/index.html?path=00_start_here.ipynb", "read/index.html"} <= {*Page(fronts[ENGLISH]).links}
    chinese = {"../lab/index.html?path=zh_CN/00_start_here.ipynb", "../read/zh_CN/index.html"}
    assert chinese <= {*Page(fronts[CHINESE]).links}


def test_no_english_word_is_left_in_the_chinese_page(tab: Any, fronts: dict[str, Path]) -> None:
    open_page(tab, fronts[CHINESE], 390)
    tab.evaluate("document.querySelectorAll('.served').forEach((each) => { each.hidden = false; })")
    head = "[...document.querySelectorAll('meta[content]')].filter((each) => /[\u4e00-\u9fff]/.test(each.content))"
    shown = "\n".join([tab.locator("body").inner_text(), tab.title(), *tab.evaluate(f"{head}.map((e) => e.content)")])
    names = {"kubeish", "Kubernetes", "English", "Apache", "CC", "BY", "make", "lab", "LANGUAGE", "etcd"}
    assert [word for word in find_words(shown) if word not in names] == []
    assert len(tab.evaluate(head)) == 4  # the description and the title, for other sites too, and the picture


def test_the_description_that_is_translated_is_that_of_the_package() -> None:
    assert static_pages.describe(ROOT) == page_words.DESCRIPTION


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
    assert Page(site / CHINESE / "index.html").links
    assert "<title>kubeish</title>" in (site / "lab" / "index.html").read_text()
    assert (site / "lab" / "favicon.ico").stat().st_size < 10_000


def test_the_site_is_no_heavier_than_it_was(site: Path) -> None:
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) < 45e6
