"""The two notebooks of a lesson: the solution, to be executed, and the one that a learner opens."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import deepcopy

import nbformat
from nbformat import NotebookNode

from kubeish.classroom.authoring.paragraphs import unwrap
from kubeish.classroom.authoring.solution_regions import with_answers, with_stubs
from kubeish.classroom.notebooks import compute_edition, fingerprint
from kubeish.errors import CourseError

Translations = Mapping[tuple[str, str], str]
"""The prose of a lesson in another language, by the cell's id and its English text, unwrapped."""


def translate(notebook: NotebookNode, translations: Translations) -> NotebookNode:
    """The lesson with translated prose. A cell without a translation stays in English.

    Code cells, ids and the metadata of cells are those of the English lesson.
    """
    variant = deepcopy(notebook)
    for cell in variant.cells:
        if cell.cell_type == "markdown":
            cell.source = translations.get((cell.id, unwrap(cell.source)), cell.source)
    return variant


def make_solution(notebook: NotebookNode, name: str) -> NotebookNode:
    """The lesson with its answers, and without the stubs."""
    return _make_variant(notebook, name, with_answers)


def make_exercises(notebook: NotebookNode, name: str) -> NotebookNode:
    """The lesson with stubs for answers, and a fingerprint of each stub in its cell's metadata."""
    variant = _make_variant(notebook, name, with_stubs)
    for cell in variant.cells:
        if "exercise" in cell.metadata.get("kubeish", {}):
            cell.metadata.kubeish["stub"] = fingerprint(cell.source)
    variant.metadata.kubeish["edition"] = compute_edition(variant.cells)
    return variant


def ship_outputs(solution: NotebookNode, shipped: NotebookNode) -> None:
    """Copy the outputs of cells tagged ``ship-output``: a learner sees them before any run."""
    executed = {cell.id: cell for cell in solution.cells if "ship-output" in cell.metadata.get("tags", [])}
    for cell in shipped.cells:
        if cell.id in executed:
            cell.outputs = deepcopy(executed[cell.id].outputs)
            cell.execution_count = executed[cell.id].execution_count


def _make_variant(notebook: NotebookNode, name: str, change: Callable[[str], str]) -> NotebookNode:
    variant = deepcopy(notebook)
    made_from = f"solutions/{name}.md"
    variant.metadata["kubeish"] = {"lesson": name, "made_from": made_from, "made_by": "kubeish build"}
    for cell in variant.cells:
        if cell.cell_type == "code":
            try:
                cell.source = change(cell.source)
            except CourseError as error:
                raise CourseError(f"{name}, cell '{cell.id}': {error}.") from None
    if variant.cells and variant.cells[0].cell_type == "markdown":
        notice = f"<!-- Made from {made_from} by `kubeish build`: authors change that file, not this one. -->"
        variant.cells[0].source += f"\n\n{notice}"
    return variant


def keep_measured_pictures(notebook: NotebookNode, before: NotebookNode, nothing_measured: str) -> None:
    """Keep what a cell with the tag ``measured`` showed ``before``, if only numbers of its text are others now.

    Its picture shows times that were measured; a build with nothing new to say changes nothing. Where a cell of the
    notebook shows ``nothing_measured``, and did not before, the text may be another too.
    """
    known = {cell.id: cell for cell in before.cells if cell.cell_type == "code"}
    only_before = _shows(notebook, nothing_measured) and not _shows(before, nothing_measured)
    for cell in notebook.cells:
        old = known.get(cell.id)
        if not old or "measured" not in cell.metadata.get("tags", []):
            continue
        if _read_text(cell) == _read_text(old) or (only_before and cell.source == old.source):
            cell.outputs = deepcopy(old.outputs)


def keep_outputs(notebook: NotebookNode, before: NotebookNode, new: str = "") -> None:
    """Keep what each code cell of the same text showed ``before``. ``new``: only of those that show this now alone."""
    known = {cell.id: cell for cell in before.cells if cell.cell_type == "code"}
    for cell in notebook.cells:
        old = known.get(cell.id)
        is_new = new in str(cell.get("outputs")) and new not in str(old.outputs) if old and new else True
        if old and cell.source == old.source and is_new:
            cell.outputs, cell.execution_count = deepcopy(old.outputs), old.execution_count


def _shows(notebook: NotebookNode, words: str) -> bool:
    return any(words in str(cell.get("outputs")) for cell in notebook.cells)


def _read_text(cell: NotebookNode) -> tuple[str, list[str]]:
    """The source of a cell, and its outputs as plain text without numbers."""
    texts = [output.get("data", {}).get("text/plain", output.get("text", "")) for output in cell.outputs]
    return cell.source, [re.sub(r"\d+(\.\d+)?", "0", text) for text in texts]


def to_text(notebook: NotebookNode) -> str:
    """The notebook as text, the same on any day and any machine."""
    nbformat.validate(notebook)
    return f"{nbformat.writes(notebook)}\n"
