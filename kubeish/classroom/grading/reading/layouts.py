"""Layouts of a download: which file is whose, which attempt counts, what is the course's own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from kubeish.classroom.grading.cut_text import cut_text
from kubeish.classroom.grading.reading import size_limits
from kubeish.classroom.grading.reading.file_entry import FileEntry, decode_name
from kubeish.classroom.grading.reading.learner_names import HandIn, find_common_title, is_of_canvas, parse_hand_in
from kubeish.classroom.grading.reading.school_metadata import read_gradescope, read_receipts


class SubmissionFiles(dict[str, list[FileEntry]]):
    """The files of each learner, by the learner's name. ``notes``: what a person has to know of it.

    ``identities``: who that is to the school. ``not_understood``: files that are no learner's.
    """

    def __init__(self) -> None:
        super().__init__()
        self.notes: dict[str, list[str]] = {}
        self.identities: dict[str, HandIn] = {}
        self.not_understood: list[str] = []

    def note(self, learner: str, words: str) -> None:
        """Add a note to a learner."""
        self.notes.setdefault(learner, []).append(words)

    def describe(self) -> str:
        """Who was found, a line each: what is printed before anything is marked."""
        lines = []
        for learner, entries in self.items():
            count = sum(entry.is_notebook for entry in entries) or sum(entry.is_text_notebook for entry in entries)
            words = [f"{count} notebook{'' if count == 1 else 's'}", *self.notes.get(learner, ())]
            lines.append(f"  {learner}: {'; '.join(words)}")
        if self.not_understood:
            lines.append(f"  No learner's, left out: {', '.join(self.not_understood[:10])}")
        return "\n".join([*lines, *(f"  Warning: {words}" for words in self.list_warnings())])

    def list_warnings(self) -> list[str]:
        """What is odd: a layout may have been misunderstood, and a person has to look at it."""
        found = []
        if not any(entry.is_notebook or entry.is_text_notebook for entries in self.values() for entry in entries):
            found.append("not one notebook was found.")
        is_known = any(each.id for each in self.identities.values())  # the school's own layout was recognized
        if (
            len(self) == 1
            and not is_known
            and sum(entry.is_notebook for entries in self.values() for entry in entries) > 1
        ):
            found.append("all notebooks are one learner's. A class needs a folder, a file or a zip for each learner.")
        return found


@dataclass(frozen=True)
class _Piece:
    """A file of a learner's attempt."""

    hand_in: HandIn
    entry: FileEntry


_OF_THE_SCHOOL = re.compile(
    r".*\.(?:ya?ml|csv|tsv|xlsx?|json|log)|(?:read.?me|index|licen[cs]e|notes?|instructions?)\b.*\.\w+", re.I
)
_SENT_AGAIN = re.compile(r"(.+?)(?:-(\d{1,3}))?((?:\.\w+)+)", re.DOTALL)
_OF_A_COURSE = re.compile(
    r"notebooks|work|solutions|docs|tests|kubeish|benchmarks|binder|\d\d?[_-].*|lessons?[ _-]?\d*", re.I
)


def group_by_learner(entries: list[FileEntry], path: Path, lessons: tuple[str, ...]) -> SubmissionFiles:
    """The files by learner, of the latest attempt of each, without the course's own solutions."""
    entries = _strip_wrappers(entries, lessons)
    names = read_gradescope(entries)
    user_names = read_receipts(entries)
    flat = [entry.name for entry in entries if len(entry.parts) == 1 and entry.is_notebook]
    lessons = tuple(filter(None, (*lessons, find_common_title(flat))))
    pieces: dict[str, list[_Piece]] = {}
    found = SubmissionFiles()
    spelled: dict[str, str] = {}
    for entry in sorted(entries, key=lambda entry: entry.parts):
        if len(entry.parts) == 1 and _belongs_to_no_learner(entry):
            found.not_understood.append(entry.name)
            continue
        said = parse_hand_in(entry.parts[0], lessons, len(entry.parts) == 1, user_names)
        for hand_in in names.get(entry.parts[0]) or [said or HandIn(decode_name(path.resolve().stem))]:
            name = hand_in.learner[: size_limits.NAME] or "nameless"
            pieces.setdefault(spelled.setdefault(name.casefold(), name), []).append(_make_piece(entry, hand_in))
    for learner, mine in pieces.items():
        found.identities[learner] = max(
            (piece.hand_in for piece in mine), key=lambda each: (bool(each.id), each.attempt)
        )
        _choose_current(found, learner, mine)
        _leave_out_course(found, learner)
    return found


def _choose_current(found: SubmissionFiles, learner: str, mine: list[_Piece]) -> None:
    """Take the files of a learner's latest attempt, and note what the school says of it."""
    latest = max(piece.hand_in.attempt for piece in mine)
    current = [piece for piece in mine if piece.hand_in.attempt == latest]
    replaced = _find_replaced(current)
    found[learner] = [piece.entry for piece in current if piece.hand_in.wrote not in replaced]
    if replaced:
        found.note(learner, f"sent again, the latest counts: {cut_text(', '.join(sorted(replaced)), 200)} left out")
    if attempts := {piece.hand_in.attempt for piece in mine} - {latest}:
        found.note(learner, f"the latest of {len(attempts) + 1} attempts counts")
    if any(piece.hand_in.late for piece in mine):
        found.note(learner, "late, says the school's system")


def _belongs_to_no_learner(entry: FileEntry) -> bool:
    """Whether a file beside the submissions is the school's own: metadata, a list of marks, or a readme."""
    return not entry.is_notebook and bool(_OF_THE_SCHOOL.fullmatch(entry.name))


def _make_piece(entry: FileEntry, hand_in: HandIn) -> _Piece:
    is_file = len(entry.parts) == 1
    rest = entry if is_file else entry.without_parents(1)
    if is_file and hand_in.own_name:
        rest = FileEntry((hand_in.own_name,), entry.when, entry.read)
    return _Piece(hand_in, rest.changed_at(hand_in.when) if hand_in.when else rest)


def _find_replaced(pieces: list[_Piece]) -> set[str]:
    """Canvas' names of files that were sent again: it calls the next one ``x-1.ipynb`` beside ``x.ipynb``."""
    versions: dict[str, dict[int, str]] = {}
    for hand_in in (piece.hand_in for piece in pieces):
        if is_of_canvas(hand_in.wrote) and (match := _SENT_AGAIN.fullmatch(hand_in.own_name)):
            versions.setdefault(match[1] + match[3], {})[int(match[2] or 0)] = hand_in.wrote
    whole = [numbers for numbers in versions.values() if 0 in numbers]  # else each is a file of its own
    return {wrote for numbers in whole for number, wrote in numbers.items() if number < max(numbers)}


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
