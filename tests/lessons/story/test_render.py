"""The table as text, HTML and Markdown, and in docs/story.md."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kubeish.errors import NoSuchName
from kubeish.lessons.story import SCENARIOS, VERSIONS, table
from kubeish.lessons.story.remaining_gaps import list_remaining_gaps
from kubeish.lessons.story.render import render_cell
from kubeish.lessons.story.story_page import build_story_page, render_table

ROOT = Path(__file__).resolve().parents[3]


def list_cells() -> list[str]:
    counted = table()
    return [render_cell(counted.counts[row.slug, column.slug]) for row in SCENARIOS for column in VERSIONS]


def test_a_cell_says_how_many_of_how_many() -> None:
    assert render_cell((0, 20)) == "none of 20"
    assert render_cell((18, 1_020)) == "18 of 1,020"


def test_the_text_the_page_and_the_markdown_say_the_same() -> None:
    counted = table()
    html = ElementTree.fromstring(render_table(counted).replace("<br>", "<br/>"))
    shown = ["".join(td.itertext()).removeprefix("✗ ") for td in html.findall(".//tbody/tr/td")]
    assert shown == list_cells()
    lines = [line for line in counted.to_markdown().splitlines() if re.match(r"\| \d", line)]
    assert [part.strip("* ") for line in lines for part in line.split("|")[2:-1]] == list_cells()
    text = [line for line in str(counted).splitlines() if re.match(r"\d", line)]
    assert [part for line in text for part in re.findall(r"(?:none|[\d,]+) of [\d,]+", line)] == list_cells()


def test_the_page_is_a_table_that_a_screen_reader_can_walk() -> None:
    html = ElementTree.fromstring(render_table(table()).replace("<br>", "<br/>"))
    assert html.find(".//caption") is not None
    assert [th.get("scope") for th in html.findall(".//th")] == ["col"] * len(VERSIONS) + ["row"] * len(SCENARIOS)


def test_each_broken_cell_of_the_page_has_a_run_that_goes_wrong_and_no_other_cell_has_one() -> None:
    counted = table()
    data = build_story_page(counted).data
    broken = [bool(counted.counts[row.slug, column.slug][0]) for row in SCENARIOS for column in VERSIONS]
    assert [run is not None for run in data["cells"]] == broken
    assert all(run["complaints"] and run["moves"] for run in data["runs"])


def test_rows_and_columns_can_be_chosen_and_keep_their_numbers() -> None:
    part = table("same-id", versions=("265", "557"))
    assert str(part).splitlines()[1].startswith("5. One id twice, on one machine  60 of 64  none of 10")
    with pytest.raises(NoSuchName, match="the story has no 'same'"):
        table("same")


def test_what_is_said_to_close_a_row_is_the_first_column_without_a_broken_order() -> None:
    counted = table()
    fixes = {row.slug: counted.find_fix(row) for row in SCENARIOS}
    assert {slug: version.slug if version else "" for slug, version in fixes.items()} == {
        "first-pods": "694",
        "two-more": "265",
        "create-delete": "265",
        "namesake": "one-transaction",
        "same-id": "557",
        "same-id-two-machines": "557",
        "crash": "one-transaction",
        "lost-reply": "one-transaction",
        "list-deleted": "269",
        "one-port": "961",
    }
    assert table(versions=("265",)).find_fix(SCENARIOS[0]) is None


def test_what_265_left_open_is_told_row_by_row() -> None:
    counted = table()
    gaps = list_remaining_gaps(counted)
    for row in SCENARIOS:
        assert (f"*{row.title}.*" in gaps) == bool(counted.counts[row.slug, "265"][0])


def test_the_page_of_the_story_has_the_table_as_it_is_counted() -> None:
    section = f"{table().to_markdown()}\n\n{list_remaining_gaps(table())}"
    assert section in (ROOT / "docs/story.md").read_text(encoding="utf-8"), "run: kubeish build"
