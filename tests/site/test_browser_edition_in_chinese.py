"""A lesson in Chinese in a browser alone: its checks and hints speak the language of the folder that it is in."""

from __future__ import annotations

import pytest

from tests.site.visitor import Visitor

WRONG = "def read_back(client, key):\n    return client.get(key)[0]"

pytestmark = pytest.mark.slow


def test_a_wrong_answer_hears_why_in_chinese(visitor: Visitor) -> None:
    visitor.open("zh_CN/00_start_here")
    visitor.run("00-open-a-store")
    visitor.run("00-warm-up")
    assert visitor.run("00-warm-up-check").startswith("warm-up · 还没有尝试")
    visitor.write("00-warm-up", WRONG)
    visitor.run("00-warm-up")
    assert visitor.run("00-warm-up-check").startswith("warm-up · 还没有通过")
    assert "你正在使用浏览器版" in visitor.cell("browser-edition")["source"]
