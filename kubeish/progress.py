"""A learner's progress: a plain text file to which each change of state adds a line. Nothing in it is ever rewritten.

    run-pod: not yet
    run-pod: hint 1
    run-pod: passed

The last line of a kind holds. Adding a line is one step of the operating system, so two notebooks that write at the
same moment lose nothing of each other's: the file would otherwise be this course's own lost update. A line that cannot
be read is passed over, and a file that cannot be written is done without: progress never stops a check.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

PASSED = "passed"
NOT_YET = "not yet"
NOT_ATTEMPTED = "not attempted yet"

_LINE = re.compile(r"(?P<slug>[a-z0-9-]+): (?:hint (?P<rung>[1-9])|(?P<status>[a-z][a-z ]*))")


@dataclass
class Progress:
    """What the file says: the state of each exercise, and how many of its hints were shown."""

    statuses: dict[str, str] = field(default_factory=dict)
    rungs: dict[str, int] = field(default_factory=dict)

    def status(self, slug: str) -> str:
        """The state that the last check of the exercise found, or "not attempted yet"."""
        return self.statuses.get(slug, NOT_ATTEMPTED)


def path(folder: Path | None = None) -> Path:
    """Where the file lies: KUBEISH_PROGRESS, or ``.kubeish/progress.txt`` beside the notebooks in ``folder``.

    A notebook's kernel starts in the notebook's folder, so that is what the current folder stands for.
    """
    chosen = os.environ.get("KUBEISH_PROGRESS")
    return Path(chosen) if chosen else (folder or Path.cwd()) / ".kubeish" / "progress.txt"


def load(folder: Path | None = None) -> Progress:
    """What is known so far; nothing, where the file is missing or cannot be read."""
    progress = Progress()
    try:
        lines = path(folder).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return progress
    for line in lines:
        if found := _LINE.fullmatch(line.strip()):
            _apply(progress, found)
    return progress


def _apply(progress: Progress, found: re.Match[str]) -> None:
    if rung := found["rung"]:
        progress.rungs[found["slug"]] = int(rung)
    else:
        progress.statuses[found["slug"]] = found["status"]


def record(slug: str, status: str, folder: Path | None = None) -> None:
    """Note what a check found. An untouched stub that runs again takes nothing back that was found before."""
    before = load(folder).status(slug)
    if status not in (before, NOT_ATTEMPTED):
        _add(f"{slug}: {status}", folder)


def forget(slug: str, folder: Path | None = None) -> None:
    """Note that the exercise stands as at first, since its stub is back."""
    if load(folder).status(slug) != NOT_ATTEMPTED:
        _add(f"{slug}: {NOT_ATTEMPTED}", folder)


def hints_shown(slug: str, folder: Path | None = None) -> int:
    """How many hints of the exercise were shown so far."""
    return load(folder).rungs.get(slug, 0)


def record_hint(slug: str, rung: int, folder: Path | None = None) -> None:
    """Note that hint number ``rung``, counted from 1, was shown."""
    if rung > hints_shown(slug, folder):
        _add(f"{slug}: hint {rung}", folder)


def _add(line: str, folder: Path | None) -> None:
    """Add one line. Marking writes nothing, nor does a folder that may not be written."""
    if os.environ.get("KUBEISH_GRADE") == "1":
        return
    target = path(folder)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Whoever was cut off in the middle of a line spoils that line, not the one after it.
        cut_off = target.exists() and target.read_bytes()[-1:] not in (b"", b"\n")
        start = "\n" if cut_off else ""
        with target.open("ab", buffering=0) as file:
            file.write(f"{start}{line}\n".encode())
    except OSError:
        pass
