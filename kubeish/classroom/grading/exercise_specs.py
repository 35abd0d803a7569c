"""Specifications of exercises for grading: the reference's code around each, not its solution.

They are plain values, sent to workers on other machines, which have no solutions.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from kubeish.classroom import course, notebooks
from kubeish.classroom.course import Exercise, Lesson
from kubeish.classroom.grading.sandbox.guest.python_text import parse_cell
from kubeish.classroom.notebooks import Cell, Notebook
from kubeish.errors import KubeishError, NotebookUnreadable


class NoReference(KubeishError):
    """The course has no solution to compare the submissions with."""


@dataclass(frozen=True)
class Statement:
    """A statement of the reference that defines ``names`` and mentions ``needs``."""

    text: str
    names: tuple[str, ...]
    needs: tuple[str, ...]


@dataclass(frozen=True)
class ExerciseSpec(Exercise):
    """One exercise. ``cell``: the cell's id; ``stub``: as handed out; ``before``: what is above.

    ``handed_out``: the code of all lessons' other cells; ``others``: names of the lesson's other
    exercises.
    """

    cell: str = ""
    stub: str = ""
    before: tuple[Statement, ...] = ()
    handed_out: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @cached_property
    def shipped_cells(self) -> frozenset[str]:
        """``handed_out``, to be looked up in."""
        return frozenset(self.handed_out)

    def find_needed(self, mentioned: set[str]) -> list[str]:
        """Statements before it that ``mentioned`` names need, directly or not, in their order."""
        wanted, found = set(mentioned) - set(self.names), []
        for statement in reversed(self.before):
            if wanted.intersection(statement.names):
                found.append(statement.text)
                wanted |= set(statement.needs) - set(self.names)
        return found[::-1]


@dataclass(frozen=True)
class ExerciseSpecs:
    """All exercises that are marked, and the reference notebooks of their lessons, by name."""

    exercises: tuple[ExerciseSpec, ...]
    references: dict[str, Notebook]

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that change with anything in here."""
        texts = [repr(self.exercises), json.dumps(self.references, sort_keys=True)]
        return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


def load_specs(root: Path, lessons: Iterable[str] = ()) -> ExerciseSpecs:
    """The specs of ``lessons`` (by default of all that have a solution) of the course at ``root``.

    Raises NoReference if there is no solution, or a notebook is missing or out of date.
    """
    known = course.load(root)
    wanted = [known.find_lesson(name) for name in lessons] or list(known.lessons)
    specs: list[ExerciseSpec] = []
    references: dict[str, Notebook] = {}
    for lesson in wanted:
        path = root / "solutions" / f"{lesson.name}.ipynb"
        if lesson.exercises and (path.exists() or list(lessons)):
            references[lesson.name] = _read_notebook(path)
            shipped = _read_notebook(root / "notebooks" / f"{lesson.name}.ipynb")
            specs += _make_specs(lesson, references[lesson.name], notebooks.find_exercise_cells(shipped))
    handed_out = tuple(dict.fromkeys(text for each in references.values() for text in _list_code(each)))
    specs = [replace(spec, handed_out=handed_out) for spec in specs]
    if not specs:
        raise NoReference(f"There is no solution in {root / 'solutions'}: grading needs the course's own checkout.")
    return ExerciseSpecs(tuple(specs), references)


def _read_notebook(path: Path) -> Notebook:
    try:
        return notebooks.read(path)
    except NotebookUnreadable as error:
        raise NoReference(f"A notebook of the course is missing: {error} `kubeish build` makes it.") from None


def _make_specs(lesson: Lesson, reference: Notebook, stubs: dict[str, Cell]) -> list[ExerciseSpec]:
    by_slug = {exercise.slug: exercise for exercise in lesson.exercises}
    specs: dict[str, ExerciseSpec] = {}
    before: list[Statement] = []
    for cell in reference["cells"]:
        exercise = by_slug.get(notebooks.get_metadata(cell).get("exercise", ""))
        if exercise:
            stub = notebooks.get_source(stubs.get(exercise.slug, {}))
            others = {name for other in lesson.exercises for name in other.names} - set(exercise.names)
            specs[exercise.slug] = ExerciseSpec(
                **vars(exercise),
                cell=cell["id"],
                stub=stub,
                before=tuple(before),
                others=tuple(sorted(others)),
            )
        if cell["cell_type"] == "code":
            before += _extract_statements(notebooks.get_source(cell))
    if missing := set(by_slug) - set(specs):
        raise NoReference(f"The solution of {lesson.name} has no cell for '{min(missing)}': run `kubeish build`.")
    return list(specs.values())


def _list_code(notebook: Notebook) -> Iterator[str]:
    """The code cells that are no exercise's, and their statements, which a script has without cells."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and not notebooks.get_metadata(cell).get("exercise"):
            source = notebooks.get_source(cell)
            yield source.strip()
            yield from (ast.get_source_segment(source, node) or "" for node in parse_cell(source, ast.parse).body)


def _extract_statements(text: str) -> Iterator[Statement]:
    """What a cell offers to the cells below it: imports, definitions, and plain assignments."""
    for node in _split_imports(parse_cell(text, ast.parse).body):
        if names := _list_names(node):
            mentioned = {leaf.id for leaf in ast.walk(node) if isinstance(leaf, ast.Name)}
            yield Statement(ast.unparse(node), names, tuple(sorted(mentioned)))


def _split_imports(nodes: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements, with one import for each name: an answer gets only names that it mentions."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (ast.Import([alias]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (ast.ImportFrom(node.module, [alias], node.level) for alias in node.names)
        else:
            yield node


def _list_names(node: ast.stmt) -> tuple[str, ...]:
    """The names that the statement defines; none where it is not to be run for an answer."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return (node.name,)
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return tuple((alias.asname or alias.name).partition(".")[0] for alias in node.names)
    if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None and _is_cheap(node.value):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return tuple(leaf.id for target in targets for leaf in ast.walk(target) if isinstance(leaf, ast.Name))
    return ()


def _is_cheap(value: ast.expr) -> bool:
    """Whether it calls connect(), classes and make_...() alone: no exploration runs for a name."""
    calls = [node.func for node in ast.walk(value) if isinstance(node, ast.Call)]
    called = [func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "") for func in calls]
    return all(name == "connect" or name[:1].isupper() or name.startswith("make_") for name in called)
