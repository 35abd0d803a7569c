"""Layouts of a download: which file is whose, which attempt counts, what is the course's own."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from kubeish.classroom.grading.reading import size_limits
from kubeish.classroom.grading.reading.file_entry import FileEntry
from kubeish.classroom.grading.reading.learner_names import HandIn, parse_hand_in
from kubeish.errors import NotebookUnreadable


class SubmissionFiles(dict[str, list[FileEntry]]):
    """The files of each learner, by the learner's name. ``notes``: what a person has to know of it."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: dict[str, list[str]] = {}

    def note(self, learner: str, words: str) -> None:
        """Add a note to a learner."""
        self.notes.setdefault(learner, []).append(words)

    def describe(self) -> str:
        """Who was found, a line each: what is printed before anything is marked."""
        lines = []
        for learner, entries in self.items():
            count = sum(entry.is_notebook for entry in entries)
            words = [f"{count} notebook{'' if count == 1 else 's'}", *self.notes.get(learner, ())]
            lines.append(f"  {learner}: {'; '.join(words)}")
        return "\n".join(lines)


@dataclass(frozen=True)
class _Piece:
    """A file of a learner's attempt."""

    hand_in: HandIn
    entry: FileEntry


_OF_THE_SCHOOL = re.compile(
    r".*\.(?:ya?ml|csv|tsv|xlsx?|json|log)|(?:read.?me|index|licen[cs]e|notes?|instructions?)\b.*\.\w+", re.I
)
_METADATA = ("submission_metadata.yml", "submission_metadata.yaml")
_OF_A_COURSE = re.compile(
    r"notebooks|work|solutions|docs|tests|kubeish|benchmarks|binder|\d\d?[_-].*|lessons?[ _-]?\d*", re.I
)


def group_by_learner(entries: list[FileEntry], path: Path, lessons: tuple[str, ...]) -> SubmissionFiles:
    """The files by learner, of the latest attempt of each, without the course's own solutions."""
    entries = _strip_wrappers(entries, lessons)
    names = _read_gradescope(entries)
    pieces: dict[str, list[_Piece]] = {}
    for entry in sorted(entries, key=lambda entry: entry.parts):
        if len(entry.parts) == 1 and _belongs_to_no_learner(entry):
            continue
        piece = _make_piece(entry, path, lessons, names)
        pieces.setdefault(piece.hand_in.learner[: size_limits.NAME] or "nameless", []).append(piece)
    found = SubmissionFiles()
    for learner, mine in pieces.items():
        latest = max(piece.hand_in.attempt for piece in mine)
        found[learner] = [piece.entry for piece in mine if piece.hand_in.attempt == latest]
        if attempts := {piece.hand_in.attempt for piece in mine} - {latest}:
            found.note(learner, f"the latest of {len(attempts) + 1} attempts counts")
        if any(piece.hand_in.late for piece in mine):
            found.note(learner, "late, says the school's system")
        _leave_out_course(found, learner)
    return found


def _belongs_to_no_learner(entry: FileEntry) -> bool:
    """Whether a file beside the submissions is the school's own: metadata, a list of marks, or a readme."""
    return not entry.is_notebook and bool(_OF_THE_SCHOOL.fullmatch(entry.name))


def _make_piece(entry: FileEntry, path: Path, lessons: tuple[str, ...], names: dict[str, HandIn]) -> _Piece:
    is_file = len(entry.parts) == 1
    top = entry.parts[0]
    hand_in = names.get(top) or parse_hand_in(top, lessons, is_file) or HandIn(path.resolve().stem)
    rest = entry if is_file else entry.without_parents(1)
    if is_file and hand_in.own_name:
        rest = FileEntry((hand_in.own_name,), entry.when, entry.read)
    return _Piece(hand_in, rest.changed_at(hand_in.when) if hand_in.when else rest)


def _leave_out_course(found: SubmissionFiles, learner: str) -> None:
    """Leave out what a clone of the course has of its own: only the learner's work counts."""
    entries = found[learner]
    roots = {entry.parts[:-1] for entry in entries if entry.name == "course.toml"}
    own = [
        entry
        for entry in entries
        for root in roots
        if entry.parts[: len(root)] == root and entry.parts[len(root)] in ("solutions", "kubeish", "tests", "docs")
    ]
    if any(entry.is_notebook for entry in own):
        kept = {id(entry) for entry in own}
        found[learner] = [entry for entry in entries if id(entry) not in kept]
        found.note(learner, "the course's own solutions were left out")


def _strip_wrappers(entries: list[FileEntry], lessons: tuple[str, ...]) -> list[FileEntry]:
    """The entries without folders that are around the whole class, and are no learner's."""
    while len({entry.parts[0] for entry in entries}) == 1 and _is_wrapper(entries, lessons):
        entries = [entry.without_parents(1) for entry in entries if len(entry.parts) > 1]
    return entries


def _is_wrapper(entries: list[FileEntry], lessons: tuple[str, ...]) -> bool:
    """Whether the one folder around all has learners in it: folders, or files, with several names."""
    inner = [entry for entry in entries if len(entry.parts) > 1]
    folders = {entry.parts[1] for entry in inner if len(entry.parts) > 2}
    if len(inner) < len(entries) or any(_OF_A_COURSE.fullmatch(name) for name in folders):
        return False
    files = [entry.name for entry in inner if len(entry.parts) == 2 and entry.is_notebook]
    named = [parse_hand_in(name, lessons, is_file=True) for name in files]
    if folders:
        return len(folders) > 1
    return None not in named and len({hand_in.learner for hand_in in named if hand_in}) > 1


def _read_gradescope(entries: Iterable[FileEntry]) -> dict[str, HandIn]:
    """The learner of each folder, from the metadata that Gradescope exports beside them."""
    found: dict[str, HandIn] = {}
    for entry in entries:
        if entry.name in _METADATA and len(entry.parts) == 1:
            with contextlib.suppress(NotebookUnreadable):
                found |= _parse_gradescope(entry.read(size_limits.NOTEBOOK).decode("utf-8", "replace"))
    return found


def _parse_gradescope(text: str) -> dict[str, HandIn]:
    """Of each block of lines, which a folder's name begins: the first submitter, and the time."""
    found: dict[str, HandIn] = {}
    folder = ""
    for line in text.splitlines():
        key, _, value = line.strip(" -").rpartition(": ") if ": " in line else (line.strip().rstrip(":"), "", "")
        if line[:1] not in ("", " ", "-", "#"):
            folder = line.strip().rstrip(":").strip("'\"")
        elif key == ":name" and folder and folder not in found:
            found[folder] = HandIn(value.strip("'\" "))
        elif key.startswith(":created_at") and folder in found:
            found[folder] = replace(found[folder], when=_parse_time(line.partition(": ")[2]))
    return found


def _parse_time(text: str) -> float:
    """POSIX time of ``2026-03-01 22:10:00.123456789 -08:00``; 0 if it is no time."""
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)[.\d]*\s*(Z|[+-]\d\d:?\d\d)?", text.strip("'\" "))
    try:
        return datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3] or ''}").timestamp() if match else 0.0
    except ValueError:
        return 0.0
