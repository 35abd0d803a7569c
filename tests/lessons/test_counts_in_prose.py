"""Each number that lessons and README say of the course's own counts is the one that is counted."""

from __future__ import annotations

import itertools
import math
import re
from pathlib import Path

import pytest

from kubeish.classroom import notebooks
from kubeish.lessons.fleet import count_conflicts

ROOT = Path(__file__).resolve().parents[2]
WORDS = {2: "two", 4: "four", 6: "six", 20: "twenty", 90: "ninety"}


def read_lesson(number: str) -> str:
    (path,) = (ROOT / "solutions").glob(f"{number}_*.md")
    return " ".join(path.read_text(encoding="utf-8").split())


def read_headlines(number: str, cell: str) -> list[tuple[int, int]]:
    """(Orders, broken orders) of each exploration that a cell of a solution shows."""
    (path,) = (ROOT / "solutions").glob(f"{number}_*.ipynb")
    (found,) = [each for each in notebooks.read(path)["cells"] if each["id"] == f"{number}-{cell}"]
    shown = [output.get("text") or output["data"]["text/plain"] for output in found["outputs"]]
    text = "".join("".join(part) for part in shown)
    return [
        (int(orders.replace(",", "")), 0 if broken == "none" else int(broken.replace(",", "")))
        for orders, broken in re.findall(r"([\d,]+) orders? · ([\d,]+|none) ", text)
    ]


def test_lesson_01_counts_as_its_formula_says() -> None:
    counted = [*read_headlines("01", "all-six"), *read_headlines("01", "count-three-and-four")]
    formula = [(math.factorial(2 * n) // 2**n, math.factorial(n)) for n in (2, 3, 4)]
    assert [(orders, orders - broken) for orders, broken in counted] == formula
    safe = ", ".join(f"{fine} of {orders:,}" for orders, fine in formula)
    assert f"n*! of them are safe: {safe}." in read_lesson("01")


@pytest.mark.parametrize(
    ("number", "cell", "sentence"),
    [
        ("01", "all-six", "There are {orders_word} orders"),
        ("01", "all-six", "{Broken_word} of {orders_word}. Only the {safe_word} orders"),
        ("02", "stage", "how many of the {orders} orders lose a pod?"),
        ("03", "first-pods", "how many of the {orders} orders lose a pod?"),
        ("03", "without-a-loop", "in how many of the {orders} orders do both succeed?"),
        ("03", "without-a-loop", "In the other {broken_word} one writer gets error 101."),
        ("07", "six-orders", "Of the {orders_word} orders of two draws"),
        ("07", "six-orders", "The same {broken_word} as in lesson 01."),
    ],
)
def test_a_count_in_words_is_what_the_cell_shows(number: str, cell: str, sentence: str) -> None:
    ((orders, broken),) = read_headlines(number, cell)
    values = {"orders": orders, "orders_word": WORDS[orders], "broken_word": WORDS.get(broken, "")}
    values |= {"Broken_word": WORDS.get(broken, "").capitalize(), "safe_word": WORDS.get(orders - broken, "")}
    assert sentence.format(**values) in read_lesson(number)


def test_nearly_all_orders_list_a_pod_twice() -> None:
    ((orders, broken),) = read_headlines("03", "count-same")
    assert 0.9 < broken / orders < 1
    assert re.search(r'same\.reveal\(\s*"nearly all",', read_lesson("03"))


def test_lesson_08_s_conflicts() -> None:
    counted = [count_conflicts(writers) for writers in (2, 4, 8, 16)]
    assert counted[2] == sum(range(8)) == 28
    assert all(more > 4 * fewer for fewer, more in itertools.pairwise(counted))
    assert counted[3] > 100
    lesson = read_lesson("08")
    assert "more than four times the conflicts" in lesson
    assert "7 + 6 + 5 + 4 + 3 + 2 + 1." in lesson
    assert "more than a hundred refused writes" in lesson


def test_the_readme_says_what_the_check_of_run_pod_says() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (path,) = (ROOT / "solutions").glob("02_*.ipynb")
    (check,) = [cell for cell in notebooks.read(path)["cells"] if cell["id"] == "02-run-pod-check"]
    assert "".join(check["outputs"][0]["data"]["text/plain"]) in readme
