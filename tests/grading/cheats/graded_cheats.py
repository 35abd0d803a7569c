"""One grading of all the cheats: three graders at once, each with its own part of the class.

Each marks one submission after the other in one worker, so what a cheat leaves behind would meet
its neighbour.
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
from tests.grading import notebook_samples as samples
from tests.grading.cheats import Cheat, cheats, tampering

SECONDS = 3.0
MAX_SECONDS = 90.0
"""Seconds of the grader's time for one cheat on a busy machine; a quiet one needs five."""

_HONEST = """
import builtins, os, sys
def is_etcd_conflict(error):
    return isinstance(error, EtcdError) and error.code == 101
left = [name for name in os.listdir("/tmp") if not sys.prefix.startswith(f"/tmp/{name}/")]
if hasattr(builtins, "kubeish_was_here") or left or os.listdir("/dev/shm"):
    del is_etcd_conflict
"""


@dataclass
class GradedCheats:
    """The results. ``rows``: (learner, slug) to its row in grades.csv."""

    folder: Path
    marker: str
    rows: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    whole: dict[str, dict[str, Any]] = field(default_factory=dict)
    connected: list[str] = field(default_factory=list)

    def row(self, learner: str, slug: str) -> dict[str, str]:
        """The row of grades.csv. A sign that would begin a formula is written after a quote."""
        return self.rows.get((learner, slug)) or self.rows["'" + learner, slug]


@contextmanager
def grade_cheats() -> Iterator[GradedCheats]:
    """Write the submissions, grade them, and read the reports."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cheats-")))
        graded = GradedCheats(folder, f"kubeish-{secrets.token_hex(6)}")
        listeners = [stack.enter_context(each) for each in _open_listeners(graded)]
        (folder / "canary").write_text("alive", encoding="utf-8")
        for part, mine in _split_class().items():
            hand_in(graded, part, mine, listeners[0].getsockname()[1])
        processes = [_start(graded, part) for part in _split_class()]
        for process in processes:
            _, output = process.communicate(timeout=600)
            assert process.returncode == 0, output[-3000:]
        for part in _split_class():
            _read(graded, folder / part / "report")
        graded.connected = [str(each.getsockname()) for each in listeners if _has_connection(each)]
        yield graded


def _split_class() -> dict[str, list[Cheat]]:
    marks = [cheat for cheat in cheats() if cheat.kind != "kernels"]
    kernels = [cheat for cheat in cheats() if cheat.kind == "kernels"]
    return {"first": marks[::2], "second": marks[1::2], "kernels": kernels}


def _open_listeners(graded: GradedCheats) -> Iterator[socket.socket]:
    yield socket.create_server(("127.0.0.1", 0))
    abstract = socket.socket(socket.AF_UNIX)
    abstract.bind(f"\0{graded.marker}")
    abstract.listen()
    yield abstract


def _has_connection(listener: socket.socket) -> bool:
    listener.settimeout(0)
    try:
        listener.accept()[0].close()
    except OSError:
        return False
    return True


def hand_in(graded: GradedCheats, part: str, mine: list[Cheat], port: int) -> None:
    """Write ``mine`` and their neighbours. ``port``: a listener that none may reach."""
    handed_in = graded.folder / part / "class"
    words = {
        "OUT": graded.folder / part / "report",
        "CLASS": handed_in,
        "CANARY": graded.folder / "canary",
        "ROOT": samples.ROOT,
        "PORT": port,
        "ABSTRACT": graded.marker,
        "MARKER": graded.marker,
        "GRADER": os.getpid(),
        "NESTED": "(" * 5_000 + ")" * 5_000,
        "MINUSES": "-" * 90_000,
        "PRAISE": _make_praise(),
    }
    for cheat in mine:
        folder = handed_in / cheat.folder
        folder.mkdir(parents=True)
        if cheat.damage:
            tampering.DAMAGE[cheat.damage](folder)
        else:
            _write(folder, cheat.slug, _fill(cheat.cell, words))
        neighbour = handed_in / cheat.neighbour
        neighbour.mkdir()
        _write(
            neighbour,
            *(("warm-up", _make_right_answer()) if part == "kernels" else ("is-etcd-conflict", PRELUDE + _HONEST)),
        )


def _fill(cell: str, words: dict[str, Any]) -> str:
    text = PRELUDE + cell
    for word, value in words.items():
        text = text.replace(f"@{word}@", str(value))
    return text


def _make_right_answer() -> str:
    return samples.get_right_answer("warm-up")


def _make_praise() -> str:
    """Code that puts the reference's output in place of the check's."""
    notebook = samples.notebooks.read(samples.ROOT / "solutions" / f"{samples.find_lesson('warm-up')}.ipynb")
    check = next(cell for cell in notebook["cells"] if samples.notebooks.get_metadata(cell).get("check") == "warm-up")
    data = {kind: "".join(value) for kind, value in check["outputs"][0]["data"].items()}
    return (
        "class Praise:\n"
        f"    def _repr_mimebundle_(self, **_): return {data!r}\n"
        "import kubeish\n"
        "check = kubeish.check = lambda *a, **k: Praise()\n"
    )


def _write(folder: Path, slug: str, text: str) -> None:
    lesson = samples.find_lesson(slug)
    (folder / f"{lesson}.ipynb").write_bytes(samples.to_bytes(samples.fill_in(lesson, {slug: text})))


def _start(graded: GradedCheats, part: str) -> subprocess.Popen[str]:
    folder = graded.folder / part
    command = [sys.executable, "-m", "kubeish", "grade", str(folder / "class"), "--out", str(folder / "report")]
    seconds = 5 * SECONDS if part == "kernels" else SECONDS  # a busy machine takes a while for a kernel
    command += ["--jobs", "1", "--seconds", str(seconds), "--seed", "20140606"]
    command += [] if part == "kernels" else ["--no-nbval"]
    environment = {**os.environ, "KUBEISH_SECRET_SEED": "20140606"}
    return subprocess.Popen(
        command, cwd=samples.ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def _read(graded: GradedCheats, report: Path) -> None:
    with (report / "grades.csv").open(encoding="utf-8", newline="") as file:
        graded.rows |= {(row["learner"], row["exercise"]): row for row in csv.DictReader(file)}
    with sqlite3.connect(report / "journal.sqlite") as journal:
        for learner, whole in journal.execute("SELECT learner, whole FROM marked"):
            graded.whole[learner] = json.loads(whole)
    journal.close()
