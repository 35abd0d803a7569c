"""A submitted notebook as data: its cells, also after Colab, nbstripout and the like."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from kubeish.classroom import notebooks
from kubeish.classroom.grading.reading import size_limits
from kubeish.classroom.grading.reading.course_editions import is_of_the_course
from kubeish.classroom.grading.reading.definitions import find_defined_names
from kubeish.classroom.grading.reading.outputs import drop_outputs
from kubeish.classroom.notebooks import Json
from kubeish.errors import NotebookUnreadable


@dataclass(frozen=True)
class Cell:
    """``number`` counts from 1; ``slug``: that of the exercise in the cell's metadata."""

    number: int
    id: str
    code: bool
    source: str
    slug: str = ""

    @cached_property
    def defined_names(self) -> set[str]:
        """The names that it defines at its left margin, found once for all exercises."""
        return find_defined_names(self.source)

    @cached_property
    def is_of_the_authors(self) -> bool:
        """Whether it has the marks of a solution, which no notebook for learners has."""
        return bool(_SOLUTION.search(self.source))

    @cached_property
    def is_of_the_course(self) -> bool:
        """Whether some edition of the course has this very cell."""
        return is_of_the_course(self.source)


_SOLUTION = re.compile(r"^[ \t]*### (?:BEGIN|END) SOLUTION\b", re.MULTILINE)
# It matches at every quote, also of a string that is cut, so that each byte is looked at once.
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+\\?(?:"|\Z)', re.DOTALL)


def parse_notebook(data: bytes, name: str) -> tuple[list[Cell], str]:
    """The cells of the notebook in ``data``, and the two digits of its lesson, empty if unknown.

    Raises NotebookUnreadable, with the reason in a few words.
    """
    found = _parse_json(data)
    if not isinstance(found, dict):
        raise NotebookUnreadable("it is JSON, and not a notebook")
    cells = _list_cells(found)
    if len(cells) > size_limits.CELLS:
        raise NotebookUnreadable(f"it has {len(cells):,} cells, more than the {size_limits.CELLS:,} that are read")
    parsed = [_parse_cell(number, cell) for number, cell in enumerate(cells, 1)]
    return parsed, _find_lesson(found, parsed, name)


def _find_lesson(found: Json, cells: list[Cell], name: str) -> str:
    """Two digits: from the metadata, else from most cells' ids, else from the file's name."""
    own = clean_text(notebooks.get_metadata(found).get("lesson"), 2)
    numbers = Counter(match[1] for cell in cells if (match := re.match(r"(\d\d)-[a-z]", cell.id)))
    return own or (numbers.most_common(1)[0][0] if numbers else "") or find_lesson_number(name)


def find_lesson_number(name: str) -> str:
    """The number of the lesson in a file's name, or an empty text."""
    match = re.search(r"(?<!\d)(\d\d)_[a-z]", name)
    return match[1] if match else ""


def _parse_json(data: bytes) -> object:
    if not data.strip():
        raise NotebookUnreadable("it is empty")
    try:
        data = drop_outputs(to_utf8(data))
        if len(data) > size_limits.NOTEBOOK:
            raise NotebookUnreadable(
                f"it has {len(data):,} bytes beside its outputs, more than the {size_limits.NOTEBOOK:,} that are read"
            )
        # Commas and brackets outside strings bound the number of values, and so their memory.
        bare = _STRING.sub(b"", data)
        if bare.count(b",") + bare.count(b"[") + bare.count(b"{") > size_limits.VALUES:
            raise NotebookUnreadable(f"it holds more than {size_limits.VALUES:,} values")
        # No number in a notebook matters here, and a long one takes long to read.
        found: object = json.loads(data, parse_int=lambda text: int(text[:20]))
    except UnicodeDecodeError:
        raise NotebookUnreadable("it is not text in UTF-8, UTF-16 or Latin-1") from None
    except RecursionError:
        raise NotebookUnreadable("its values are nested too deep") from None
    except ValueError as error:
        raise NotebookUnreadable(f"it is not JSON: {str(error)[:100]}") from None
    return found


def to_utf8(data: bytes) -> bytes:
    """The text in UTF-8 without its mark: from UTF-16 where that has a mark, as of PowerShell; else from Latin-1."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16").encode()
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        data.decode()
    except UnicodeDecodeError:
        if b"\0" in data:
            raise
        return data.decode("latin-1").encode()
    return data


def _list_cells(found: Json) -> list[Json]:
    """The cells; the format before 2015 keeps them in worksheets."""
    lists = [found.get("cells")]
    if not isinstance(found.get("cells"), list) and isinstance(found.get("worksheets"), list):
        lists = [sheet.get("cells") for sheet in found["worksheets"] if isinstance(sheet, dict)]
    if not any(isinstance(cells, list) for cells in lists):
        raise NotebookUnreadable("it has no list of cells")
    return [cell for cells in lists if isinstance(cells, list) for cell in cells if isinstance(cell, dict)]


def _parse_cell(number: int, cell: Json) -> Cell:
    metadata = cell.get("metadata")
    cell_id = cell.get("id") or (metadata.get("id") if isinstance(metadata, dict) else None)  # Colab's place for it
    slug = clean_text(notebooks.get_metadata(cell).get("exercise"), 100)
    return Cell(number, clean_text(cell_id, 100), cell.get("cell_type") == "code", _get_source(cell), slug)


def _get_source(cell: Json) -> str:
    text = cell.get("source", cell.get("input", ""))
    if isinstance(text, list):
        text = "".join(part for part in text if isinstance(part, str))
    return clean_text(text, size_limits.CELL)


def clean_text(text: object, most: int) -> str:
    """``text`` if it is one: ``most`` characters, no surrogates, zeros and carriage returns."""
    if not isinstance(text, str):
        return ""
    text = text[:most].replace("\0", "\ufffd").replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-8", "replace").decode("utf-8")
