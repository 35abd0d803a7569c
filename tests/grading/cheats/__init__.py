"""Attempts to cheat or to harm, as data: a table for each kind, graded as one class."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

KINDS = ("pretending", "looking", "harming", "damaging", "kernels")


@dataclass(frozen=True)
class Cheat:
    """``cell``: the exercise's cell, or ``damage``: what is done to a notebook with a wrong answer.

    ``status`` and ``says``: what the report must say. ``learner``: the name of its folder, if it
    matters.
    """

    kind: str
    title: str
    slug: str
    status: str | list[str]
    says: str
    cell: str = ""
    damage: str = ""
    learner: str = ""
    number: int = field(default=0)

    @property
    def statuses(self) -> list[str]:
        """What it may come to."""
        return [self.status] if isinstance(self.status, str) else self.status

    @property
    def folder(self) -> str:
        """Its place in the class: the neighbour comes after it, and before the next one."""
        return self.learner or f"{self.number:03} {self.title}"

    @property
    def neighbour(self) -> str:
        """The name of the honest learner who is graded next."""
        return f"{self.folder} - neighbour"


@cache
def cheats() -> tuple[Cheat, ...]:
    """All of them, numbered."""
    found: list[Cheat] = []
    for kind in KINDS:
        table = tomllib.loads(Path(__file__).with_name(f"{kind}.toml").read_text(encoding="utf-8"))
        found += [Cheat(kind, number=len(found) + place, **entry) for place, entry in enumerate(table["cheat"])]
    return tuple(found)
