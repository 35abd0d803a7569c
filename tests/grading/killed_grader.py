"""`kubeish grade`, killed by SIGKILL at one exact moment: ``python -m tests.grading.killed_grader MOMENT NUMBER ...``.

``MOMENT``: ``before``, ``within`` or ``after`` the writing of the marks of the submission ``NUMBER`` of this run, or
``report``, while the line of that number of grades.csv is written.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from typing import Any

from kubeish.classroom.cli import main
from kubeish.classroom.grading import results_db
from kubeish.classroom.grading.report import tables

MOMENTS = ("before", "within", "after", "report")


class Killer:
    """Counts how often the moment has come, and kills this process at the wanted count."""

    def __init__(self, moment: str, number: int) -> None:
        self.moment, self.left = moment, number

    def count(self, moment: str) -> None:
        self.left -= moment == self.moment
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def install(killer: Killer) -> None:
    """Have each of the moments counted."""
    write, add, connect = results_db.ResultsDatabase.write, tables.ReportTables.add, sqlite3.connect

    def write_and_count(self: results_db.ResultsDatabase, *args: Any) -> None:
        killer.count("before")
        write(self, *args)
        killer.count("after")

    def add_and_count(self: tables.ReportTables, *args: Any) -> None:
        add(self, *args)
        killer.count("report")

    class Connection(sqlite3.Connection):
        def executemany(self, *args: Any) -> sqlite3.Cursor:
            killer.count("within")
            return super().executemany(*args)

    results_db.ResultsDatabase.write = write_and_count  # type: ignore[method-assign]
    tables.ReportTables.add = add_and_count  # type: ignore[method-assign]
    results_db.sqlite3.connect = lambda path: connect(path, factory=Connection)  # type: ignore[attr-defined]


if __name__ == "__main__":
    install(Killer(sys.argv[1], int(sys.argv[2])))
    main(sys.argv[3:])
