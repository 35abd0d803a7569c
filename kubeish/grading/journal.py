"""The journal: what has been marked so far, in a file that survives a kill at any moment. Nothing is marked twice."""

from __future__ import annotations

import fcntl
import hashlib
import secrets
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from kubeish.errors import KubeishError
from kubeish.grading.results import Marked, from_json

_TABLES = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS marked (learner TEXT PRIMARY KEY, key TEXT, whole TEXT);
CREATE TABLE IF NOT EXISTS examined (learner TEXT, slug TEXT, status TEXT, reason TEXT, fingerprint TEXT);
CREATE INDEX IF NOT EXISTS by_learner ON examined (learner);
"""


class InUse(KubeishError):
    """Another grader writes to the same report."""


class Journal:
    """The journal in ``folder``. Each submission is written in one transaction, or not at all."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock: IO[str] = (folder / "journal.lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            raise InUse(
                f"Another `kubeish grade` is writing to {folder}: wait for it, or name another --out."
            ) from None
        self._file = sqlite3.connect(folder / "journal.sqlite")
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = NORMAL")
        self._file.executescript(_TABLES)

    def close(self) -> None:
        """Close it. Who comes next may go on with it."""
        self._file.close()
        self._lock.close()

    def seed(self, wanted: int | None = None) -> int:
        """The seed of this run: ``wanted``, or else the one that it began with, or else a new one that nobody knows."""
        if wanted is not None:
            self._set("seed", str(wanted))
        elif self.setting("seed") == "":
            self._set("seed", str(secrets.randbelow(2**31)))
        return int(self.setting("seed"))

    def setting(self, name: str) -> str:
        """What was noted under ``name``; empty if nothing was."""
        found = self._file.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return str(found[0]) if found else ""

    def _set(self, name: str, value: str) -> None:
        with self._file:
            self._file.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))

    def has(self, learner: str, key: str) -> bool:
        """Whether the learner's submission has been marked, as it is now and by these papers."""
        found = self._file.execute("SELECT 1 FROM marked WHERE learner = ? AND key = ?", (learner, key)).fetchone()
        return found is not None

    def write(self, marked: Marked, key: str) -> None:
        """Note down the marks of a submission, in place of older ones."""
        rows = [(marked.learner, e.slug, e.status, e.reason, e.fingerprint) for e in marked.exercises]
        with self._file:
            self._file.execute(
                "INSERT OR REPLACE INTO marked VALUES (?, ?, ?)", (marked.learner, key, marked.to_json())
            )
            self._file.execute("DELETE FROM examined WHERE learner = ?", (marked.learner,))
            self._file.executemany("INSERT INTO examined VALUES (?, ?, ?, ?, ?)", rows)

    def keep_only(self, learners: set[str]) -> None:
        """Forget those who are not among the submissions any more."""
        known = {row[0] for row in self._file.execute("SELECT learner FROM marked")}
        with self._file:
            for learner in known - learners:
                self._file.execute("DELETE FROM marked WHERE learner = ?", (learner,))
                self._file.execute("DELETE FROM examined WHERE learner = ?", (learner,))

    def all(self) -> Iterator[Marked]:
        """Every submission that has been marked, by the learner's name, one in memory at a time."""
        for (whole,) in self._file.execute("SELECT whole FROM marked ORDER BY learner"):
            yield from_json(whole)

    def statuses(self, slug: str) -> dict[str, int]:
        """How many have each status in an exercise."""
        query = "SELECT status, COUNT(*) FROM examined WHERE slug = ? GROUP BY status"
        return dict(self._file.execute(query, (slug,)).fetchall())

    def common(self, slug: str, most: int = 5) -> list[tuple[str, int]]:
        """The reasons for which the exercise was not passed, the most common first, with how often each was given."""
        query = """SELECT reason, COUNT(*) AS many FROM examined
                   WHERE slug = ? AND status NOT IN ('passed', 'not attempted')
                   GROUP BY reason ORDER BY many DESC, reason LIMIT ?"""
        return self._file.execute(query, (slug, most)).fetchall()

    def alike(self, slug: str, most: int = 50) -> list[list[str]]:
        """The learners whose answers are the same up to names, blanks and comments, the largest group first."""
        query = """SELECT fingerprint, COUNT(*) AS many FROM examined WHERE slug = ? AND fingerprint != ''
                   GROUP BY fingerprint HAVING many > 1 ORDER BY many DESC, fingerprint LIMIT ?"""
        groups = self._file.execute(query, (slug, most)).fetchall()
        members = "SELECT learner FROM examined WHERE slug = ? AND fingerprint = ? ORDER BY learner LIMIT 200"
        return [[row[0] for row in self._file.execute(members, (slug, group[0]))] for group in groups]


def key(*parts: str) -> str:
    """One text that stands for a submission and everything that its marks depend on."""
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
