"""What schools write beside the submissions: Gradescope's metadata, Blackboard's receipts."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from kubeish.classroom.grading.reading import size_limits
from kubeish.classroom.grading.reading.file_entry import FileEntry
from kubeish.classroom.grading.reading.learner_names import HandIn
from kubeish.errors import NotebookUnreadable

_METADATA = ("submission_metadata.yml", "submission_metadata.yaml")
_RECEIPT = re.compile(r".+_attempt_[\d-]+\.txt")
_MAX_RECEIPT = 100_000


def read_gradescope(entries: Iterable[FileEntry]) -> dict[str, list[HandIn]]:
    """The learners of each folder, from the metadata that Gradescope exports beside them."""
    found: dict[str, list[HandIn]] = {}
    for entry in entries:
        if entry.name in _METADATA and len(entry.parts) == 1:
            with contextlib.suppress(NotebookUnreadable):
                found |= _parse_gradescope(entry.read(size_limits.NOTEBOOK).decode("utf-8", "replace"))
    return found


def _parse_gradescope(text: str) -> dict[str, list[HandIn]]:
    """Of each block of lines, which a folder's name begins: the submitters, and the time.

    Below that time stands the history of earlier attempts, which does not count.
    """
    found: dict[str, list[HandIn]] = {}
    folder = ""
    is_over = False
    for line in text.splitlines():
        key, _, value = line.strip(" -").partition(": ") if ": " in line else (line.strip().rstrip(":"), "", "")
        value = value.strip("'\" ")
        if line[:1] not in ("", " ", "-", "#"):
            folder, is_over = line.strip().rstrip(":").strip("'\""), False
        elif is_over or not folder:
            continue
        elif key == ":name":
            found.setdefault(folder, []).append(HandIn(value, wrote=folder))
        elif folder in found and key in (":sid", ":email"):
            last = found[folder][-1]
            found[folder][-1] = replace(last, id=value) if key == ":sid" else replace(last, mail=value)
        elif folder in found and key == ":created_at":
            found[folder] = [replace(each, when=_parse_time(value)) for each in found[folder]]
            is_over = True
    return found


def _parse_time(text: str) -> float:
    """POSIX time of ``2026-03-01 22:10:00.123456789 -08:00``; 0 if it is no time."""
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)[.\d]*\s*(Z|[+-]\d\d:?\d\d)?", text.strip("'\" "))
    try:
        return datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3] or ''}").timestamp() if match else 0.0
    except ValueError:
        return 0.0


def read_receipts(entries: Iterable[FileEntry]) -> frozenset[str]:
    """The user names in Blackboard's receipts, which begin with ``Name: Ann Lee (alee)``."""
    found: set[str] = set()
    for entry in entries:
        if _RECEIPT.fullmatch(entry.name):
            with contextlib.suppress(NotebookUnreadable):
                text = entry.read(_MAX_RECEIPT).decode("utf-8", "replace")
                found.update(re.findall(r"\AName: .* \((\S+)\)\s*$", text.lstrip("\ufeff"), re.MULTILINE)[:1])
    return frozenset(found)
