"""The reading edition, opened from the file system by a browser without a network: as a reader finds it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kubeish.classroom import notebooks
from kubeish.classroom.site import static_pages
from kubeish.classroom.site.link_check import find_broken_links
from tests.checks.chinese import find_words
from tests.site.on_cpython import LESSONS, solution

PAGES = ["index", *(lesson.name for lesson in LESSONS.values())]
CHINESE = [f"zh_CN/{name}" for name in PAGES]
SCHEMES = ["light", "dark"]
PAPER = {"width": 718, "height": 1000}  # A4 without its margins, in CSS pixels
WIDER = """() => [...document.querySelectorAll('main :is(pre, table, .output, code)')]
  .filter((node) => node.clientWidth && node.scrollWidth > node.clientWidth + 1)
  .map((node) => `${node.tagName} ${node.className}: ${node.innerText.slice(0, 80)}`)"""
VIOLATIONS = {"resultTypes": ["violations"]}  # Axe says no more of the rest: that takes twice as long as its rules
COLOURS = {**VIOLATIONS, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


@pytest.fixture(scope="module", params=SCHEMES)
def tab(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The tab of a reader without a network, whose system is light or dark."""
    context = browser.new_context(offline=True, color_scheme=request.param, viewport={"width": 1000, "height": 900})
    asked: list[str] = []
    errors: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("weberror", lambda error: errors.append(str(error.error)))
    tab = context.new_page()
    tab.scheme, tab.asked, tab.errors = request.param, asked, errors
    yield tab
    context.close()


@pytest.fixture
def page(tab: Any) -> Iterator[Any]:
    """That tab, with nothing chosen by the reader yet. Nothing may go wrong or be asked for."""
    yield tab
    tab.evaluate("localStorage.clear()")
    assert [url for url in tab.asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert tab.errors == []


def test_every_link_leads_somewhere_and_nothing_is_taken_from_outside(reading: Path) -> None:
    assert sorted(path.stem for path in reading.glob("*.html")) == sorted(PAGES)
    assert find_broken_links(reading, reading.parent) == []
    assert sorted(f"zh_CN/{path.stem}" for path in (reading / "zh_CN").glob("*.html")) == sorted(CHINESE)
    assert find_broken_links(reading / "zh_CN", reading.parent) == []


@pytest.mark.parametrize("number", LESSONS)
def test_a_page_has_all_that_the_lesson_says_and_folds_the_answers(reading: Path, number: str) -> None:
    name = LESSONS[number].name
    page = (reading / f"{name}.html").read_text()
    cells = [cell for cell in solution(name)["cells"] if "setup" not in cell["metadata"].get("tags", [])]
    assert f"{number}-setup" not in page, "a page installs nothing"
    assert all(f'id="{cell["id"]}"' in page for cell in cells)
    answers = [cell for cell in cells if "exercise" in notebooks.get_metadata(cell)]
    assert len(answers) == len(LESSONS[number].exercises) == page.count("<summary>One answer</summary>")
    assert "BEGIN SOLUTION" not in page


def test_a_reader_goes_from_the_contents_to_the_last_lesson(page: Any, reading: Path) -> None:
    page.goto((reading / "index.html").as_uri())
    assert page.evaluate("document.documentElement.dataset.jpThemeLight") == str(page.scheme == "light").lower()
    assert page.locator(".served:visible").count() == 0, "a file cannot run Python, and does not offer it"
    page.get_by_role("link", name="Read from the start").click()
    for lesson in list(LESSONS.values())[1:]:
        page.locator('[rel="next"]').click()
        assert page.title().startswith(f"{lesson.number} {lesson.title}")
        assert page.locator("#lessons [aria-current]").text_content().split(maxsplit=1) == [lesson.number, lesson.title]
    assert page.locator('[rel="next"]').count() == 0
    page.locator('[rel="prev"]').click()
    page.get_by_role("button", name="Lessons").click()
    page.get_by_role("navigation", name="Lessons").get_by_role("link", name="01 The race").click()
    assert page.title().startswith("01 The race")


def test_on_a_wide_screen_the_titles_stand_beside_the_text_and_pictures_are_wider_than_it(
    page: Any, reading: Path
) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto((reading / f"{LESSONS['01'].name}.html").as_uri())
    assert page.get_by_role("navigation", name="Lessons").get_by_role("link", name="02 Compare and swap").is_visible()
    text = page.locator("main > section").first.bounding_box()
    assert page.locator(".k-stepper").first.bounding_box()["width"] > 1.2 * text["width"]
    page.set_viewport_size({"width": 1000, "height": 900})
    assert not page.get_by_role("navigation", name="Lessons").is_visible()


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_scrolls_no_page_sideways(page: Any, reading: Path, name: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto((reading / f"{name}.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.set_viewport_size({"width": 1000, "height": 900})


@pytest.mark.parametrize("name", PAGES)
def test_on_paper_nothing_is_cut_off(page: Any, reading: Path, name: str) -> None:
    """At the width of a sheet of A4 no code, table or output is wider than its place, and all is black on white."""
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    page.goto((reading / f"{name}.html").as_uri())
    assert page.evaluate(WIDER) == []
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).printColorAdjust") == "exact"
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1000, "height": 900})


@pytest.fixture(scope="module")
def beside_the_browser_edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reading edition as a whole site has it, with links to the browser edition."""
    folder = tmp_path_factory.mktemp("read")
    static_pages.build(Path(__file__).parents[2], folder)
    return folder


def test_opened_as_a_file_no_page_of_a_whole_site_offers_to_run_python(
    page: Any, beside_the_browser_edition: Path
) -> None:
    for name in PAGES:
        page.goto((beside_the_browser_edition / f"{name}.html").as_uri())
        assert page.locator(".served").count() > 0
        assert page.locator(".served:visible").count() == 0, name
        foot = " ".join(page.locator("footer").inner_text().split())
        assert foot == "This is the reading edition: nothing runs here but the pictures.", name


def test_a_replay_steps_without_a_kernel(page: Any, reading: Path) -> None:
    page.goto((reading / f"{LESSONS['01'].name}.html").as_uri())
    shown = page.locator(".k-stepper").first
    for name in ("Step A", "Step B", "Step A", "Step B"):
        shown.get_by_role("button", name=name, exact=True).click()
    assert "is lost" in shown.locator(".k-said").inner_text()


def test_an_answer_is_unfolded_by_a_click(page: Any, reading: Path) -> None:
    page.goto((reading / f"{LESSONS['02'].name}.html").as_uri())
    first = page.locator("details").first
    assert not first.locator("pre").first.is_visible()
    first.locator("summary").click()
    assert first.locator("pre").first.is_visible()


def test_the_reader_chooses_light_or_dark(page: Any, reading: Path) -> None:
    page.goto((reading / "index.html").as_uri())
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("#theme").click()
    after = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert {before, after} == {"rgb(255, 255, 255)", "rgb(22, 24, 28)"}


@pytest.mark.parametrize("name", [*PAGES, *CHINESE[:3]])
def test_everybody_can_read_it(page: Any, reading: Path, name: str) -> None:
    """Axe finds nothing wrong, with all answers unfolded, wide or on a phone. In the dark only colours differ."""
    from axe_playwright_python.sync_playwright import Axe

    page.goto((reading / f"{name}.html").as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page, options=VIOLATIONS if page.scheme == "light" else COLOURS)
        assert found.violations_count == 0, f"{width}: {found.generate_report()}"


def test_the_other_language_opens_at_the_same_place(page: Any, reading: Path) -> None:
    name = LESSONS["02"].name
    page.goto((reading / f"{name}.html").as_uri())
    for link, folder, word in (
        ("中文", reading / "zh_CN", "zh-CN"),
        ("English", reading, "en"),
    ):
        page.locator('[id="02-run-pod"]').evaluate("(cell) => cell.scrollIntoView()")
        box = page.get_by_role("link", name=link, exact=True).bounding_box()
        page.mouse.click(box["x"] + 5, box["y"] + 5)  # Playwright's own click scrolls first; the link is in sight
        page.wait_for_url((folder / f"{name}.html").as_uri() + "#02-run-pod")
        assert page.evaluate("document.documentElement.lang") == word
    page.goto((reading / "index.html").as_uri())
    page.get_by_role("link", name="中文", exact=True).click()
    page.wait_for_url((reading / "zh_CN" / "index.html").as_uri() + "*")


@pytest.mark.parametrize("name", CHINESE)
def test_a_page_in_chinese_says_so_and_is_so_around_the_lesson(page: Any, reading: Path, name: str) -> None:
    page.goto((reading / f"{name}.html").as_uri())
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    around = page.locator("header, nav, footer, summary:visible, .k-story").all_inner_texts()
    assert find_words(" ".join(around).replace("English", "").replace("kubeish", "")) in ([], ["etcd"])
