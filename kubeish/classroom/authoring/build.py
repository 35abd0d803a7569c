"""Build lessons: make both notebooks of each, and find notebooks that no lesson makes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import nbformat

from kubeish.classroom import course
from kubeish.classroom.authoring import execute, lint, source, variants
from kubeish.classroom.authoring.variants import Translations
from kubeish.classroom.course import Lesson
from kubeish.errors import CourseError

FOLDERS = ("solutions", "notebooks")


def select_lessons(root: Path, names: tuple[str, ...] = ()) -> tuple[list[Lesson], list[Lesson]]:
    """The lessons of those names (default: all): those with a source, and those without."""
    known = course.load(root)
    wanted = [known.find_lesson(name) for name in names] or list(known.lessons)
    written = [lesson for lesson in wanted if _source_path(root, lesson).exists()]
    return written, [lesson for lesson in wanted if lesson not in written]


def make(
    root: Path, lesson: Lesson, requirement: str = "", languages: Mapping[str, Translations] | None = None
) -> dict[Path, str]:
    """The text of all notebooks of a lesson, by their paths below ``root``. Raises CourseError.

    ``requirement``: what pip installs kubeish from where a hosted notebook has none.
    ``languages``: the translated prose by language; each makes ``notebooks/LANGUAGE/NN_name.ipynb``.
    """
    cells = source.read(_source_path(root, lesson).read_text(encoding="utf-8"), lesson)
    if requirement:
        cells.cells.insert(1, source.make_setup_cell(lesson, requirement))
    solution = variants.make_solution(cells, lesson.name)
    shipped = variants.make_exercises(cells, lesson.name)
    _refuse(lint.find_problems(solution, shipped, lesson))
    execute.run(solution, root)
    _refuse(lint.find_silent_pictures(solution))
    before = root / "solutions" / f"{lesson.name}.ipynb"
    if before.exists():
        variants.keep_measured_pictures(solution, nbformat.read(before, as_version=4))
    variants.ship_outputs(solution, shipped)
    made = dict(zip(FOLDERS, (solution, shipped)))
    for language, translations in (languages or {}).items():
        translated = variants.make_exercises(variants.translate(cells, translations), lesson.name)
        translated.metadata.kubeish["language"] = language
        variants.ship_outputs(solution, translated)
        made[f"notebooks/{language}"] = translated
    return {Path(folder, f"{lesson.name}.ipynb"): variants.to_text(notebook) for folder, notebook in made.items()}


def find_orphans(root: Path) -> list[str]:
    """A sentence for each notebook that no lesson of course.toml makes."""
    known = {f"{lesson.name}.ipynb" for lesson in course.load(root).lessons}
    found = [path for folder in FOLDERS for path in sorted((root / folder).rglob("*.ipynb"))]
    return [
        f"{path.relative_to(root).as_posix()} is of no lesson of course.toml."
        for path in found
        if path.name not in known
    ]


def _source_path(root: Path, lesson: Lesson) -> Path:
    return root / "solutions" / f"{lesson.name}.md"


def _refuse(problems: list[str]) -> None:
    if problems:
        raise CourseError("\n".join(problems))
