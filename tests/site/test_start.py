"""How Python starts in a page: from the memory of one that has started, at once, and without it where there is none."""

from __future__ import annotations

from typing import Any

import pytest

from tests.site.visitor import Visitor

MEMORY = "memory.bin.gz"
DRAW = "import random, os\nprint(random.random(), os.environ['LANG'])"

pytestmark = pytest.mark.slow


def test_python_is_on_its_way_before_jupyterlab_and_no_two_pages_draw_the_same(browser: Any, address: str) -> None:
    drawn = []
    for language in ("en-GB", "zh-CN"):
        context = browser.new_context(locale=language)
        visitor = Visitor(context, address)
        visitor.open("00_start_here")
        names = [url.rsplit("/", 1)[-1] for url in visitor.asked]
        assert names.count(MEMORY) == 1
        # The worker asks for the memory as soon as it runs: on a busy machine that is after the page's own files.
        assert names.index("worker.mjs") < next(at for at, name in enumerate(names) if name.startswith("jlab_core"))
        visitor.write("00-open-a-store", DRAW)
        drawn.append(visitor.run("00-open-a-store").split())
        context.close()
        assert visitor.errors == []
    assert [language for _, language in drawn] == ["en_GB.UTF-8", "zh_CN.UTF-8"]
    assert drawn[0][0] != drawn[1][0]


def test_python_starts_from_its_files_where_the_memory_is_of_no_use(browser: Any, address: str) -> None:
    context = browser.new_context()
    context.route(f"**/{MEMORY}", lambda route: route.fulfill(status=404))
    visitor = Visitor(context, address)
    visitor.open("00_start_here")
    assert visitor.run("00-open-a-store") == ""
    assert visitor.run("00-two-readers") == "b'web'"
    assert visitor.errors == []
    context.close()
