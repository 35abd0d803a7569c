"""The evening on which all the cheats are graded: three graders at once, each with its own part of the class.

Each marks one submission after the other in one worker, so whatever a cheat leaves behind would meet its neighbour.
"""

from __future__ import annotations

import csv
import json
import os
import secrets
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.answers import PRELUDE
from tests.grading import handing_in as hand
from tests.grading.cheats import Cheat, cheats, tampering

SECONDS = 3.0
ROOM = 90.0
"""How long one may take of the grader's time: its limit and two seconds on a quiet machine, and this on a busy one."""

_HONEST = """
import builtins, os, sys
def is_etcd_conflict(error):
    return isinstance(error, EtcdError) and error.code == 101
left = [name for name in os.listdir("/tmp") if not sys.prefix.startswith(f"/tmp/{name}/")]
if hasattr(builtins, "kubeish_was_here") or left or os.listdir("/dev/shm"):
    del is_etcd_conflict
"""


@dataclass
class Evening:
    """What came of it. ``rows``: (learner, slug) to its row in grades.csv; ``seconds`` that each learner took."""

    folder: Path
    marker: str
    rows: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    whole: dict[str, dict[str, Any]] = field(default_factory=dict)
    connected: list[str] = field(default_factory=list)

    def row(self, learner: str, slug: str) -> dict[str, str]:
        """The row of grades.csv. A leading sign that a spreadsheet would take for a formula is written with a quote."""
        return self.rows.get((learner, slug)) or self.rows["'" + learner, slug]


@contextmanager
def held() -> Iterator[Evening]:
    """Hand everything in, grade it, and read what was written."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cheats-")))
        evening = Evening(folder, f"kubeish-{secrets.token_hex(6)}")
        listeners = [stack.enter_context(each) for each in _listeners(evening)]
        (folder / "canary").write_text("alive", encoding="utf-8")
        for part, mine in _parts().items():
            hand_in(evening, part, mine, listeners[0].getsockname()[1])
        running = [_start(evening, part) for part in _parts()]
        for process in running:
            _, said = process.communicate(timeout=600)
            assert process.returncode == 0, said[-3000:]
        for part in _parts():
            _read(evening, folder / part / "report")
        evening.connected = [str(each.getsockname()) for each in listeners if _somebody_came(each)]
        yield evening


def _parts() -> dict[str, list[Cheat]]:
    marks = [cheat for cheat in cheats() if cheat.kind != "kernels"]
    kernels = [cheat for cheat in cheats() if cheat.kind == "kernels"]
    return {"first": marks[::2], "second": marks[1::2], "kernels": kernels}


def _listeners(evening: Evening) -> Iterator[socket.socket]:
    yield socket.create_server(("127.0.0.1", 0))
    abstract = socket.socket(socket.AF_UNIX)
    abstract.bind(f"\0{evening.marker}")
    abstract.listen()
    yield abstract


def _somebody_came(listener: socket.socket) -> bool:
    listener.settimeout(0)
    try:
        listener.accept()[0].close()
    except OSError:
        return False
    return True


def hand_in(evening: Evening, part: str, mine: list[Cheat], port: int) -> None:
    """Lay out ``mine`` and their neighbours. ``port``: where somebody listens whom none of them should reach."""
    handed_in = evening.folder / part / "class"
    words = {
        "OUT": evening.folder / part / "report",
        "CLASS": handed_in,
        "CANARY": evening.folder / "canary",
        "ROOT": hand.ROOT,
        "PORT": port,
        "ABSTRACT": evening.marker,
        "MARKER": evening.marker,
        "GRADER": os.getpid(),
        "NESTED": "(" * 5_000 + ")" * 5_000,
        "MINUSES": "-" * 90_000,
        "PRAISE": _praise(),
    }
    for cheat in mine:
        folder = handed_in / cheat.folder
        folder.mkdir(parents=True)
        if cheat.damage:
            tampering.DAMAGE[cheat.damage](folder)
        else:
            _write(folder, cheat.slug, _filled(cheat.cell, words))
        neighbour = handed_in / cheat.neighbour
        neighbour.mkdir()
        _write(neighbour, *(("warm-up", _right()) if part == "kernels" else ("is-etcd-conflict", PRELUDE + _HONEST)))


def _filled(cell: str, words: dict[str, Any]) -> str:
    text = PRELUDE + cell
    for word, value in words.items():
        text = text.replace(f"@{word}@", str(value))
    return text


def _right() -> str:
    return hand.right("warm-up")


def _praise() -> str:
    """A check that says what the reference's says."""
    notebook = hand.notebooks.read(hand.ROOT / "solutions" / f"{hand.lesson_of('warm-up')}.ipynb")
    check = next(cell for cell in notebook["cells"] if hand.notebooks.own(cell).get("check") == "warm-up")
    data = {kind: "".join(value) for kind, value in check["outputs"][0]["data"].items()}
    return (
        "class Praise:\n"
        f"    def _repr_mimebundle_(self, **_): return {data!r}\n"
        "import kubeish\n"
        "check = kubeish.check = lambda *a, **k: Praise()\n"
    )


def _write(folder: Path, slug: str, text: str) -> None:
    lesson = hand.lesson_of(slug)
    (folder / f"{lesson}.ipynb").write_bytes(hand.text_of(hand.filled_in(lesson, {slug: text})))


def _start(evening: Evening, part: str) -> subprocess.Popen[str]:
    folder = evening.folder / part
    command = [sys.executable, "-m", "kubeish", "grade", str(folder / "class"), "--out", str(folder / "report")]
    command += ["--jobs", "1", "--seconds", str(SECONDS), "--seed", "20140606"]
    command += [] if part == "kernels" else ["--no-nbval"]
    surroundings = {**os.environ, "KUBEISH_SECRET_SEED": "20140606"}
    return subprocess.Popen(
        command, cwd=hand.ROOT, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def _read(evening: Evening, report: Path) -> None:
    with (report / "grades.csv").open(encoding="utf-8", newline="") as file:
        evening.rows |= {(row["learner"], row["exercise"]): row for row in csv.DictReader(file)}
    with sqlite3.connect(report / "journal.sqlite") as journal:
        for learner, whole in journal.execute("SELECT learner, whole FROM marked"):
            evening.whole[learner] = json.loads(whole)
    journal.close()
