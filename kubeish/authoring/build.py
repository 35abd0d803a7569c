"""Build lessons: write both notebooks of each, or compare them with what the source would make today."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

from kubeish import course
from kubeish.authoring import forms, lint, running, source
from kubeish.course import Lesson
from kubeish.errors import CourseError


def written_lessons(root: Path, names: tuple[str, ...] = ()) -> tuple[list[Lesson], list[str]]:
    """The lessons to build, those named or all, and the names of those of them that have no source yet."""
    known = course.load(root)
    wanted = [known.lesson(name) for name in names] or list(known.lessons)
    there = [lesson for lesson in wanted if _source(root, lesson).exists()]
    return there, [lesson.name for lesson in wanted if lesson not in there]


def make(root: Path, lesson: Lesson) -> dict[Path, str]:
    """What both notebooks of a lesson should say, by their paths below ``root``. Raises CourseError for its author."""
    notebook = source.read(_source(root, lesson).read_text(encoding="utf-8"), lesson)
    solution, shipped = forms.solution(notebook, lesson.name), forms.exercises(notebook, lesson.name)
    _refuse(lint.complaints(notebook, lesson))
    running.run(solution, root)
    _refuse(lint.figures(solution))
    file = f"{lesson.name}.ipynb"
    return {Path("solutions", file): forms.written(solution), Path("notebooks", file): forms.written(shipped)}


def write(root: Path, lesson: Lesson) -> list[Path]:
    """Write those notebooks of a lesson that are not yet what its source makes; their paths."""
    changed = {path: text for path, text in make(root, lesson).items() if _current(root / path) != text}
    for path, text in changed.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(text, encoding="utf-8", newline="\n")
    return list(changed)


def differences(root: Path, lesson: Lesson) -> Iterator[str]:
    """A sentence for each notebook of a lesson that is not what its source makes."""
    for path, text in make(root, lesson).items():
        current = _current(root / path)
        if current != text:
            yield f"{path.as_posix()} is not what solutions/{lesson.name}.md makes:\n{_first(current, text)}"


def strays(root: Path) -> list[str]:
    """A sentence for each notebook that no lesson of course.toml makes."""
    known = {f"{lesson.name}.ipynb" for lesson in course.load(root).lessons}
    found = [path for folder in ("solutions", "notebooks") for path in sorted((root / folder).glob("*.ipynb"))]
    return [
        f"{path.relative_to(root).as_posix()} is of no lesson of course.toml."
        for path in found
        if path.name not in known
    ]


def _first(current: str | None, text: str) -> str:
    """The first lines that differ, for an author to see which."""
    if current is None:
        return "  it is missing"
    lines = difflib.unified_diff(
        current.splitlines(), text.splitlines(), "as it is", "as it should be", lineterm="", n=2
    )
    return "\n".join(f"  {line}" for line in list(lines)[:14])


def _current(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _source(root: Path, lesson: Lesson) -> Path:
    return root / "solutions" / f"{lesson.name}.md"


def _refuse(complaints: list[str]) -> None:
    if complaints:
        raise CourseError("\n".join(complaints))
