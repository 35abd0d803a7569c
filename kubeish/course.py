"""The course as data: what course.toml says, checked, and where it and the notebooks lie.

No lesson and no exercise is named here: who adds one edits course.toml alone.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from kubeish.errors import CourseError, NoSuchName

RUNGS = 3  # hints of an exercise: where to look, what to think of, nearly the line


@dataclass(frozen=True)
class Exercise:
    """One exercise. ``objective`` says when it is done; ``names`` are what the learner's cell defines."""

    slug: str
    lesson: str
    title: str
    objective: str
    points: int
    minutes: int
    names: tuple[str, ...]
    hints: tuple[str, ...]
    commit: str = ""


@dataclass(frozen=True)
class Lesson:
    """One lesson. ``name`` is also that of its notebook, ``NN_words``; ``commit`` the commits that it re-enacts."""

    name: str
    title: str
    minutes: int
    objective: str
    commit: str = ""
    exercises: tuple[Exercise, ...] = ()

    @property
    def number(self) -> str:
        """The two digits that its name begins with."""
        return self.name[:2]


@dataclass(frozen=True)
class Course:
    """All lessons, in their order."""

    lessons: tuple[Lesson, ...]

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """All exercises, in the order in which a learner meets them."""
        return tuple(exercise for lesson in self.lessons for exercise in lesson.exercises)

    def exercise(self, slug: str) -> Exercise:
        """The exercise of that slug. Raises NoSuchName."""
        if not isinstance(slug, str):
            raise NoSuchName(
                f"An exercise is named by its slug, a text, and a {type(slug).__name__} came first: write for instance "
                'check("run-pod", run_pod), or hint("run-pod").'
            )
        found = {exercise.slug: exercise for exercise in self.exercises}
        return found[slug] if slug in found else _no_such("exercise", slug, found)

    def lesson(self, name: str) -> Lesson:
        """The lesson of that name, or of that number alone ("02", "2"). Raises NoSuchName."""
        number = name.zfill(2) if name.isdigit() else ""
        found = {lesson.name: lesson for lesson in self.lessons}
        by_number = {lesson.number: lesson for lesson in self.lessons}
        return found.get(name) or by_number.get(number) or _no_such("lesson", name, found)


def _no_such(kind: str, name: str, known: Iterable[str]) -> Any:
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    meant = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(known) or 'none'}."
    raise NoSuchName(f"There is no {kind} '{name}': {meant}")


def root() -> Path:
    """The folder with course.toml and notebooks/: KUBEISH_COURSE, else the checkout, else what the wheel carries."""
    if chosen := os.environ.get("KUBEISH_COURSE"):
        return Path(chosen).resolve()
    package = Path(__file__).resolve().parent
    return package.parent if (package.parent / "course.toml").exists() else package / "_course"


def load(folder: Path | None = None) -> Course:
    """The course in ``folder`` (the one that ``root()`` names). Raises CourseError for its author."""
    return _read((folder or root()) / "course.toml")


@cache
def _read(path: Path) -> Course:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CourseError(f"No course at {path}: {error.strerror}. KUBEISH_COURSE names another folder.") from None
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{path} is not TOML: {error}.") from None
    return parse(table)


def parse(table: Mapping[str, Any]) -> Course:
    """The course that ``table``, the contents of a course.toml, describes. Raises CourseError for its author."""
    _only(table, {"lessons", "grading"}, "course.toml")  # what is said of grading, kubeish.grading.scheme_file reads
    course = Course(tuple(_lesson(entry) for entry in _tables(table, "lessons", "course.toml")))
    _distinct("lesson", [lesson.name for lesson in course.lessons])
    _distinct("lesson number", [lesson.number for lesson in course.lessons])
    _distinct("exercise", [exercise.slug for exercise in course.exercises])
    return course


def _lesson(entry: Mapping[str, Any]) -> Lesson:
    where = f"lesson '{entry.get('name', '?')}'"
    exercises = tuple(_exercise(inner, entry.get("name")) for inner in _tables(entry, "exercises", where))
    lesson = _make(Lesson, {**entry, "exercises": exercises}, where)
    _shaped(r"\d\d_[a-z0-9_]+", lesson.name, where, "a name such as 02_compare_and_swap")
    needed = sum(exercise.minutes for exercise in exercises)
    if needed > lesson.minutes:
        raise CourseError(
            f"course.toml, {where}: its exercises take {needed} minutes, the whole lesson {lesson.minutes}."
        )
    return lesson


def _exercise(entry: Mapping[str, Any], lesson: Any) -> Exercise:
    slug = entry.get("slug", "?")
    where = f"exercise '{slug}'"
    # Most exercises define one thing, named as the exercise is.
    names = {"names": [str(slug).replace("-", "_")]}
    exercise = _make(Exercise, {**names, **entry, "lesson": lesson}, where)
    _shaped(r"[a-z0-9]+(-[a-z0-9]+)*", exercise.slug, where, "a slug of small letters, digits and hyphens")
    if len(exercise.hints) != RUNGS or not all(hint.strip() for hint in exercise.hints):
        raise CourseError(
            f"course.toml, {where}: wanted {RUNGS} hints with words in them, found {len(exercise.hints)}."
        )
    return exercise


def _make(kind: type, entry: Mapping[str, Any], where: str) -> Any:
    """A ``kind`` from a table of TOML, each field of the type that it is declared with."""
    known = {field.name: field for field in fields(kind)}
    _only(entry, known, where)
    values = {}
    for name, field in known.items():
        if name in entry:
            values[name] = _typed(entry[name], str(field.type), f"{where}: '{name}'")
        elif field.default is MISSING:
            raise CourseError(f"course.toml, {where}: '{name}' is missing.")
    return kind(**values)


def _typed(value: Any, wanted: str, where: str) -> Any:
    if wanted == "tuple[str, ...]" and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if wanted == "str" and isinstance(value, str) and value == value.strip():
        return value
    if wanted == "int" and type(value) is int and value > 0:
        return value
    if isinstance(value, tuple):  # the exercises of a lesson, which are made already
        return value
    plain = {"str": "words with no blanks around them", "int": "a whole number above 0"}.get(wanted, "a list of words")
    raise CourseError(f"course.toml, {where}: wanted {plain}, found {value!r}.")


def _tables(table: Mapping[str, Any], name: str, where: str) -> list[Mapping[str, Any]]:
    found = table.get(name, [])
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise CourseError(f"course.toml, {where}: '{name}' is written as [[{name}]], once for each.")
    return found


def _only(entry: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    for name in entry:
        if name not in known:
            near = difflib.get_close_matches(name, list(known), n=1)
            raise CourseError(
                f"course.toml, {where}: nothing is called '{name}'" + (f"; '{near[0]}'?" if near else ".")
            )


def _shaped(pattern: str, value: str, where: str, wanted: str) -> None:
    if not re.fullmatch(pattern, value):
        raise CourseError(f"course.toml, {where}: wanted {wanted}.")


def _distinct(kind: str, names: list[str]) -> None:
    for name in sorted(set(names)):
        if names.count(name) > 1:
            raise CourseError(f"course.toml: there are two of the {kind} '{name}'.")
