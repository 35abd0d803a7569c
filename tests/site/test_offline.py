"""The browser edition on a second visit without a network, and where the browser keeps nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.site.visitor import Visitor

BLOCKED = (
    "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('blocked', 'SecurityError'); }})"
)

pytestmark = pytest.mark.slow


def test_a_second_visit_needs_no_network(browser: Any, address: str) -> None:
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    visitor = Visitor(context, address)
    visitor.open("00_start_here")
    assert visitor.run("00-open-a-store") == ""
    visitor.page.wait_for_function("() => document.documentElement.dataset.kubeishKept")
    context.set_offline(True)
    visitor.new_tab()
    visitor.open("00_start_here")
    assert visitor.run("00-open-a-store") == ""
    assert visitor.run("00-two-readers") == "b'web'"
    context.close()


@pytest.mark.parametrize(
    ("path", "told", "way", "heading"),
    [
        ("", "This browser keeps nothing for this site", "Read the course instead", "Kubernetes in the summer of 2014"),
        ("zh_CN/", "这个浏览器不为本站保存任何数据", "改为阅读课程", "2014 年夏天的 Kubernetes"),
    ],
    ids=["en", "zh_CN"],
)
def test_a_browser_that_keeps_nothing_is_told_so_and_led_to_the_reading_edition(
    browser: Any, address: str, path: str, told: str, way: str, heading: str
) -> None:
    context = browser.new_context()
    context.add_init_script(BLOCKED)
    page = context.new_page()
    page.goto(f"{address}/lab/index.html?path={path}00_start_here.ipynb")
    notice = page.get_by_role("alert").filter(has_text=told)
    notice.wait_for()
    notice.get_by_role("link", name=way).click()
    page.get_by_role("heading", name=heading).wait_for()
    context.close()


def test_a_button_that_can_do_nothing_is_not_shown(visitor: Visitor) -> None:
    visitor.open("00_start_here")
    toolbar = visitor.page.locator(".jp-NotebookPanel-toolbar")
    assert toolbar.locator('[data-jp-item-name="restart"]').count() == 1
    assert toolbar.locator('[data-jp-item-name="interrupt"]').count() == 0
