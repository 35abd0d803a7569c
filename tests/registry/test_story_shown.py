"""The table where it is read: as text, HTML and Markdown, in the README and in lesson 03. Nothing of it is typed."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kubeish.errors import NoSuchName
from kubeish.story import SCENARIOS, VERSIONS, table
from kubeish.story.__main__ import BEGIN, END, main, with_table
from kubeish.story.left_open import open_after
from kubeish.story.shown import cell

ROOT = Path(__file__).resolve().parents[2]


def cells() -> list[str]:
    counted = table()
    return [cell(counted.counts[row.slug, column.slug]) for row in SCENARIOS for column in VERSIONS]


def test_a_cell_says_how_many_of_how_many() -> None:
    assert cell((0, 20)) == "none of 20"
    assert cell((18, 1_020)) == "18 of 1,020"


def test_the_text_the_page_and_the_markdown_say_the_same() -> None:
    counted = table()
    html = ElementTree.fromstring(counted._repr_html_().replace("<br>", "<br/>"))
    shown = ["".join(td.itertext()).removeprefix("✗ ") for td in html.findall(".//tbody/tr/td")]
    assert shown == cells()
    lines = [line for line in counted.markdown().splitlines() if re.match(r"\| \d", line)]
    assert [part.strip("* ") for line in lines for part in line.split("|")[2:-1]] == cells()
    text = [line for line in str(counted).splitlines() if re.match(r"\d", line)]
    assert [part for line in text for part in re.findall(r"(?:none|[\d,]+) of [\d,]+", line)] == cells()


def test_the_page_is_a_table_that_a_screen_reader_can_walk() -> None:
    html = ElementTree.fromstring(table()._repr_html_().replace("<br>", "<br/>"))
    assert html.find(".//caption") is not None
    assert [th.get("scope") for th in html.findall(".//th")] == ["col"] * len(VERSIONS) + ["row"] * len(SCENARIOS)


def test_rows_and_columns_can_be_chosen_and_keep_their_numbers() -> None:
    part = table("same-id", versions=("265", "557"))
    assert str(part).splitlines()[1].startswith("5. One id twice, on one machine  60 of 64  none of 10")
    with pytest.raises(NoSuchName, match="the story has no 'same'"):
        table("same")


def test_what_is_said_to_close_a_row_is_the_first_column_without_a_broken_order() -> None:
    counted = table()
    closed = {row.slug: counted.mended(row) for row in SCENARIOS}
    assert {slug: version.slug if version else "" for slug, version in closed.items()} == {
        "first-pods": "694",
        "two-more": "269",
        "create-delete": "269",
        "namesake": "one-transaction",
        "same-id": "557",
        "same-id-two-machines": "557",
        "crash": "one-transaction",
        "lost-reply": "one-transaction",
        "list-deleted": "draft-269",
        "one-port": "961",
    }
    assert table(versions=("265",)).mended(SCENARIOS[0]) is None


def test_what_265_left_open_is_told_row_by_row() -> None:
    counted = table()
    told = open_after(counted)
    for row in SCENARIOS:
        assert (f"*{row.title}.*" in told) == bool(counted.counts[row.slug, "265"][0])


def test_a_file_gets_the_table_and_is_then_found_in_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "page.md"
    file.write_text(f"Before.\n{BEGIN}\nold\n{END}\nAfter.\n", encoding="utf-8")
    assert main([str(file), "--check"]) == 1
    assert "page.md has another table than is counted" in capsys.readouterr().err
    assert main([str(file)]) == 0
    assert main([str(file), "--check"]) == 0
    text = file.read_text(encoding="utf-8")
    assert text.startswith("Before.\n")
    assert text.endswith("After.\n")
    assert "18 of 20" in text
    file.write_text(text.replace("18 of 20", "17 of 20", 1), encoding="utf-8")
    assert main([str(file), "--check"]) == 1


def test_a_file_without_the_marks_is_told_which(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "page.md"
    file.write_text("nothing here", encoding="utf-8")
    assert main([str(file)]) == 1
    assert "page.md has no place for the table" in capsys.readouterr().err


def test_the_readme_has_the_table_as_it_is_counted() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text == with_table(text, "README.md"), "run: python -m kubeish.story README.md"


def test_every_count_in_the_prose_of_lesson_03_was_counted() -> None:
    """What says ``60 of 64`` has to stand in the table, and so has what is said of the draft."""
    lesson = (ROOT / "solutions/03_what_the_fix_missed.md").read_text(encoding="utf-8")
    assert set(re.findall(r"[\d,]+ of [\d,]+", lesson)) <= set(cells())
    counted = table().counts
    draft, _ = counted["two-more", "draft-269"]
    assert f"In the other {draft} somebody is told 101" in lesson
    assert f'draft.reveal(\n    "{20 - draft}"' in lesson
    assert counted["first-pods", "265"] == counted["first-pods", "before-265"] == (18, 20)
