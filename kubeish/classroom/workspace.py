"""The learner's copy of the notebooks, and how answers move to a new edition of the course.

The shipped notebooks are made anew by each build, so learners work in a copy. The first `kubeish
lab` makes it, and later ones bring new editions. The answers in an edited notebook move to the new
edition, as do the cells that the learner added; the old notebook is kept whole in ``old-answers/``.
An edition may number lessons anew or move an exercise: answers follow by the exercise's slug.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from kubeish.classroom import course, notebooks, progress
from kubeish.classroom.course import Lesson
from kubeish.classroom.edition_merge import carry_over, insert_cell
from kubeish.classroom.notebooks import Cell
from kubeish.classroom.shipped_notebooks import find_language, find_shipped
from kubeish.classroom.user_paths import expand, explain_unwritable, find_home
from kubeish.errors import NotebookUnreadable
from kubeish.wording import read_message, say

KEPT = "old-answers"


def find_folder() -> Path:
    """The learner's folder: KUBEISH_WORK, the current one if it has lessons, or ``work/``."""
    if chosen := os.environ.get("KUBEISH_WORK"):
        return expand(chosen)
    if any(Path(f"{lesson.name}.ipynb").exists() for lesson in course.load().lessons):
        return Path.cwd()
    root = course.find_root()
    # An installed package has no folder of its own to write to.
    return find_home() / "kubeish-work" if root.name == "_course" else root / "work"


def fill(into: Path, language: str = "") -> list[str]:
    """Bring ``into`` up to the shipped course and keep all answers; a sentence for each change.

    ``language``: that of the notebooks from now on (default: the one that they are in). Answers
    move to another language as they do to a new edition. Raises CourseError where the folder
    cannot be written.
    """
    with explain_unwritable(into):
        into.mkdir(parents=True, exist_ok=True)
        return _fill(into, language or find_language(into))


def _fill(into: Path, language: str) -> list[str]:
    built = [lesson for lesson in course.load().lessons if find_shipped(lesson).exists()]
    earlier = _find_earlier(into, {lesson.name for lesson in course.load().lessons})
    moved = _find_answers(into)
    changes = [
        _update(
            find_shipped(lesson, language), into / f"{lesson.name}.ipynb", earlier.pop(lesson.name[3:], None), moved
        )
        for lesson in built
    ]
    changes += [_retire(path) for path in earlier.values()]
    return [sentence for sentence in changes if sentence]


def _find_earlier(into: Path, names: set[str]) -> dict[str, Path]:
    """Notebooks of an earlier edition whose lesson has a new number, by name without number."""
    found: dict[str, Path] = {}
    for path in sorted(into.glob("[0-9][0-9]_*.ipynb")):
        try:
            lesson = notebooks.get_metadata(notebooks.read(path)).get("lesson")
        except NotebookUnreadable:
            continue
        if lesson == path.stem and path.stem not in names:
            found[path.stem[3:]] = path
    return found


def _find_answers(into: Path) -> dict[str, Cell]:
    """The cell of each exercise that the learner has written into, in any notebook, by its slug."""
    found: dict[str, Cell] = {}
    for path in sorted(into.glob("*.ipynb")):
        try:
            cells = notebooks.find_exercise_cells(notebooks.read(path))
        except NotebookUnreadable:
            continue
        found |= {slug: cell for slug, cell in cells.items() if notebooks.is_touched(cell) and slug not in found}
    return found


def _retire(path: Path) -> str:
    """Move the notebook of a lesson that is no more to where old answers are kept."""
    kept = _keep(path.parent, path.stem, path.read_text(encoding="utf-8"), ".ipynb")
    path.unlink()
    return say("{name} is no longer part of the course; as it was, it is {kept}.", name=path.name, kept=kept)


def _update(new: Path, old: Path, earlier: Path | None, moved: dict[str, Cell]) -> str:
    """Bring one notebook up to date. ``earlier``: the lesson under its earlier number."""
    source = old if old.exists() or earlier is None else earlier
    try:
        theirs = notebooks.read(new)
        mine = notebooks.read(source) if source.exists() else theirs
    except NotebookUnreadable as error:
        return say("{error} It stays as it is.", error=read_message(error))
    merged = carry_over(mine, theirs, moved)
    if source == old and old.exists() and notebooks.get_edition(mine) == notebooks.get_edition(theirs):
        return ""
    if not source.exists() or notebooks.is_pristine(mine):
        has_answers = notebooks.compute_edition(merged["cells"]) != notebooks.get_edition(theirs)
        notebooks.write(old, merged) if has_answers else shutil.copyfile(new, old)
        if source == old:
            return (
                say("{name} is new: you had not written into the one before.", name=old.name)
                if mine is not theirs
                else ""
            )
        source.unlink()
        return say("{old} is {new} now.", old=source.name, new=old.name)
    kept = _keep(old.parent, source.stem, source.read_text(encoding="utf-8"), ".ipynb")
    notebooks.write(old, merged)
    if source != old:
        source.unlink()
    return say("{name} is new, with your answers in it; as it was, it is {kept}.", name=old.name, kept=kept)


def reset_exercise(slug: str, inside: Path) -> Path | None:
    """Put the stub of an exercise back; the file that keeps the answer, or None without a cell."""
    with explain_unwritable(inside):
        return _reset_exercise(slug, inside)


def _reset_exercise(slug: str, inside: Path) -> Path | None:
    exercise = course.load().find_exercise(slug)
    lesson = course.load().find_lesson(exercise.lesson)
    path = _find_copy(lesson, inside)
    mine, theirs = notebooks.read(path), notebooks.read(find_shipped(lesson, find_language(inside)))
    stub = notebooks.find_exercise_cells(theirs)[slug]
    answer = notebooks.find_counterpart(mine, stub)
    kept = _keep(inside, slug, notebooks.get_source(answer) + "\n", ".py") if answer else None
    if answer:
        mine["cells"][mine["cells"].index(answer)] = stub
    else:
        names = [str(cell.get("id", "")) for cell in theirs["cells"]]
        insert_cell(mine, stub, names[: names.index(stub["id"])])
    notebooks.write(path, mine)
    progress.forget(slug, inside)
    return kept


def reset_lesson(name: str, inside: Path) -> Path:
    """Put a whole lesson back as shipped; the file that keeps the learner's notebook."""
    lesson = course.load().find_lesson(name)
    path = _find_copy(lesson, inside)
    with explain_unwritable(inside):
        kept = _keep(inside, lesson.name, path.read_text(encoding="utf-8"), ".ipynb")
        shutil.copyfile(find_shipped(lesson, find_language(inside)), path)
    for exercise in lesson.exercises:
        progress.forget(exercise.slug, inside)
    return kept


def _find_copy(lesson: Lesson, inside: Path) -> Path:
    path = inside / f"{lesson.name}.ipynb"
    if not path.exists():
        raise NotebookUnreadable(
            say("There is no {path}: nothing to put back. `kubeish lab` brings the lessons.", path=path)
        )
    return path


def _keep(inside: Path, name: str, text: str, suffix: str) -> Path:
    """Write ``text`` to a new file, ``old-answers/NAME.1`` or the next number that is free."""
    (inside / KEPT).mkdir(exist_ok=True)
    number = 1
    while True:
        path = inside / KEPT / f"{name}.{number}{suffix}"
        try:
            # Half a surrogate pair, which UTF-8 cannot hold, becomes \udXXX, as in Python's text.
            with path.open("x", encoding="utf-8", errors="backslashreplace") as file:
                file.write(text)
            return path
        except FileExistsError:
            number += 1
