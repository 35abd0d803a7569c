"""A submitted notebook as data: its cells, whatever Jupyter, Colab or nbstripout have done to them."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from kubeish.errors import NotebookUnreadable
from kubeish.grading.reading import limits


@dataclass(frozen=True)
class Cell:
    """``number`` counts from 1, as one counts on the screen; ``slug`` is that of the exercise in its metadata."""

    number: int
    id: str
    code: bool
    source: str
    slug: str = ""


_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)


def contents(data: bytes, name: str) -> tuple[list[Cell], str]:
    """The cells of the notebook that ``data`` holds, and the number of its lesson, "" where that cannot be told.

    Raises NotebookUnreadable, with the reason in a few words.
    """
    if len(data) > limits.NOTEBOOK:
        raise NotebookUnreadable(f"it has {len(data):,} bytes, more than the {limits.NOTEBOOK:,} that are read")
    found = _json(data)
    if not isinstance(found, dict):
        raise NotebookUnreadable("it is JSON, and not a notebook")
    cells = _cells(found)
    if len(cells) > limits.CELLS:
        raise NotebookUnreadable(f"it has {len(cells):,} cells, more than the {limits.CELLS:,} that are read")
    read = [_cell(number, cell) for number, cell in enumerate(cells, 1)]
    return read, _lesson(found, read, name)


def _lesson(found: dict[str, Any], cells: list[Cell], name: str) -> str:
    """Two digits: from the notebook's metadata, else from most of its cells' ids, else from its file's name."""
    metadata = found.get("metadata")
    note = metadata.get("kubeish") if isinstance(metadata, dict) else None
    own = clean(note.get("lesson"), 2) if isinstance(note, dict) else ""
    numbers = Counter(match[1] for cell in cells if (match := re.match(r"(\d\d)-[a-z]", cell.id)))
    return own or (numbers.most_common(1)[0][0] if numbers else "") or lesson_in(name)


def lesson_in(name: str) -> str:
    """The number of the lesson that a file's name has in it, or an empty text."""
    named = re.search(r"(?<!\d)(\d\d)_[a-z]", name)
    return named[1] if named else ""


def _json(data: bytes) -> Any:
    if not data.strip():
        raise NotebookUnreadable("it is empty")
    # Commas and brackets outside strings bound the number of values, and so the memory that they take.
    bare = _STRING.sub(b"", data)
    if bare.count(b",") + bare.count(b"[") + bare.count(b"{") > limits.VALUES:
        raise NotebookUnreadable(f"it holds more than {limits.VALUES:,} values")
    try:
        return json.loads(data.decode("utf-8-sig"), parse_int=_number)
    except UnicodeDecodeError:
        raise NotebookUnreadable("it is not UTF-8 text") from None
    except RecursionError:
        raise NotebookUnreadable("its values are nested too deep") from None
    except ValueError as error:
        raise NotebookUnreadable(f"it is not JSON: {str(error)[:100]}") from None


def _number(text: str) -> int:
    return int(text[:20])  # no number in a notebook matters to us, and a long one takes long to read


def _cells(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The cells; those of the format before 2015 stand in worksheets."""
    lists = [found.get("cells")]
    if not isinstance(found.get("cells"), list) and isinstance(found.get("worksheets"), list):
        lists = [sheet.get("cells") for sheet in found["worksheets"] if isinstance(sheet, dict)]
    if not any(isinstance(cells, list) for cells in lists):
        raise NotebookUnreadable("it has no list of cells")
    return [cell for cells in lists if isinstance(cells, list) for cell in cells if isinstance(cell, dict)]


def _cell(number: int, cell: dict[str, Any]) -> Cell:
    metadata = cell.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    note = metadata.get("kubeish")
    slug = note.get("exercise", "") if isinstance(note, dict) else ""
    name = cell.get("id") or metadata.get("id")  # Colab keeps it in the metadata
    return Cell(number, clean(name, 100), cell.get("cell_type") == "code", _source(cell), clean(slug, 100))


def _source(cell: dict[str, Any]) -> str:
    text = cell.get("source", cell.get("input", ""))
    if isinstance(text, list):
        text = "".join(part for part in text if isinstance(part, str))
    return clean(text, limits.CELL)


def clean(text: Any, most: int) -> str:
    """``text`` if it is one, cut, and without what cannot be written down: half characters, zeros, old newlines."""
    if not isinstance(text, str):
        return ""
    text = text[:most].replace("\0", "\ufffd").replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-8", "replace").decode("utf-8")
