"""`kubeish grade`, killed by SIGKILL at one exact moment: ``python -m tests.grading.dying_grader MOMENT NUMBER ...``.

``MOMENT``: ``before``, ``within`` or ``after`` the writing of the marks of the submission ``NUMBER`` of this run, or
``report``, while the line of that number of grades.csv is written.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from typing import Any

from kubeish.cli import main
from kubeish.grading import journal
from kubeish.grading.report import tables

MOMENTS = ("before", "within", "after", "report")


class Dying:
    """Counts how often it comes by, and dies the time that was asked for."""

    def __init__(self, moment: str, number: int) -> None:
        self.moment, self.left = moment, number

    def comes_by(self, moment: str) -> None:
        self.left -= moment == self.moment
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def install(dying: Dying) -> None:
    """Have it come by at each of the moments."""
    write, add, connect = journal.Journal.write, tables.Tables.add, sqlite3.connect

    def watched_write(self: journal.Journal, *args: Any) -> None:
        dying.comes_by("before")
        write(self, *args)
        dying.comes_by("after")

    def watched_add(self: tables.Tables, *args: Any) -> None:
        add(self, *args)
        dying.comes_by("report")

    class Connection(sqlite3.Connection):
        def executemany(self, *args: Any) -> sqlite3.Cursor:
            dying.comes_by("within")
            return super().executemany(*args)

    journal.Journal.write = watched_write  # type: ignore[method-assign]
    tables.Tables.add = watched_add  # type: ignore[method-assign]
    journal.sqlite3.connect = lambda path: connect(path, factory=Connection)  # type: ignore[attr-defined]


if __name__ == "__main__":
    install(Dying(sys.argv[1], int(sys.argv[2])))
    main(sys.argv[3:])
