"""The other side of a comparison: the same cells, run by this Python."""

from __future__ import annotations

import importlib
import tempfile
from pathlib import Path
from typing import Any

from kubeish import course, notebooks
from kubeish.authoring.running import listening
from kubeish.course import Lesson
from tests.site.conftest import ROOT
from tests.site.visitor import words


def shipped(lesson: Lesson) -> dict[str, Any]:
    """The notebook of a lesson as a learner gets it."""
    return notebooks.read(ROOT / "notebooks" / f"{lesson.name}.ipynb")


def steps(lesson: Lesson) -> list[tuple[str, str | None]]:
    """What a learner does in a lesson, who tries wrong answers and then a right one: (cell id, what is written).

    Five wrong answers, from all over the list: Python in a page is slow, and all of them hear why in tests/checks.
    """
    found: list[tuple[str, str | None]] = []
    answer = ("", [""])
    for cell in shipped(lesson)["cells"]:
        note = notebooks.own(cell)
        if "exercise" in note:
            module = importlib.import_module(f"tests.answers.{note['exercise'].replace('-', '_')}")
            wrong = [module.WRONG[place * len(module.WRONG) // 5] for place in range(5)]
            answer = (cell["id"], [each.source.strip() for each in (*wrong, module.RIGHT[0])])
        elif "check" in note:
            for text in answer[1]:
                found += [(answer[0], text), (cell["id"], None)]
        elif cell["cell_type"] == "code":
            found.append((cell["id"], None))
    return found


def verdicts(lesson: Lesson) -> list[str]:
    """What the checks say to these steps, in their order."""
    import nbformat
    from nbclient import NotebookClient

    texts = {cell["id"]: notebooks.source(cell) for cell in shipped(lesson)["cells"]}
    cells = [nbformat.v4.new_code_cell(text or texts[id]) for id, text in steps(lesson)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    with tempfile.TemporaryDirectory() as folder:
        where = {"metadata": {"path": folder}}
        NotebookClient(notebook, timeout=100, resources=where, config=listening(folder)).execute()
    return [words(cell) for cell, (id, _) in zip(notebook.cells, steps(lesson)) if id in checks(lesson)]


def checks(lesson: Lesson) -> set[str]:
    """The ids of the cells that check."""
    return {cell["id"] for cell in shipped(lesson)["cells"] if "check" in notebooks.own(cell)}


def solution(name: str) -> dict[str, Any]:
    """The executed solution of a lesson."""
    return notebooks.read(Path(ROOT, "solutions", f"{name}.ipynb"))


LESSONS = {lesson.number: lesson for lesson in course.load(ROOT).lessons}
