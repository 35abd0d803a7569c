"""The two forms of a lesson: the solution, to be executed, and the notebook that a learner opens."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from kubeish.authoring.answers import answered, stubbed
from kubeish.errors import CourseError
from kubeish.notebooks import edition_of, fingerprint


def solution(notebook: Any, name: str) -> Any:
    """The lesson with its answers, and without the stubs."""
    return _form(notebook, name, answered)


def exercises(notebook: Any, name: str) -> Any:
    """The lesson with stubs for answers; each stub's print goes along, so that an answer can be told from it."""
    form = _form(notebook, name, stubbed)
    for cell in form.cells:
        if "exercise" in cell.metadata.get("kubeish", {}):
            cell.metadata.kubeish["stub"] = fingerprint(cell.source)
    form.metadata.kubeish["edition"] = edition_of(form.cells)
    return form


def _form(notebook: Any, name: str, change: Callable[[str], str]) -> Any:
    form = deepcopy(notebook)
    made_from = f"solutions/{name}.md"
    form.metadata["kubeish"] = {"lesson": name, "made_from": made_from, "made_by": "kubeish build"}
    for cell in form.cells:
        if cell.cell_type == "code":
            try:
                cell.source = change(cell.source)
            except CourseError as error:
                raise CourseError(f"{name}, cell '{cell.id}': {error}.") from None
    if form.cells and form.cells[0].cell_type == "markdown":
        form.cells[
            0
        ].source += f"\n\n<!-- Made from {made_from} by `kubeish build`: authors change that file, not this one. -->"
    return form


def written(notebook: Any) -> str:
    """The notebook as text, the same for the same notebook on any day and any machine."""
    import nbformat

    nbformat.validate(notebook)
    return nbformat.writes(notebook) + "\n"
