"""No plain output of a solution is wider than 88 columns: JupyterLab would break its lines inside words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kubeish.classroom import notebooks
from kubeish.figures.text_width import measure_width

FOLDER = Path(__file__).parents[2] / "solutions"
SOLUTIONS = sorted(FOLDER.rglob("*.ipynb"))
MOST_COLUMNS = 88


def list_plain_texts(cell: dict[str, Any]) -> Iterator[str]:
    """What a notebook shows as plain text. An output that has HTML too is shown as that, and wraps like any page."""
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if "text/html" not in data:
            text = output.get("text", data.get("text/plain", output.get("traceback", "")))
            yield text if isinstance(text, str) else "".join(text)


def find_wide_lines(notebook: Any) -> list[tuple[str, int, str]]:
    """The cell, the columns and the line of each line that is too wide."""
    lines = [
        (cell["id"], measure_width(line), line)
        for cell in notebook["cells"]
        for text in list_plain_texts(cell)
        for line in text.splitlines()
    ]
    return [(cell, width, line) for cell, width, line in lines if width > MOST_COLUMNS]


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.relative_to(FOLDER).as_posix()[:8])
def test_no_plain_output_is_too_wide(path: Path) -> None:
    assert find_wide_lines(notebooks.read(path)) == []


@pytest.mark.parametrize(
    ("line", "is_wide"), [("x" * 88, False), ("x" * 89, True), ("调" * 44, False), ("调" * 45, True)]
)
def test_a_chinese_character_counts_as_two_columns(line: str, is_wide: bool) -> None:
    stream = {"output_type": "stream", "name": "stdout", "text": [f"{line}\n", "next\n"]}
    shown = {"output_type": "execute_result", "data": {"text/plain": line}}
    page = {"output_type": "execute_result", "data": {"text/plain": line, "text/html": line}}
    cells = [{"id": name, "outputs": [output]} for name, output in (("a", stream), ("b", shown), ("c", page))]
    assert [cell for cell, *_ in find_wide_lines({"cells": cells})] == (["a", "b"] if is_wide else [])
