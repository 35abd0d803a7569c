"""The learner's own copy of the notebooks: where it lies, how it is filled, and how answers outlive a new edition.

What is shipped is made anew with each build, so nobody writes there: the first `kubeish lab` copies it, and later ones
bring what is new. Of a notebook that was written into, the answers go over into the new edition, and so do the cells
that the learner added; the old one is kept whole in ``old-answers/``. Nothing is written over that is not kept there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

from kubeish import course, notebooks, progress
from kubeish.course import Lesson
from kubeish.errors import CourseError, NotebookUnreadable
from kubeish.notebooks import Cell, Notebook

KEPT = "old-answers"


def folder() -> Path:
    """Where the learner works: KUBEISH_WORK, else here if lessons lie here, else ``work/`` in the checkout."""
    if chosen := os.environ.get("KUBEISH_WORK"):
        return Path(chosen).resolve()
    if any(Path(f"{lesson.name}.ipynb").exists() for lesson in course.load().lessons):
        return Path.cwd()
    root = course.root()
    # An installed package has no place of its own to write to.
    return Path.home() / "kubeish-work" if root.name == "_course" else root / "work"


def shipped(lesson: Lesson) -> Path:
    """The notebook of a lesson as it comes; it need not be there yet."""
    return course.root() / "notebooks" / f"{lesson.name}.ipynb"


def fill(into: Path) -> list[str]:
    """Bring ``into`` up to the course as shipped, and lose nothing of the learner's. What was done, in sentences."""
    try:
        into.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CourseError(f"{into} cannot be made ({error.strerror}): name another folder by --work.") from None
    there = [lesson for lesson in course.load().lessons if shipped(lesson).exists()]
    done = [_bring(shipped(lesson), into / f"{lesson.name}.ipynb") for lesson in there]
    return [sentence for sentence in done if sentence]


def _bring(new: Path, old: Path) -> str:
    if not old.exists():
        shutil.copyfile(new, old)
        return ""
    try:
        mine, theirs = notebooks.read(old), notebooks.read(new)
    except NotebookUnreadable as error:
        return f"{error} It stays as it is."
    if notebooks.edition(mine) == notebooks.edition(theirs):
        return ""
    if notebooks.untouched(mine):
        shutil.copyfile(new, old)
        return f"{old.name} is new: you had not written into the one before."
    kept = _keep(old.parent, old.stem, old.read_text(encoding="utf-8"), ".ipynb")
    notebooks.write(old, carry_over(mine, theirs))
    return f"{old.name} is new, with your answers in it; as it was, it is {kept}."


def carry_over(mine: Notebook, theirs: Notebook) -> Notebook:
    """The new edition, ``theirs``, with the answers of ``mine`` and the cells that the learner added, all in place."""
    merged = deepcopy(theirs)
    for cell in notebooks.exercise_cells(merged).values():
        answer = notebooks.counterpart(mine, cell)
        if answer and notebooks.touched(answer):
            cell["source"] = answer["source"]
    for above, cell in _added(mine):
        place(merged, cell, above)
    return merged


def _added(mine: Notebook) -> Iterator[tuple[list[str], Cell]]:
    """The learner's own cells, each with the names of all cells above it, the nearest last."""
    above: list[str] = []
    for cell in mine["cells"]:
        name = str(cell.get("id", ""))
        if name and not name.startswith(notebooks.number(mine) + "-"):
            yield list(above), cell
        above.append(name)


def place(notebook: Notebook, cell: Cell, above: list[str]) -> None:
    """Put ``cell`` below the last of the cells named in ``above`` that the notebook has; else at its end."""
    where = {str(other.get("id", "")): index for index, other in enumerate(notebook["cells"])}
    nearest = next((where[name] + 1 for name in reversed(above) if name in where), len(where))
    notebook["cells"].insert(nearest, deepcopy(cell))


def reset_exercise(slug: str, inside: Path) -> Path | None:
    """Put the stub of one exercise back; the file that keeps what stood there, or None where nothing did."""
    exercise = course.load().exercise(slug)
    lesson = course.load().lesson(exercise.lesson)
    path = _opened(lesson, inside)
    mine, theirs = notebooks.read(path), notebooks.read(shipped(lesson))
    stub = notebooks.exercise_cells(theirs)[slug]
    answer = notebooks.counterpart(mine, stub)
    kept = _keep(inside, slug, notebooks.source(answer) + "\n", ".py") if answer else None
    if answer:
        mine["cells"][mine["cells"].index(answer)] = stub
    else:
        names = [str(cell.get("id", "")) for cell in theirs["cells"]]
        place(mine, stub, names[: names.index(stub["id"])])
    notebooks.write(path, mine)
    progress.forget(slug, inside)
    return kept


def reset_lesson(name: str, inside: Path) -> Path:
    """Put a whole lesson back as it comes; the file that keeps the notebook as it was."""
    lesson = course.load().lesson(name)
    path = _opened(lesson, inside)
    kept = _keep(inside, lesson.name, path.read_text(encoding="utf-8"), ".ipynb")
    shutil.copyfile(shipped(lesson), path)
    for exercise in lesson.exercises:
        progress.forget(exercise.slug, inside)
    return kept


def _opened(lesson: Lesson, inside: Path) -> Path:
    path = inside / f"{lesson.name}.ipynb"
    if not path.exists():
        raise NotebookUnreadable(f"There is no {path}: nothing to put back. `kubeish lab` brings the lessons.")
    return path


def _keep(inside: Path, name: str, text: str, suffix: str) -> Path:
    """Write ``text`` to a new file, ``old-answers/NAME.1`` or the next number that is free."""
    (inside / KEPT).mkdir(exist_ok=True)
    number = 1
    while True:
        path = inside / KEPT / f"{name}.{number}{suffix}"
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
            return path
        except FileExistsError:
            number += 1
