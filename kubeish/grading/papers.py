"""The papers of an examination: what the reference says around each exercise, and never the exercise's own answer.

They are plain values, so that they travel to workers on other machines, which have no solutions.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import kubeish
from kubeish import course, notebooks
from kubeish.course import Exercise, Lesson
from kubeish.errors import KubeishError, NotebookUnreadable


class NoReference(KubeishError):
    """There is no solution to hold the submissions against."""


@dataclass(frozen=True)
class Statement:
    """A statement of the reference that defines ``names`` and mentions ``needs``."""

    text: str
    names: tuple[str, ...]
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """One exercise. ``cell``: the id of its cell; ``stub``: what it is untouched; ``before``: what precedes it."""

    slug: str
    lesson: str
    title: str
    objective: str
    names: tuple[str, ...]
    points: int
    cell: str
    stub: str
    before: tuple[Statement, ...]

    def needed(self, mentioned: set[str]) -> list[str]:
        """The statements before it that define what is ``mentioned``, and what these need in turn, in their order."""
        wanted, taken = set(mentioned) - set(self.names), []
        for statement in reversed(self.before):
            if wanted.intersection(statement.names):
                taken.append(statement.text)
                wanted |= set(statement.needs) - set(self.names)
        return taken[::-1]


@dataclass(frozen=True)
class Papers:
    """All exercises that are examined, and the reference notebook of each of their lessons, by its name."""

    exercises: tuple[Paper, ...]
    references: dict[str, dict[str, Any]]

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that change with anything in here."""
        texts = [repr(self.exercises), json.dumps(self.references, sort_keys=True)]
        return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


def code_fingerprint() -> str:
    """Sixteen hexadecimal digits that change with kubeish itself: when a check was mended, all is marked anew."""
    digest = hashlib.sha256()
    package = Path(kubeish.__file__).parent
    for part in ("checks", "client", "explorer", "registry", "scheduler", "store", "grading"):
        for path in sorted((package / part).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def draw_up(root: Path, lessons: Iterable[str] = ()) -> Papers:
    """The papers of ``lessons`` (all that have a solution) of the course at ``root``."""
    known = course.load(root)
    wanted = [known.lesson(name) for name in lessons] or list(known.lessons)
    papers, references = [], {}
    for lesson in wanted:
        path = root / "solutions" / f"{lesson.name}.ipynb"
        if lesson.exercises and (path.exists() or list(lessons)):
            references[lesson.name] = _notebook(path)
            shipped = _notebook(root / "notebooks" / f"{lesson.name}.ipynb")
            papers += _of(lesson, references[lesson.name], notebooks.exercise_cells(shipped))
    if not papers:
        raise NoReference(f"There is no solution in {root / 'solutions'}: grading needs the course's own checkout.")
    return Papers(tuple(papers), references)


def _notebook(path: Path) -> dict[str, Any]:
    try:
        return notebooks.read(path)
    except NotebookUnreadable as error:
        raise NoReference(f"A notebook of the course is missing: {error} `kubeish build` makes it.") from None


def _of(lesson: Lesson, reference: dict[str, Any], stubs: dict[str, Any]) -> list[Paper]:
    by_slug = {exercise.slug: exercise for exercise in lesson.exercises}
    papers: list[Paper] = []
    before: list[Statement] = []
    for cell in reference["cells"]:
        exercise = by_slug.get(notebooks.own(cell).get("exercise", ""))
        text = notebooks.source(cell)
        if exercise:
            papers.append(_paper(exercise, cell["id"], stubs.get(exercise.slug, {}), before))
        if cell["cell_type"] == "code":
            before += statements(text)
    for exercise in by_slug.values():
        if exercise.slug not in [paper.slug for paper in papers]:
            raise NoReference(f"The solution of {lesson.name} has no cell for '{exercise.slug}': run `kubeish build`.")
    return papers


def _paper(exercise: Exercise, cell: str, stub: dict[str, Any], before: list[Statement]) -> Paper:
    return Paper(
        exercise.slug,
        exercise.lesson,
        exercise.title,
        exercise.objective,
        exercise.names,
        exercise.points,
        cell,
        notebooks.source(stub),
        tuple(before),
    )


def statements(text: str) -> list[Statement]:
    """What a cell of the reference offers to those below it: imports, definitions, and plain assignments."""
    found = []
    for node in _single(ast.parse(_python(text)).body):
        names = _names(node)
        if names:
            source = ast.unparse(node)
            found.append(Statement(source, names, _needs(node)))
    return found


def _single(nodes: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements, with one import for each name, so that none comes along with another."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (ast.Import([alias]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (ast.ImportFrom(node.module, [alias], node.level) for alias in node.names)
        else:
            yield node


def _python(text: str) -> str:
    """The cell without IPython's own lines."""
    return "\n".join("pass" if line.startswith(("%", "!")) else line for line in text.splitlines())


def _names(node: ast.stmt) -> tuple[str, ...]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return (node.name,)
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return tuple((alias.asname or alias.name).partition(".")[0] for alias in node.names)
    if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None and _is_cheap(node.value):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return tuple(leaf.id for target in targets for leaf in ast.walk(target) if isinstance(leaf, ast.Name))
    return ()


def _is_cheap(value: ast.expr) -> bool:
    """An assignment comes along if it calls nothing but connect() and classes: no exploration is run for a name."""
    calls = [node.func for node in ast.walk(value) if isinstance(node, ast.Call)]
    called = [func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "") for func in calls]
    return all(name == "connect" or name[:1].isupper() or name.startswith("make_") for name in called)


def _needs(node: ast.stmt) -> tuple[str, ...]:
    return tuple(sorted({leaf.id for leaf in ast.walk(node) if isinstance(leaf, ast.Name)}))
