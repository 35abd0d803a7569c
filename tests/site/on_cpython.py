"""The other side of a comparison: the same cells, run by this Python."""

from __future__ import annotations

import importlib
import tempfile
from pathlib import Path
from typing import Any

from kubeish.classroom import course, notebooks
from kubeish.classroom.authoring.execute import make_kernel_config
from kubeish.classroom.course import Lesson
from tests.site.conftest import ROOT
from tests.site.visitor import words

UNFOUND = ["a thousand tries"]
"""Wrong answers that pass in a page: its stack is small, so a check goes round a hundred times there."""
SEEDED = "import os\nos.environ['KUBEISH_SEED'] = '1'\n"


def shipped(lesson: Lesson) -> dict[str, Any]:
    """The notebook of a lesson as a learner gets it."""
    return notebooks.read(ROOT / "notebooks" / f"{lesson.name}.ipynb")


def steps(lesson: Lesson) -> list[tuple[str, str | None]]:
    """What a learner does in a lesson, who tries wrong answers and then a right one: (cell id, what is written).

    Its first cell also sets KUBEISH_SEED, so that the checks ask the same everywhere. Five wrong answers, from all
    over the list: Python in a page is slow, and all of them hear why in tests/checks.
    """
    found: list[tuple[str, str | None]] = []
    answer = ("", [""])
    for cell in shipped(lesson)["cells"]:
        note = notebooks.get_metadata(cell)
        if "exercise" in note:
            module = importlib.import_module(f"tests.answers.{note['exercise'].replace('-', '_')}")
            found_there = [each for each in module.WRONG if each.title not in UNFOUND]
            wrong = [found_there[place * len(found_there) // 5] for place in range(5)]
            answer = (cell["id"], [each.source.strip() for each in (*wrong, module.RIGHT[0])])
        elif "check" in note:
            for text in answer[1]:
                found += [(answer[0], text), (cell["id"], None)]
        elif cell["cell_type"] == "code":
            found.append((cell["id"], None if found else SEEDED + notebooks.get_source(cell)))
    return found


def verdicts(lesson: Lesson) -> list[str]:
    """What the checks say to these steps, in their order."""
    import nbformat
    from nbclient import NotebookClient

    texts = {cell["id"]: notebooks.get_source(cell) for cell in shipped(lesson)["cells"]}
    cells = [nbformat.v4.new_code_cell(text or texts[id]) for id, text in steps(lesson)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    with tempfile.TemporaryDirectory() as folder:
        where = {"metadata": {"path": folder}}
        NotebookClient(notebook, timeout=100, resources=where, config=make_kernel_config(folder)).execute()
    return [words(cell) for cell, (id, _) in zip(notebook.cells, steps(lesson)) if id in checks(lesson)]


def checks(lesson: Lesson) -> set[str]:
    """The ids of the cells that check."""
    return {cell["id"] for cell in shipped(lesson)["cells"] if "check" in notebooks.get_metadata(cell)}


def solution(name: str) -> dict[str, Any]:
    """The executed solution of a lesson."""
    return notebooks.read(Path(ROOT, "solutions", f"{name}.ipynb"))


LESSONS = {lesson.number: lesson for lesson in course.load(ROOT).lessons}
