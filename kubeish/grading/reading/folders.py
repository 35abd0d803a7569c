"""Submissions as they lie on the disk: a folder a learner, a file a learner, a zip of either, or a zip a learner."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from kubeish.errors import KubeishError, NotebookUnreadable
from kubeish.grading.reading import limits, zips
from kubeish.grading.reading.entry import Entry
from kubeish.grading.reading.notebook import clean

Pile = dict[str, list[Entry]]
"""The files of each learner, by the learner's name."""


class NoSubmissions(KubeishError):
    """There is nothing to mark where submissions were said to be."""


def pile(path: Path, lessons: Iterable[str]) -> Pile:
    """Whose files lie at ``path``, a folder or a zip. ``lessons``: the names that a notebook may have."""
    if not path.exists():
        raise NoSubmissions(f"There is nothing at {path}: name the folder or the zip with the submissions.")
    found = list(_expanded(_entries(path), path.name))
    learners: Pile = {}
    for entry in sorted(_without_wrapper(found, path), key=lambda entry: entry.parts):
        name, rest = _learner(entry, path, lessons)
        learners.setdefault(name, []).append(rest)
    if not learners:
        raise NoSubmissions(f"There is no submission in {path}: it has no notebook, no folder and no zip.")
    return learners


def _entries(path: Path) -> Iterator[Entry]:
    if path.is_dir():
        for top in sorted(path.iterdir()):
            if top.suffix.lower() == ".zip" and not top.is_symlink() and top.is_file():
                yield from _zip(top, (top.stem,))
            else:
                yield from _below(top, path)
    else:
        yield from _zip(path, ())


def _zip(path: Path, under: tuple[str, ...]) -> Iterator[Entry]:
    """The files of a zip; of a broken one, or one too large, a file that says so when it is read."""
    try:
        if path.stat().st_size > limits.ZIP:
            raise NotebookUnreadable(f"{path.name} has more than the {limits.ZIP:,} bytes that are read")
        for entry in zips.entries(path, path.name):
            yield Entry((*under, *entry.parts), entry.when, entry.read)
    except NotebookUnreadable as error:
        yield Entry((*(under or (path.stem,)), f"{path.name}.ipynb"), 0.0, _broken(str(error)))


def _expanded(entries: Iterable[Entry], where: str) -> Iterator[Entry]:
    """The files, with those of zips in a zip in place of these."""
    for entry in entries:
        if not entry.ends(".zip") or entry.ignored:
            yield entry
            continue
        under = (*entry.parts[:-1], clean(entry.name, 200)[:-4])
        try:
            for inside in zips.entries(entry, entry.name):
                if inside.ends(".zip"):
                    yield Entry((*under, f"{inside.name}.ipynb"), 0.0, _broken("it is a zip in a zip in a zip"))
                else:
                    yield Entry((*under, *inside.parts), inside.when, inside.read)
        except NotebookUnreadable as error:
            yield Entry((*under, f"{entry.name}.ipynb"), 0.0, _broken(str(error)))


def _below(path: Path, top: Path) -> Iterator[Entry]:
    """The file, or the files in the folder and below it. Links are named and not followed."""
    parts = tuple(clean(part, 200) for part in path.relative_to(top).parts)
    if path.is_symlink():
        yield Entry(_as_notebook(parts), 0.0, _broken("it is a link, and links are not followed"))
    elif path.is_dir():
        try:
            inside = sorted(path.iterdir())[: limits.FILES]
        except OSError as error:
            yield Entry((*parts, "folder.ipynb"), 0.0, _broken(f"the folder cannot be opened: {error.strerror}"))
            return
        yield from (entry for each in inside if len(parts) < 12 for entry in _below(each, top))
        if not inside:
            yield Entry((*parts, "(an empty folder)"), 0.0, _broken("the folder is empty"))
    else:
        yield Entry(parts, _when(path), _File(path))


def _as_notebook(parts: tuple[str, ...]) -> tuple[str, ...]:
    return parts if parts[-1].endswith(".ipynb") else (*parts, f"{parts[-1]}.ipynb")


class _File:
    """Reads a file of this machine, if it is a file at all."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self, most: int) -> bytes:
        try:
            number = os.open(self._path, os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_NOFOLLOW", 0))
            with open(number, "rb") as file:  # noqa: PTH123  # a number is no path
                if not stat.S_ISREG(os.fstat(number).st_mode):
                    raise NotebookUnreadable("it is no plain file")
                data = file.read(most + 1)
        except OSError as error:
            raise NotebookUnreadable(f"it cannot be read: {error.strerror}") from None
        if len(data) > most:
            raise NotebookUnreadable(f"it has more than the {most:,} bytes that are read")
        return data


def _broken(reason: str) -> _Broken:
    return _Broken(reason)


class _Broken:
    def __init__(self, reason: str) -> None:
        self._reason = reason

    def __call__(self, most: int) -> bytes:
        raise NotebookUnreadable(self._reason)


def _when(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _without_wrapper(entries: list[Entry], path: Path) -> list[Entry]:
    """Without the one folder that a zip of a folder has around all the others."""
    kept = [entry for entry in entries if not entry.ignored]
    tops = {entry.parts[0] for entry in kept}
    wrapped = not path.is_dir() and len(tops) == 1 and all(len(entry.parts) > 2 for entry in kept)
    return [entry.below(1) for entry in kept] if wrapped else kept


def _learner(entry: Entry, path: Path, lessons: Iterable[str]) -> tuple[str, Entry]:
    """Whose file it is: the folder's name, or the file's own without the lesson's."""
    if len(entry.parts) > 1:
        return entry.parts[0][: limits.NAME] or "nameless", entry.below(1)
    stem = re.sub(r"( \(\d+\)|-Copy\d+)$", "", Path(entry.name).stem)
    for lesson in lessons:
        stem = re.sub(rf"(^|[-_ .]+){re.escape(lesson)}([-_ .]+|$)", "", stem)
    return (stem or path.resolve().stem)[: limits.NAME], entry
