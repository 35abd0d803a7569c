"""A file of a submission, on the disk or in a zip: its path, its time, its bytes on demand."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kubeish.classroom.grading.reading.notebook import clean_text
from kubeish.errors import NotebookUnreadable

_IGNORED = ("__MACOSX", ".ipynb_checkpoints", ".git", "__pycache__", ".kubeish", "old-answers")


@dataclass(frozen=True)
class FileEntry:
    """``parts`` of its path. ``when`` it was changed, as POSIX time; 0 if unknown.

    ``read(most)`` gives its bytes. It raises NotebookUnreadable, with the reason, if they are more
    than ``most`` or cannot be read.
    """

    parts: tuple[str, ...]
    when: float
    read: Callable[[int], bytes]

    @classmethod
    def unreadable(cls, parts: tuple[str, ...], reason: str, when: float = 0.0) -> FileEntry:
        """A file whose reading fails with ``reason``."""

        def fail(most: int) -> bytes:
            raise NotebookUnreadable(reason)

        return cls(parts, when, fail)

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.parts[-1]

    @property
    def path(self) -> str:
        """Its path within the submission."""
        return "/".join(self.parts)

    @property
    def is_ignored(self) -> bool:
        """Whether a program has left it there that no learner means to hand in."""
        return any(map(_is_ignored, self.parts))

    @property
    def parts_above_ignored(self) -> tuple[str, ...]:
        """The parts of its path before the first one that is ignored."""
        return tuple(itertools.takewhile(lambda part: not _is_ignored(part), self.parts))

    def without_parents(self, count: int) -> FileEntry:
        """The same file without the first ``count`` parts of its path."""
        return FileEntry(self.parts[count:], self.when, self.read)

    def changed_at(self, when: float) -> FileEntry:
        """The same file with another time: the school's, in place of one that the learner has set."""
        return FileEntry(self.parts, when, self.read)

    @property
    def is_notebook(self) -> bool:
        """Whether it is called as notebooks are, or as browsers save them."""
        return self.name.lower().endswith((".ipynb", ".ipynb.txt", ".ipynb.json"))

    @property
    def is_text_notebook(self) -> bool:
        """Whether it may be a notebook kept as text, as by jupytext."""
        return self.name.lower().endswith((".py", ".md", ".myst"))

    def has_suffix(self, suffix: str) -> bool:
        """Whether its name has this suffix, in small letters or large."""
        return self.name.lower().endswith(suffix)


Source = Path | FileEntry
"""Where an archive is: on the disk, or in another archive."""


def decode_name(part: str) -> str:
    """A name on the disk; in Latin-1 if it is not UTF-8, so that two names stay two."""
    if any(0xDC80 <= ord(each) <= 0xDCFF for each in part):  # how Python shows bytes that are not UTF-8
        part = os.fsencode(part).decode("latin-1")
    return clean_text(part, 200)


def _is_ignored(part: str) -> bool:
    return part in _IGNORED or part.startswith((".", "~$"))


def split_archive_path(name: str) -> tuple[tuple[str, ...], str]:
    """The parts of a path in a zip or tar, and why it must not be read: it may lead out of its folder."""
    path = clean_text(name, 1000).replace("\\", "/")
    parts = tuple(part for part in path.split("/") if part not in ("", "."))
    outside = path.startswith("/") or ".." in parts or (bool(parts) and ":" in parts[0])
    kept = tuple(part for part in parts if part != "..") or ("nameless",)
    return kept, "its path leads out of its folder" if outside else ""
