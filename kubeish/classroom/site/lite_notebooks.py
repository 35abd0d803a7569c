"""The notebooks of the browser edition: as shipped, and in the first a cell on work in a page."""

from __future__ import annotations

import shutil
from pathlib import Path

from kubeish.classroom import course, notebooks
from kubeish.classroom.display_language import FILE, speak
from kubeish.classroom.notebooks import Cell, Notebook
from kubeish.classroom.shipped_notebooks import ENGLISH
from kubeish.wording import say, show

BELOW = "00-how-to-run"
# The id does not begin with a lesson's number, so that it counts as a learner's own cell.
ABOUT: Cell = {
    "cell_type": "markdown",
    "id": "browser-edition",
    "metadata": {},
    "source": say(
        "**You are in the browser edition.** Python runs in this page, and nothing is sent anywhere. Your work "
        "is saved every few seconds, in this browser alone: File > Download takes a copy with you.\n\n"
        "**A cell that never ends** shows `[*]` for good. A page cannot interrupt Python, so choose Kernel > Restart "
        "Kernel. All that you wrote stays; run the cells above again. There is no etcd here, and cells that want one "
        "say so.\n\n`import kubeish; kubeish.summary()`, in any cell, shows how far you are and where to go on."
    ),
}


def copy_notebooks(root: Path, into: Path) -> None:
    """Copy the notebooks of the course in ``root`` into the new folder ``into``."""
    _copy(root, ENGLISH, root / "notebooks", into)
    for folder in sorted(path.parent for path in (root / "notebooks").glob(f"*/{FILE}")):
        _copy(root, folder.name, folder, into / folder.name)


def _copy(root: Path, language: str, folder: Path, into: Path) -> None:
    into.mkdir(parents=True)
    lessons = course.load(root).lessons
    for lesson in lessons:
        shipped = folder / f"{lesson.name}.ipynb"
        if shipped.exists() and lesson is lessons[0]:
            with speak(language):
                notebooks.write(into / shipped.name, _add_about(notebooks.read(shipped)))
        elif shipped.exists():
            shutil.copyfile(shipped, into / shipped.name)


def _add_about(notebook: Notebook) -> Notebook:
    """The notebook with the additional cell, below how a cell is run, or else below its first."""
    cells = notebook["cells"]
    below = next((at for at, cell in enumerate(cells) if cell.get("id") == BELOW), 0)
    about = {**ABOUT, "source": show(ABOUT["source"])}
    return {**notebook, "cells": [*cells[: below + 1], about, *cells[below + 1 :]]}
