"""Notebooks as plain data: read, written, and their answers found. Standard library alone, for any Python anywhere.

A cell is found by its name, which is its cell id, and where a program has dropped the ids, by ``kubeish.exercise`` in
its metadata.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

from kubeish.errors import NotebookUnreadable

Notebook = dict[str, Any]
Cell = dict[str, Any]


def read(path: Path) -> Notebook:
    """The notebook in a file. Raises NotebookUnreadable, with the reason."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NotebookUnreadable(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError) as error:
        raise NotebookUnreadable(f"{path} is not a notebook: {error}.") from None
    if not isinstance(found, dict) or not all(isinstance(cell, dict) for cell in _list(found, "cells")):
        raise NotebookUnreadable(f"{path} is not a notebook: it has no list of cells.")
    return found


def write(path: Path, notebook: Notebook) -> None:
    """Put the notebook into a file, whole or not at all."""
    text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        file.write(text)
    Path(file.name).replace(path)


def source(cell: Cell) -> str:
    """The text of a cell, which a file may keep as one string or as a list of lines."""
    text = cell.get("source", "")
    return text if isinstance(text, str) else "".join(map(str, text))


def own(cell: Cell) -> dict[str, Any]:
    """What the build noted in the cell's metadata: ``exercise``, ``stub``, ``check``. Empty for a learner's own."""
    return _note(cell)


def exercise_cells(notebook: Notebook) -> dict[str, Cell]:
    """The cell of each exercise, by its slug; of two, the first."""
    found: dict[str, Cell] = {}
    for cell in notebook["cells"]:
        if slug := own(cell).get("exercise"):
            found.setdefault(slug, cell)
    return found


def counterpart(notebook: Notebook, cell: Cell) -> Cell | None:
    """The cell of another edition or of a submission that answers to an exercise's ``cell``; None where there is none.

    The name decides, for a copy of a cell has its metadata too, but a name of its own.
    """
    named = [other for other in notebook["cells"] if other.get("id") == cell.get("id") and other.get("id")]
    return named[0] if named else exercise_cells(notebook).get(own(cell).get("exercise", ""))


def touched(cell: Cell) -> bool:
    """Whether a learner has written into an exercise's cell: it is no longer the stub that it was made with."""
    return fingerprint(source(cell)) != own(cell).get("stub")


def number(notebook: Notebook) -> str:
    """The number of the lesson, with which the names of all its cells begin; "" where it is none of ours."""
    return str(_note(notebook).get("lesson", ""))[:2]


def edition(notebook: Notebook) -> str:
    """Which edition of its lesson a notebook was made as."""
    return str(_note(notebook).get("edition", ""))


def edition_of(cells: list[Cell]) -> str:
    """The edition that cells with these names and texts make."""
    return fingerprint(*(f"{cell.get('id')}\n{source(cell)}" for cell in cells))


def untouched(notebook: Notebook) -> bool:
    """Whether nobody has written into a notebook since it was made; having run it is no matter."""
    return edition(notebook) == edition_of(notebook["cells"])


def fingerprint(*texts: str) -> str:
    """Twelve hexadecimal digits that stand for the texts."""
    return hashlib.sha256("\n\n".join(texts).encode()).hexdigest()[:12]


def _note(part: Notebook | Cell) -> dict[str, Any]:
    metadata = part.get("metadata")
    found = metadata.get("kubeish") if isinstance(metadata, dict) else None
    return found if isinstance(found, dict) else {}


def _list(table: Notebook, name: str) -> list[Any]:
    found = table.get(name)
    return found if isinstance(found, list) else [None]
