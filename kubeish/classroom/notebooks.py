"""Notebooks as plain data: read, write, find the cells of exercises. Standard library alone.

A cell is found by its id, or by ``kubeish.exercise`` in its metadata if a program dropped the ids.
"""

from __future__ import annotations

import ast
import hashlib
import json
import secrets
import shutil
from pathlib import Path
from typing import Any

from kubeish.errors import NotebookUnreadable

Json = dict[str, Any]
Notebook = Json
Cell = Json


def read(path: Path) -> Notebook:
    """Read the notebook in a file. Raises NotebookUnreadable, with the reason."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NotebookUnreadable(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError) as error:
        raise NotebookUnreadable(f"{path} is not a notebook: {error}.") from None
    cells = found.get("cells") if isinstance(found, dict) else None
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise NotebookUnreadable(f"{path} is not a notebook: it has no list of cells.")
    notebook: Notebook = found
    return notebook


def write(path: Path, notebook: Notebook) -> None:
    """Write a notebook to a file, whole or not at all. A file that was there keeps its mode."""
    text = json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"
    # Not by ``tempfile``, whose files only their owner may read, whatever the umask.
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        # UTF-8 has no half surrogate pairs. Written as \udXXX they are JSON's own escapes.
        draft.write_bytes(text.encode("utf-8", "backslashreplace"))
        if path.exists():
            shutil.copymode(path, draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def get_source(cell: Cell) -> str:
    """The text of a cell, which a file may keep as one string or as a list of lines."""
    text = cell.get("source", "")
    return text if isinstance(text, str) else "".join(map(str, text))


def get_metadata(part: Notebook | Cell) -> Json:
    """What the build noted in the metadata of a notebook or a cell; empty for a learner's own.

    Of a notebook: ``lesson``, ``edition``. Of a cell: ``exercise`` and ``stub``, or ``check``.
    """
    metadata = part.get("metadata")
    found = metadata.get("kubeish") if isinstance(metadata, dict) else None
    return found if isinstance(found, dict) else {}


def find_exercise_cells(notebook: Notebook) -> dict[str, Cell]:
    """The cell of each exercise, by its slug; of two, the first."""
    found: dict[str, Cell] = {}
    for cell in notebook["cells"]:
        if slug := get_metadata(cell).get("exercise"):
            found.setdefault(slug, cell)
    return found


def find_counterpart(notebook: Notebook, cell: Cell) -> Cell | None:
    """The cell of another edition or of a submission that answers an exercise's ``cell``, or None.

    The cell id decides: a copy of a cell has the same metadata, but an id of its own.
    """
    named = [other for other in notebook["cells"] if other.get("id") == cell.get("id") and other.get("id")]
    return named[0] if named else find_exercise_cells(notebook).get(get_metadata(cell).get("exercise", ""))


def is_touched(cell: Cell) -> bool:
    """Whether an exercise's cell differs from the stub that it was made with."""
    return fingerprint(get_source(cell)) != get_metadata(cell).get("stub")


def is_pristine(notebook: Notebook) -> bool:
    """Whether no cell was edited, added or removed since the build; outputs do not count."""
    return get_edition(notebook) == compute_edition(notebook["cells"])


def get_lesson_number(notebook: Notebook) -> str:
    """The number of the lesson, with which its cell ids begin; "" for other notebooks."""
    return str(get_metadata(notebook).get("lesson", ""))[:2]


def get_edition(notebook: Notebook) -> str:
    """The edition of its lesson that a notebook was made as."""
    return str(get_metadata(notebook).get("edition", ""))


def compute_edition(cells: list[Cell]) -> str:
    """The edition that cells with these ids and texts make."""
    return fingerprint(*(f"{cell.get('id')}\n{get_source(cell)}" for cell in cells))


def fingerprint(*texts: str) -> str:
    """The first twelve hexadecimal digits of the texts' SHA-256."""
    return hashlib.sha256("\n\n".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def find_definitions(source: str) -> set[str]:
    """The names that a cell's text defines at its top level; none, if it is not Python."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):  # ValueError: half a surrogate pair
        return set()
    targets = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    targets += [node.target for node in tree.body if isinstance(node, ast.AnnAssign)]
    named = [node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    return {*named, *(node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name))}
