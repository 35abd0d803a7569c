"""The solutions in Chinese show no English word that is neither code nor a name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kubeish.classroom import course, notebooks
from kubeish.widgets.pages.page import STATIC
from tests.checks.chinese import find_words
from tests.lessons.translated_outputs import list_shown

SOLUTIONS = sorted((Path(__file__).parents[2] / "solutions" / "zh_CN").glob("*.ipynb"))
SLUGS = re.compile("|".join(sorted((exercise.slug for exercise in course.load().exercises), key=len, reverse=True)))
PRINTED_ERRORS = {"06-why-nowhere"}
"""Cells that print an error: its own text is English in every language, as Python's errors are."""
NAMES = {"etcd", "fencing", "token", "finally", "List"}
VALUE = re.compile(r"lock \d+ of \w+")
"""What the lock of a client writes into the store."""
LITERAL = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|`(?:[^`\\]|\\.)*`")
NO_TEXTS = {"Home", "End", "Enter", "Escape", "Backspace", "tbody td", "kubeish guess "}
"""Keys of a keyboard, a selector, and where a guess is kept."""
SENTENCE = re.compile(r"[A-Za-z]{2,} +[a-z]{2,}|^[A-Z][a-z]{2,}$")


def find_english(path: Path) -> list[tuple[str, str, list[str]]]:
    """The cell, the line and its English words."""
    found = []
    for cell, line in list_shown(path):
        text = VALUE.sub("", SLUGS.sub("", line))
        words = [word for word in find_words(text) if word not in NAMES]
        found += [(cell, line, words)] if words and cell not in PRINTED_ERRORS else []
    return found


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem[:2])
def test_what_a_solution_shows_is_in_chinese(path: Path) -> None:
    assert find_english(path) == []


def test_the_search_finds_a_word_in_a_text_a_page_and_a_picture(tmp_path: Path) -> None:
    (path,) = (path for path in SOLUTIONS if path.stem.startswith("08"))
    found = notebooks.read(path)
    cells = {cell["id"]: cell for cell in found["cells"]}
    data = cells["08-draw-the-death"]["outputs"][0]["data"]
    html = data["text/html"] if isinstance(data["text/html"], str) else "".join(data["text/html"])
    assert "%E6%AD%BB%E5%8E%BB" in html, "the picture says that a leader dies"
    data["text/html"] = html.replace("%E6%AD%BB%E5%8E%BB", " dies ")
    cells["08-chart"]["outputs"][0]["data"]["text/plain"] = "8 writers"
    cells["08-eighty-pods"]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "none is lost"}]
    notebooks.write(tmp_path / path.name, found)
    broken = {(cell, *words) for cell, _, words in find_english(tmp_path / path.name)}
    assert {("08-draw-the-death", "dies"), ("08-chart", "writers"), ("08-eighty-pods", "none", "is", "lost")} <= broken


@pytest.mark.parametrize("path", sorted(STATIC.glob("*.js")), ids=lambda path: path.stem)
def test_a_script_shows_no_text_of_its_own(path: Path) -> None:
    """Each sentence is a ``say("...")``, which the page of another language translates."""
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("//"))
    code = re.sub(r"\bsay\(\"(?:[^\"\\]|\\.)*\"", "", "\n".join(lines))
    literals = (re.sub(r"\$\{[^}]*\}", "", found)[1:-1] for found in LITERAL.findall(code))
    assert [text for text in literals if SENTENCE.search(text) and text not in NO_TEXTS] == []
