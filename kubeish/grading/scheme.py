"""The scheme: what each exercise is worth, what a wrong answer may still earn, and what lateness costs.

It is applied when reports are written and not when answers are examined, so that it can be changed afterwards.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kubeish.errors import KubeishError
from kubeish.grading import results
from kubeish.grading.papers import Papers
from kubeish.grading.results import Examined

_KNOWN = {"points", "partial", "late"}
_OF_LATE = {"due", "grace_minutes", "per_day", "at_most", "submitted"}
_OF_PARTIAL = {"exercise", "says", "share", "status"}


class BadScheme(KubeishError):
    """The table of points is not one that can be used."""


@dataclass(frozen=True)
class Partial:
    """A share of the points for answers to ``exercise`` (empty: any) whose reason or verdict says ``says``."""

    share: float
    exercise: str = ""
    says: str = ""
    status: str = results.FAILED

    def fits(self, mark: Examined) -> bool:
        """Whether it is about this one."""
        said = "\n".join((mark.reason, mark.ran, mark.saw, mark.try_next))
        return self.exercise in ("", mark.slug) and self.status == mark.status and self.says in said


@dataclass(frozen=True)
class Late:
    """``due``: None means that nothing is late. ``per_day``: the share that a day begun takes, ``at_most`` in all."""

    due: datetime | None = None
    grace: timedelta = timedelta()
    per_day: float = 0.0
    at_most: float = 1.0
    submitted: Mapping[str, datetime] = field(default_factory=dict)

    def days(self, learner: str, when: float) -> int:
        """How many days late, begun ones counted whole."""
        time = self.submitted.get(learner) or (datetime.fromtimestamp(when).astimezone() if when else None)
        if self.due is None or time is None or time <= self.due + self.grace:
            return 0
        return -((self.due - time) // timedelta(days=1))

    def share(self, days: int) -> float:
        """What is taken off for so many days."""
        return min(days * self.per_day, self.at_most)


@dataclass(frozen=True)
class Scheme:
    """``points`` by slug: what an exercise is worth."""

    points: Mapping[str, float]
    partial: tuple[Partial, ...] = ()
    late: Late = field(default_factory=Late)

    def of(self, slug: str) -> float:
        """What the exercise is worth."""
        return self.points[slug]

    def earned(self, mark: Examined, days: int = 0) -> float:
        """What an answer earns: what passed counts, and nothing else unless the scheme says so."""
        share = (
            1.0 if mark.status == results.PASSED else max((p.share for p in self.partial if p.fits(mark)), default=0)
        )
        return round(self.of(mark.slug) * share * (1 - self.late.share(days)), 2)


def read(papers: Papers, course_file: Path, own_file: Path | None) -> Scheme:
    """The scheme: the course's points, what [grading] of course.toml says, and what the instructor's own file says."""
    points: dict[str, float] = {paper.slug: paper.points for paper in papers.exercises}
    tables = [_table(course_file).get("grading", {}), _table(own_file) if own_file else {}]
    partial: list[Partial] = []
    late = Late()
    for table, path in zip(tables, (course_file, own_file)):
        _only(table, _KNOWN, f"{path}")
        for slug, worth in table.get("points", {}).items():
            if slug not in {paper.slug for paper in papers.exercises}:
                continue  # of a lesson that is not marked now
            points[slug] = _number(worth, f"{path}: points of {slug}")
        partial += [_partial(entry, str(path)) for entry in table.get("partial", [])]
        late = _late(table["late"], Path(str(path))) if "late" in table else late
    return Scheme(points, tuple(partial), late)


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadScheme(f"{path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadScheme(f"{path} is not TOML: {error}.") from None


def _partial(entry: dict[str, Any], where: str) -> Partial:
    _only(entry, _OF_PARTIAL, f"{where}, [[partial]]")
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


def _only(table: Mapping[str, Any], known: set[str], where: str) -> None:
    for name in table:
        if name not in known:
            raise BadScheme(f"{where}: nothing is called '{name}'; there is {', '.join(sorted(known))}.")
