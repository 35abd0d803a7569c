"""A learner's progress: a plain text file to which each change of state appends a line.

    run-pod: not yet
    run-pod: hint 1
    run-pod: passed

The last line of a kind holds. Appending is one step of the operating system, so two notebooks that
write at the same moment lose no update of each other's. A line that cannot be parsed is skipped. A
file that cannot be written is named once, on standard error: progress never stops a check.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from kubeish.classroom.user_paths import expand

PASSED = "passed"
NOT_YET = "not yet"
NOT_ATTEMPTED = "not attempted yet"

_unwritable: set[str] = set()
"""Errors that were printed in this process: a check that runs again does not repeat them."""
_LINE = re.compile(r"(?P<slug>[a-z0-9-]+): (?:hint (?P<rung>[1-9])|(?P<status>[a-z][a-z ]*))")


@dataclass
class Progress:
    """The state of each exercise, and how many of its hints were shown, by slug."""

    statuses: dict[str, str] = field(default_factory=dict)
    rungs: dict[str, int] = field(default_factory=dict)

    def get_status(self, slug: str) -> str:
        """The state that the last check of the exercise found, or "not attempted yet"."""
        return self.statuses.get(slug, NOT_ATTEMPTED)


def find_path(folder: Path | None = None) -> Path:
    """The file: KUBEISH_PROGRESS, or ``.kubeish/progress.txt`` beside the notebooks in ``folder``.

    Default is the current folder, since a notebook's kernel starts in the notebook's folder.
    """
    chosen = os.environ.get("KUBEISH_PROGRESS")
    return expand(chosen) if chosen else (folder or Path.cwd()) / ".kubeish" / "progress.txt"


def load(folder: Path | None = None) -> Progress:
    """Read the progress so far; empty if the file is missing or cannot be read."""
    progress = Progress()
    try:
        lines = find_path(folder).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return progress
    for found in filter(None, (_LINE.fullmatch(line.strip()) for line in lines)):
        if found["rung"]:
            progress.rungs[found["slug"]] = int(found["rung"])
        else:
            progress.statuses[found["slug"]] = found["status"]
    return progress


def record(slug: str, status: str, folder: Path | None = None) -> None:
    """Record what a check found. A pass stays one, and an untouched stub changes nothing."""
    before = load(folder).get_status(slug)
    if before != PASSED and status not in (before, NOT_ATTEMPTED):
        _append(f"{slug}: {status}", folder)


def forget(slug: str, folder: Path | None = None) -> None:
    """Record that the exercise is "not attempted yet" again, since its stub is back."""
    if load(folder).get_status(slug) != NOT_ATTEMPTED:
        _append(f"{slug}: {NOT_ATTEMPTED}", folder)


def count_hints(slug: str, folder: Path | None = None) -> int:
    """How many hints of the exercise were shown so far."""
    return load(folder).rungs.get(slug, 0)


def record_hint(slug: str, rung: int, folder: Path | None = None) -> None:
    """Record that hint number ``rung``, counted from 1, was shown."""
    if rung > count_hints(slug, folder):
        _append(f"{slug}: hint {rung}", folder)


def _append(line: str, folder: Path | None) -> None:
    """Append one line, or print why it cannot be written. Does nothing while marking."""
    if os.environ.get("KUBEISH_GRADE") == "1":
        return
    try:
        target = find_path(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        # A write that was cut off in the middle of a line spoils that line, but not the next one.
        cut_off = target.exists() and target.read_bytes()[-1:] not in (b"", b"\n")
        start = "\n" if cut_off else ""
        with target.open("ab", buffering=0) as file:
            file.write(f"{start}{line}\n".encode())
    except OSError as error:
        why = f"{error.filename} cannot be written ({error.strerror})" if error.filename else str(error)
        if why not in _unwritable:
            _unwritable.add(why)
            print(f"Your progress is not recorded: {why}. Name another file in KUBEISH_PROGRESS.", file=sys.stderr)
