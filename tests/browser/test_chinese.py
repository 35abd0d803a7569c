"""Lessons 00 to 02 in Chinese, in a real JupyterLab: a wrong answer, a hint, the right answer; what it looks like."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.checks.chinese import find_words

from .gallery import PLAIN_WRITE
from .jupyter import Lab
from .reader import NewReader, Reader
from .test_access import CONTRAST, CUT_OFF, DRAWN, RULES
from .test_verdict_card import SET_SOURCE

ROOT = Path(__file__).parents[2]
CHINESE = ROOT / "notebooks" / "zh_CN"
WALKS = {
    "00_start_here": ("00-warm-up", "def read_back(client, key):\n    return client.get(key)[0]"),
    "01_the_race": ("01-lose-a-pod", 'order = "A A A B B B"'),
    "02_compare_and_swap": (
        "02-run-pod",
        f"{PLAIN_WRITE}\nrun_pod = blind_run_pod".replace("from kubeish import check", ""),
    ),
}
"""By lesson: the cell of an exercise, and a wrong answer to it."""
FONTS = (
    "Noto Sans CJK SC",
    "Noto Serif CJK SC",
    "Source Han",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi",
    "Droid Sans",
)

SHOWN = """() => {
  const code = 'pre, code, kbd, script, style, svg title, svg desc, .k-code, .k-locals, .k-calls, .k-badge, .k-value';
  const found = [];
  for (const root of document.querySelectorAll('.jp-OutputArea :is(.kubeish-figure, .kubeish-picture)')) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.data.trim() && !node.parentElement.closest(code)) found.push(node.data);
    }
  }
  return found;
}"""
"""The words that figures show, one text node each, without code and values."""


def has_chinese_font() -> bool:
    """Whether the system knows one. Where fontconfig is missing the system is another one, and has its own."""
    listing = shutil.which("fc-list")
    return not listing or bool(subprocess.run([listing, ":lang=zh"], capture_output=True, check=False).stdout)


class Walk:
    """One lesson in Chinese, with a reader who answers one exercise."""

    def __init__(self, reader: Reader, lab: Lab, lesson: str) -> None:
        self.reader, self.lesson = reader, lesson
        self.exercise, self.wrong = WALKS[lesson]
        solution = json.loads((ROOT / "solutions" / "zh_CN" / f"{lesson}.ipynb").read_text(encoding="utf-8"))
        self.answers = {cell["id"]: "".join(cell["source"]) for cell in solution["cells"]}
        self.notebook = json.loads((CHINESE / f"{lesson}.ipynb").read_text(encoding="utf-8"))
        self.ids = [cell["id"] for cell in self.notebook["cells"]]
        folder = lab.root / "zh"  # of its own: a kernel speaks the language of the notebooks beside it
        folder.mkdir(exist_ok=True)
        (lab.root.parent / "progress.txt").unlink(missing_ok=True)
        for cell in self.notebook["cells"]:
            if "exercise" in cell["metadata"].get("kubeish", {}):
                cell["source"] = self.wrong if cell["id"] == self.exercise else self.answers[cell["id"]]
        (folder / f"{lesson}.ipynb").write_text(json.dumps(self.notebook), encoding="utf-8")

    def run_with_wrong_answer(self) -> None:
        """All cells, as a learner who runs them one after the other."""
        self.reader.open(f"zh/{self.lesson}.ipynb")
        self.reader.run_all()

    def answer(self) -> str:
        """Write the right answer, and check it; what the check says."""
        at = self.ids.index(self.exercise)
        self.reader.page.evaluate(SET_SOURCE, [at, self.answers[self.exercise]])
        self.reader.run(at)
        return self.reader.run(self.ids.index(f"{self.exercise}-check"))


@pytest.fixture(scope="module", params=WALKS)
def walk(request: pytest.FixtureRequest, lab: Lab, new_reader: NewReader) -> Iterator[Walk]:
    """The lesson with all its cells run, and a wrong answer in it."""
    with new_reader() as reader:
        walk = Walk(reader, lab, request.param)
        walk.run_with_wrong_answer()
        yield walk


def test_wrong_then_a_hint_then_right(walk: Walk) -> None:
    page, slug = walk.reader.page, walk.exercise[3:]
    card = page.get_by_role("group", name=f"对 {slug} 的判定：还没有通过")
    card.get_by_text("第 1 条提示，共 3 条").click()
    card.get_by_text("第 2 条提示，共 3 条").wait_for()
    assert walk.answer().startswith(f"{slug} · ")
    page.get_by_role("group", name=f"对 {slug} 的判定：通过").wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_violation_and_words_that_can_be_read(walk: Walk, theme: str) -> None:
    walk.reader.theme(theme)
    found = Axe().run(walk.reader.page, context=".jp-OutputArea", options=RULES).response["violations"]
    assert [f"{v['id']}: {node['target']} {node['failureSummary']}" for v in found for node in v["nodes"]] == []
    words = walk.reader.page.evaluate(CONTRAST) if walk.reader.page.locator(".k-bench").count() else []
    assert [(text, round(contrast, 1)) for text, contrast in words if contrast < 4.5] == []


@pytest.mark.parametrize("width", [700, 1280])
def test_nothing_is_cut_off(walk: Walk, width: int) -> None:
    walk.reader.page.set_viewport_size({"width": width, "height": 1000})
    walk.reader.page.evaluate(DRAWN)
    assert walk.reader.page.evaluate(CUT_OFF) == []


def test_figures_show_no_english_word(walk: Walk) -> None:
    texts = walk.reader.page.evaluate(SHOWN)
    assert len(texts) > 10
    left = [(text, words) for text in texts if (words := find_words(text))]
    assert not left, "\n".join(map(str, left))


@pytest.mark.skipif(not has_chinese_font(), reason="no Chinese font here: install one (apt install fonts-noto-cjk)")
def test_its_characters_are_those_of_a_chinese_font(walk: Walk) -> None:
    """A machine without one draws boxes, and a wrong language draws Japanese shapes."""
    heads = walk.reader.page.locator(".k-verdict-head b")
    heads.first.scroll_into_view_if_needed()  # Lab draws no cell that is far out of sight
    fonts = find_fonts(walk.reader.page, ".k-verdict-head b")
    assert any(name.startswith(FONTS) for name in fonts), fonts


def find_fonts(page: Any, selector: str) -> set[str]:
    """The fonts that Chromium has drawn the first such element with."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    return {font["familyName"] for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]}
