"""Columns of a terminal: a Chinese character takes two, and a line may end after it."""

from __future__ import annotations

import textwrap

from hypothesis import given
from hypothesis import strategies as st

from kubeish.figures.text_width import measure_width, pad, wrap

SENTENCE = "它在写入 Pod 自己的键之前，就把 db 列了出来；`registry.create_pod_key` 要先调用（见练习）。"


def test_a_chinese_character_takes_two_columns() -> None:
    assert measure_width("m1") == 2
    assert measure_width("机器 m1") == 7
    assert measure_width("o\u0308") == 1
    assert pad("机器", 6) == "机器  "


def test_english_is_wrapped_as_ever() -> None:
    text = "a scheduler that waits for a fixed time comes back together with 名前 and all the others. " * 3
    assert wrap(text, 40) == textwrap.wrap(text, 40)


def test_chinese_is_wrapped_at_its_width() -> None:
    lines = wrap(SENTENCE * 4, 40)
    assert "".join(lines).replace(" ", "") == (SENTENCE * 4).replace(" ", "")
    assert all(measure_width(line) <= 42 for line in lines)
    assert all(measure_width(line) >= 14 for line in lines[:-1])


@given(st.text("中文，。：Pod键（）`ab", min_size=1), st.integers(20, 90))
def test_no_line_begins_with_what_ends_a_sentence_or_ends_with_what_opens_a_bracket(text: str, width: int) -> None:
    lines = wrap(f"中{text}。", width)
    assert "".join(lines) == f"中{text}。"
    assert not [line for line in lines if line[0] in "，。：）"]
    assert not [line for line in lines[:-1] if line[-1] == "（"]
