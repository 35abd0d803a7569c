"""Read a scheme from course.toml and from the instructor's own file; say in a sentence what is wrong with either."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kubeish import course
from kubeish.errors import KubeishError
from kubeish.grading import results
from kubeish.grading.papers import Papers
from kubeish.grading.scheme import Late, Partial, Scheme

_KNOWN = {"points", "partial", "late"}
_OF_LATE = {"due", "grace_minutes", "per_day", "at_most", "submitted"}
_OF_PARTIAL = {"exercise", "says", "share", "status"}


class BadScheme(KubeishError):
    """The table of points is not one that can be used."""


def read(papers: Papers, course_file: Path, own_file: Path | None) -> Scheme:
    """The scheme: the course's points, what [grading] of course.toml says, and what the instructor's own file says."""
    points: dict[str, float] = {paper.slug: paper.points for paper in papers.exercises}
    known = {exercise.slug for exercise in course.load(course_file.parent).exercises}
    own = _table(own_file) if own_file else {}
    partial: list[Partial] = []
    late = Late()
    for path, table in ((course_file, _below(_table(course_file), "grading", course_file)), (own_file or Path(), own)):
        _only(table, _KNOWN, f"{path}")
        for slug, worth in _below(table, "points", path).items():
            _only([slug], known, f"{path}, [points]")
            points[slug] = _number(worth, f"{path}: points of {slug}")
        partial += [_partial(entry, known, str(path)) for entry in _list_of_tables(table, "partial", path)]
        late = _late(_below(table, "late", path), path) if "late" in table else late
    return Scheme(points, tuple(partial), late)


def _below(table: dict[str, Any], name: str, path: Path) -> dict[str, Any]:
    found = table.get(name, {})
    if not isinstance(found, dict):
        raise BadScheme(f"{path}: wanted a table [{name}], and found {found!r}.")
    return found


def _list_of_tables(table: dict[str, Any], name: str, path: Path) -> list[dict[str, Any]]:
    found = table.get(name, [])
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise BadScheme(f"{path}: wanted tables, each below [[{name}]].")
    return found


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadScheme(f"{path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadScheme(f"{path} is not TOML: {error}.") from None


def _partial(entry: dict[str, Any], known: set[str], where: str) -> Partial:
    _only(entry, _OF_PARTIAL, f"{where}, [[partial]]")
    for name, allowed in (("exercise", known), ("status", {*results.STATUSES})):
        if name in entry:
            _only([str(entry[name])], allowed, f"{where}, [[partial]] {name}")
    share = _number(entry.get("share"), f"{where}, [[partial]]: share")
    if share > 1 or not (entry.get("says") or entry.get("exercise")):
        raise BadScheme(f"{where}, [[partial]]: wanted a share up to 1, and an exercise or words that a verdict says.")
    return Partial(share, **{name: str(value) for name, value in entry.items() if name != "share"})


def _late(table: dict[str, Any], path: Path) -> Late:
    _only(table, _OF_LATE, f"{path}, [late]")
    due = table.get("due")
    if not isinstance(due, datetime):
        raise BadScheme(f"{path}, [late]: wanted due = 2026-03-01T23:59:00+01:00, a date with a time.")
    submitted = _submitted(path.parent / str(table["submitted"])) if "submitted" in table else {}
    return Late(
        due.astimezone(),
        timedelta(minutes=_number(table.get("grace_minutes", 0), f"{path}, [late]: grace_minutes")),
        _number(table.get("per_day", 0), f"{path}, [late]: per_day"),
        _number(table.get("at_most", 1), f"{path}, [late]: at_most"),
        submitted,
    )


def _submitted(path: Path) -> dict[str, datetime]:
    """The times in a file of lines ``learner,2026-03-01T22:10:00``."""
    try:
        rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
        return {row[0]: datetime.fromisoformat(row[1]).astimezone() for row in rows if row and row[0] != "learner"}
    except OSError as error:
        raise BadScheme(f"{path} cannot be read: {error.strerror}.") from None
    except (IndexError, ValueError) as error:
        raise BadScheme(f"{path}: wanted lines such as ann,2026-03-01T22:10:00: {error}.") from None


def _number(value: Any, where: str) -> float:
    if type(value) not in (int, float) or value < 0:
        raise BadScheme(f"{where}: wanted a number, 0 or more, and found {value!r}.")
    return float(value)


def _only(names: Iterable[str], known: set[str], where: str) -> None:
    for name in names:
        if name not in known:
            raise BadScheme(f"{where}: nothing is called '{name}'; there is {', '.join(sorted(known))}.")
