"""The search for English words in a Chinese verdict finds what is no code, and nothing else."""

from __future__ import annotations

import pytest

from kubeish.checks import VerdictBuilder
from kubeish.wording import say
from tests.answers import fenced_put
from tests.checks.chinese import WORDS, find_english, find_words
from tests.checks_harness import verdict_on

WRONG = VerdictBuilder("run-pod").reject(
    say("run_pod for db on m1, alone, dying at any step"), say("{pod} is lost", pod="db"), "one write.", "return."
)


@pytest.mark.parametrize(
    "text",
    [
        "先用 `race.start(who, pod)` 启动每个调度器。",
        "它抛出了 NameError：name 'manifst' is not defined，在 run_pod 的第 7 行。",
        "           你的函数  写入  [web, db]  registry/hosts/m1/kubelet  索引 4",
        '（要看提示：from kubeish import hint; hint("warm-up")）',
    ],
)
def test_code_and_names_are_not_words(text: str) -> None:
    assert find_words(text) == []


def test_a_word_that_is_left_in_english_is_found() -> None:
    assert find_words("它写入了 nothing，在 line 8 of schedule。") == ["nothing", "line", "of"]


def test_a_plain_text_in_the_place_of_a_message_is_found() -> None:
    """It is what a check shows that forgets ``say``."""
    assert find_english(WRONG) == ["one", "write", "return"]


def test_labels_are_in_columns_and_the_card_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = WRONG.word(WORDS)
    assert text.splitlines()[:4] == [
        "run-pod · 还没有通过",
        "",
        "我运行的 为 m1 上的 db 单独运行 run_pod，在任意一步死掉",
        "我看到的 db 丢失了",
    ]
    monkeypatch.setenv("KUBEISH_LANG", "zh_CN")
    assert str(WRONG) == text
    card = WRONG._repr_html_()
    assert "<b>还没有通过</b>" in card
    assert "<dt>我看到的</dt><dd><p>db 丢失了</p></dd>" in card


def test_the_card_of_a_run_opens_in_the_stepper(monkeypatch: pytest.MonkeyPatch) -> None:
    """The names of its clients are the same in its order and in its page."""
    (wrong,) = [each for each in fenced_put.WRONG if each.title == "looks first, then writes"]
    verdict = verdict_on("fenced-put", wrong.source)
    assert verdict.timeline is not None
    monkeypatch.setenv("KUBEISH_LANG", "zh_CN")
    page = str(verdict._repr_html_())
    assert "还没有通过" in page
    assert "你的函数" in page
