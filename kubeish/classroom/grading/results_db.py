"""Database of the marks so far, in a file that survives a kill at any moment."""

from __future__ import annotations

import errno
import hashlib
import secrets
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kubeish.classroom.grading.results import SubmissionMark
from kubeish.errors import KubeishError

_FILE = "journal.sqlite"
# The reads fail where tables of these names have other columns.
_TABLES = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS marked (learner TEXT PRIMARY KEY, key TEXT, whole TEXT);
CREATE TABLE IF NOT EXISTS examined (learner TEXT, slug TEXT, status TEXT, reason TEXT, fingerprint TEXT);
CREATE INDEX IF NOT EXISTS by_learner ON examined (learner);
SELECT name, value FROM setting LIMIT 1;
SELECT learner, key, whole FROM marked LIMIT 1;
SELECT learner, slug, status, reason, fingerprint FROM examined LIMIT 1;
"""


class ReportInUse(KubeishError):
    """Another grader writes to the same report."""


class ReportNotWritable(KubeishError):
    """The report's folder cannot be made, or nothing can be written there."""


@contextmanager
def explain_full_disk(folder: Path) -> Iterator[None]:
    """Have an error of the disk told in one sentence. What is marked is in the database by then."""
    try:
        yield
    except sqlite3.OperationalError as error:
        words = str(error)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EACCES, errno.EPERM):
            raise
        words = error.strerror or "it cannot be written"
    else:
        return
    raise ReportNotWritable(
        f"The report in {folder} cannot be written: {words}. What is marked is kept: make room, and give the "
        "same command again."
    ) from None


class ResultsDatabase:
    """The database in ``folder``. Each submission is written in one transaction, or not at all.

    A mark that an older version wrote has another key: its submission is marked again.
    """

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock: IO[str] = (folder / "journal.lock").open("w")
        except OSError as error:
            raise ReportNotWritable(
                f"No report can be written in {folder}: {error.strerror}. Name another --out."
            ) from None
        try:
            import fcntl

            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:  # Windows has no such locks: only a Dask cluster's marks can be written there
            pass
        except OSError:
            self._lock.close()
            raise ReportInUse(
                f"Another `kubeish grade` is writing to {folder}: wait for it, or name another --out."
            ) from None
        self._open(folder / _FILE)

    def _open(self, path: Path) -> None:
        """Open the file. One that cannot be read is kept aside, and the marking begins anew."""
        try:
            self._connect(path)
        except sqlite3.DatabaseError as error:
            self._connection.close()
            aside = _move_aside(path)
            print(f"{path} cannot be read ({error}): it is kept as {aside.name}, all is marked anew.", file=sys.stderr)
            self._connect(path)

    def _connect(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(_TABLES)
        if self._connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("it is damaged")

    def close(self) -> None:
        """Close the file. Another grader may go on with it."""
        self._connection.close()
        self._lock.close()

    def choose_seed(self, wanted: int | None = None) -> int:
        """The seed of this run: ``wanted``, or else that of earlier runs, or else a random one."""
        seed, conflict = (secrets.randbelow(2**31), "IGNORE") if wanted is None else (wanted, "REPLACE")
        with self._connection:
            self._connection.execute(f"INSERT OR {conflict} INTO setting VALUES ('seed', ?)", (str(seed),))
        return int(self.read_seed())

    def read_seed(self) -> str:
        """The seed of the latest run; empty if there was none."""
        found = self._connection.execute("SELECT value FROM setting WHERE name = 'seed'").fetchone()
        return str(found[0]) if found else ""

    def has(self, learner: str, key: str) -> bool:
        """Whether the learner's submission has been marked under this key."""
        query = "SELECT 1 FROM marked WHERE learner = ? AND key = ?"
        return self._connection.execute(query, (learner, key)).fetchone() is not None

    def write(self, mark: SubmissionMark, key: str) -> None:
        """Write the marks of a submission, in place of older ones."""
        rows = [(mark.learner, each.slug, each.status, each.reason, each.fingerprint) for each in mark.exercises]
        with self._connection:
            row = (mark.learner, key, mark.to_json())
            self._connection.execute("INSERT OR REPLACE INTO marked VALUES (?, ?, ?)", row)
            self._connection.execute("DELETE FROM examined WHERE learner = ?", (mark.learner,))
            self._connection.executemany("INSERT INTO examined VALUES (?, ?, ?, ?, ?)", rows)

    def keep_only(self, learners: set[str]) -> None:
        """Delete the marks of all other learners."""
        gone = [row for row in self._connection.execute("SELECT learner FROM marked") if row[0] not in learners]
        with self._connection:
            self._connection.executemany("DELETE FROM marked WHERE learner = ?", gone)
            self._connection.executemany("DELETE FROM examined WHERE learner = ?", gone)

    def read_all(self) -> Iterator[SubmissionMark]:
        """All marks in the order of the learners' names, one submission in memory at a time."""
        for (whole,) in self._connection.execute("SELECT whole FROM marked ORDER BY learner"):
            yield SubmissionMark.from_json(whole)

    def count_statuses(self, slug: str) -> dict[str, int]:
        """How many learners have each status in an exercise."""
        query = "SELECT status, COUNT(*) FROM examined WHERE slug = ? GROUP BY status"
        return dict(self._connection.execute(query, (slug,)).fetchall())

    def count_reasons(self, slug: str, most: int = 5) -> list[tuple[str, int]]:
        """The reasons for not passing the exercise, the most common first, each with its count."""
        query = """SELECT reason, COUNT(*) AS many FROM examined
                   WHERE slug = ? AND status NOT IN ('passed', 'not attempted')
                   GROUP BY reason ORDER BY many DESC, reason LIMIT ?"""
        return self._connection.execute(query, (slug, most)).fetchall()

    def group_similar(self, slug: str, most: int = 50) -> list[list[str]]:
        """Learners whose answers have the same fingerprint, the largest group first."""
        query = """SELECT fingerprint, COUNT(*) AS many FROM examined WHERE slug = ? AND fingerprint != ''
                   GROUP BY fingerprint HAVING many > 1 ORDER BY many DESC, fingerprint LIMIT ?"""
        groups = self._connection.execute(query, (slug, most)).fetchall()
        members = "SELECT learner FROM examined WHERE slug = ? AND fingerprint = ? ORDER BY learner LIMIT 200"
        return [[row[0] for row in self._connection.execute(members, (slug, group[0]))] for group in groups]


def _move_aside(path: Path) -> Path:
    """Rename the journal and what SQLite has beside it, so that nothing in it is lost."""
    aside = next(
        each for number in range(1, 1000) if not (each := path.with_name(f"{path.name}.damaged-{number}")).exists()
    )
    path.rename(aside)
    for suffix in ("-wal", "-shm"):
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + suffix))
    return aside


def make_key(*parts: str) -> str:
    """Thirty-two hexadecimal digits for a submission and everything that its marks depend on."""
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
