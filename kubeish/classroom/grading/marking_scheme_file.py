"""The marking scheme in course.toml and in the instructor's own file, read and checked."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from kubeish.classroom import course
from kubeish.classroom.grading import results
from kubeish.classroom.grading.exercise_specs import ExerciseSpecs
from kubeish.classroom.grading.marking_scheme import LatePolicy, MarkingScheme, PartialCredit
from kubeish.errors import KubeishError

_TABLES = {"points", "partial", "late"}
_LATE_KEYS = {"due", "grace_minutes", "per_day", "at_most", "submitted"}
_PARTIAL_KEYS = {"exercise", "says", "share", "status"}

_Table = dict[str, object]


class BadScheme(KubeishError):
    """A marking scheme has a mistake."""


def read_scheme(specs: ExerciseSpecs, course_file: Path, own_file: Path | None) -> MarkingScheme:
    """The course's points, changed by [grading] of course.toml and by the instructor's own file.

    Raises BadScheme.
    """
    points: dict[str, float] = {spec.slug: spec.points for spec in specs.exercises}
    known = {exercise.slug for exercise in course.load(course_file.parent).exercises}
    tables = [(course_file, _get_table(_read_toml(course_file), "grading", course_file))]
    if own_file:
        tables.append((own_file, _read_toml(own_file)))
    partial: list[PartialCredit] = []
    late = LatePolicy()
    for path, table in tables:
        _require_known(table, _TABLES, f"{path}")
        for slug, worth in _get_table(table, "points", path).items():
            _require_known([slug], known, f"{path}, [points]")
            points[slug] = _parse_number(worth, f"{path}: points of {slug}")
        partial += [_parse_partial(entry, known, str(path)) for entry in _get_tables(table, "partial", path)]
        late = _parse_late(_get_table(table, "late", path), path) if "late" in table else late
    return MarkingScheme(points, tuple(partial), late)


def _read_toml(path: Path) -> _Table:
    try:
        table: _Table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadScheme(f"{path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadScheme(f"{path} is not TOML: {error}.") from None
    return table


def _get_table(table: _Table, name: str, path: Path) -> _Table:
    found = table.get(name, {})
    if not isinstance(found, dict):
        raise BadScheme(f"{path}: wanted a table [{name}], and found {found!r}.")
    return found


def _get_tables(table: _Table, name: str, path: Path) -> list[_Table]:
    found = table.get(name, [])
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise BadScheme(f"{path}: wanted tables, each below [[{name}]].")
    return found


def _parse_partial(entry: _Table, known: set[str], where: str) -> PartialCredit:
    _require_known(entry, _PARTIAL_KEYS, f"{where}, [[partial]]")
    for name, allowed in (("exercise", known), ("status", {*results.STATUSES})):
        if name in entry:
            _require_known([str(entry[name])], allowed, f"{where}, [[partial]] {name}")
    share = _parse_number(entry.get("share"), f"{where}, [[partial]]: share")
    if share > 1 or not (entry.get("says") or entry.get("exercise")):
        raise BadScheme(f"{where}, [[partial]]: wanted a share up to 1, and an exercise or words that a verdict says.")
    return PartialCredit(share, **{name: str(value) for name, value in entry.items() if name != "share"})


def _parse_late(table: _Table, path: Path) -> LatePolicy:
    _require_known(table, _LATE_KEYS, f"{path}, [late]")
    due = table.get("due")
    if not isinstance(due, datetime):
        raise BadScheme(f"{path}, [late]: wanted due = 2026-03-01T23:59:00+01:00, a date with a time.")
    grace, per_day, at_most = (
        _parse_number(table.get(name, default), f"{path}, [late]: {name}")
        for name, default in (("grace_minutes", 0), ("per_day", 0), ("at_most", 1))
    )
    submitted = _read_times(path.parent / str(table["submitted"])) if "submitted" in table else {}
    return LatePolicy(due.astimezone(), timedelta(minutes=grace), per_day, at_most, submitted)


def _read_times(path: Path) -> dict[str, datetime]:
    """The times in a file of lines ``learner,2026-03-01T22:10:00``."""
    try:
        rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
        return {row[0]: datetime.fromisoformat(row[1]).astimezone() for row in rows if row and row[0] != "learner"}
    except OSError as error:
        raise BadScheme(f"{path} cannot be read: {error.strerror}.") from None
    except (IndexError, ValueError) as error:
        raise BadScheme(f"{path}: wanted lines such as ann,2026-03-01T22:10:00: {error}.") from None


def _parse_number(value: object, where: str) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or value < 0:
        raise BadScheme(f"{where}: wanted a number, 0 or more, and found {value!r}.")
    return float(value)


def _require_known(names: Iterable[str], known: set[str], where: str) -> None:
    for name in names:
        if name not in known:
            raise BadScheme(f"{where}: nothing is called '{name}'; there is {', '.join(sorted(known))}.")
