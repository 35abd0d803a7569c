"""The course as data: course.toml, checked, and the folder in which it and the notebooks lie.

No lesson and no exercise is named here: an author adds one in course.toml alone.
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
from typing import Any, TypeVar

from kubeish.classroom import name_errors
from kubeish.classroom.user_paths import expand
from kubeish.errors import CourseError
from kubeish.wording import say

HINTS = 3  # of each exercise: where to look, what to think of, nearly the line
Table = Mapping[str, object]


@dataclass(frozen=True)
class Exercise:
    """One exercise. ``objective``: when it is done; ``names``: what the learner's cell defines."""

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
    """One lesson. ``name``, ``NN_words``, is its notebook's too; ``commit``: that of 2014."""

    name: str
    title: str
    minutes: int
    objective: str
    commit: str = ""
    exercises: tuple[Exercise, ...] = ()

    @property
    def number(self) -> str:
        """The two digits with which its name begins."""
        return self.name[:2]


@dataclass(frozen=True)
class Course:
    """All lessons, in their order."""

    lessons: tuple[Lesson, ...]

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """All exercises, in the order in which a learner meets them."""
        return tuple(exercise for lesson in self.lessons for exercise in lesson.exercises)

    def find_exercise(self, slug: str) -> Exercise:
        """The exercise of that slug. Raises NoSuchName."""
        if not isinstance(slug, str) or not slug:
            raise name_errors.refuse_slug(slug)
        found = {exercise.slug: exercise for exercise in self.exercises}
        if slug not in found:
            raise name_errors.refuse_name(say("There is no exercise '{name}'", name=slug), slug, found)
        return found[slug]

    def find_lesson(self, name: str) -> Lesson:
        """The lesson of that name, or of that number alone ("02", "2"). Raises NoSuchName."""
        number = name.zfill(2) if name.isdigit() else ""
        for lesson in self.lessons:
            if name == lesson.name or number == lesson.number:
                return lesson
        known = [lesson.name for lesson in self.lessons]
        raise name_errors.refuse_name(say("There is no lesson '{name}'", name=name), name, known)


def find_root() -> Path:
    """The course's folder: KUBEISH_COURSE, the checkout, or the wheel's copy of it."""
    if chosen := os.environ.get("KUBEISH_COURSE"):
        return expand(chosen)
    package = Path(__file__).resolve().parents[1]
    return package.parent if (package.parent / "course.toml").exists() else package / "_course"


def load(folder: Path | None = None) -> Course:
    """The course in ``folder`` (default: ``find_root()``). Raises CourseError."""
    return _read((folder or find_root()) / "course.toml")


@cache
def _read(path: Path) -> Course:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CourseError(f"No course at {path}: {error.strerror}. KUBEISH_COURSE names another folder.") from None
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{path} is not TOML: {error}.") from None
    return parse(table)


def parse(table: Table) -> Course:
    """The course that ``table``, the contents of a course.toml, describes. Raises CourseError."""
    # kubeish.classroom.grading.marking_scheme_file reads the table [grading].
    _refuse_unknown(table, {"lessons", "grading"}, "course.toml")
    course = Course(tuple(_parse_lesson(entry) for entry in _get_tables(table, "lessons", "course.toml")))
    _refuse_duplicates("lesson", [lesson.name for lesson in course.lessons])
    _refuse_duplicates("lesson number", [lesson.number for lesson in course.lessons])
    _refuse_duplicates("exercise", [exercise.slug for exercise in course.exercises])
    return course


def _parse_lesson(entry: Table) -> Lesson:
    where = f"lesson '{entry.get('name', '?')}'"
    exercises = tuple(_parse_exercise(inner, entry.get("name")) for inner in _get_tables(entry, "exercises", where))
    lesson = _make(Lesson, {**entry, "exercises": exercises}, where)
    _check_shape(r"\d\d_[a-z0-9_]+", lesson.name, where, "a name such as 02_compare_and_swap")
    needed = sum(exercise.minutes for exercise in exercises)
    if needed > lesson.minutes:
        raise CourseError(
            f"course.toml, {where}: its exercises take {needed} minutes, the whole lesson {lesson.minutes}."
        )
    return lesson


def _parse_exercise(entry: Table, lesson: object) -> Exercise:
    slug = entry.get("slug", "?")
    where = f"exercise '{slug}'"
    # Most exercises define one thing, named as the exercise is.
    names = {"names": [str(slug).replace("-", "_")]}
    exercise = _make(Exercise, {**names, **entry, "lesson": lesson}, where)
    _check_shape(r"[a-z0-9]+(-[a-z0-9]+)*", exercise.slug, where, "a slug of small letters, digits and hyphens")
    if len(exercise.hints) != HINTS or not all(hint.strip() for hint in exercise.hints):
        raise CourseError(
            f"course.toml, {where}: wanted {HINTS} hints with words in them, found {len(exercise.hints)}."
        )
    return exercise


T = TypeVar("T", Lesson, Exercise)


def _make(kind: type[T], entry: Table, where: str) -> T:
    """A ``kind`` from a table of TOML, each field of the type that it is declared with."""
    known = {field.name: field for field in fields(kind)}
    _refuse_unknown(entry, known, where)
    for name, field in known.items():
        if name not in entry and field.default is MISSING:
            raise CourseError(f"course.toml, {where}: '{name}' is missing.")
    types = {name: str(field.type) for name, field in known.items()}
    return kind(**{name: _convert(value, types[name], f"{where}: '{name}'") for name, value in entry.items()})


def _convert(value: object, wanted: str, where: str) -> Any:
    match wanted, value:
        case "tuple[str, ...]", list() if all(isinstance(item, str) for item in value):
            return tuple(value)
        case "str", str() if value == value.strip():
            return value
        case "int", int() if not isinstance(value, bool) and value > 0:
            return value
        case "tuple[Exercise, ...]", _:
            return value
    kinds = {"str": "words with no blanks around them", "int": "a whole number above 0"}
    raise CourseError(f"course.toml, {where}: wanted {kinds.get(wanted, 'a list of words')}, found {value!r}.")


def _get_tables(table: Table, name: str, where: str) -> list[Table]:
    found = table.get(name, [])
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise CourseError(f"course.toml, {where}: '{name}' is written as [[{name}]], once for each.")
    return found


def _refuse_unknown(entry: Table, known: Iterable[str], where: str) -> None:
    for name in entry:
        if name not in known:
            near = difflib.get_close_matches(name, list(known), n=1)
            raise CourseError(
                f"course.toml, {where}: nothing is called '{name}'" + (f"; '{near[0]}'?" if near else ".")
            )


def _check_shape(pattern: str, value: str, where: str, wanted: str) -> None:
    if not re.fullmatch(pattern, value):
        raise CourseError(f"course.toml, {where}: wanted {wanted}.")


def _refuse_duplicates(kind: str, names: list[str]) -> None:
    if twice := sorted(name for name in set(names) if names.count(name) > 1):
        raise CourseError(f"course.toml: there are two of the {kind} '{twice[0]}'.")
