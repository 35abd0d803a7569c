"""Submissions on the disk: a folder, a file or a zip for each learner, or one zip of all."""

from __future__ import annotations

import functools
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from kubeish.classroom.grading.reading import archives, size_limits
from kubeish.classroom.grading.reading.file_entry import FileEntry, Source, decode_name
from kubeish.classroom.grading.reading.layouts import SubmissionFiles, group_by_learner
from kubeish.errors import KubeishError, NotebookUnreadable

_MAX_DEPTH = 12


class NoSubmissions(KubeishError):
    """The folder or zip of submissions does not exist, or has none in it."""


def find_submissions(path: Path, lessons: Iterable[str]) -> SubmissionFiles:
    """The files at ``path``, a folder or a zip, by learner. ``lessons``: names of notebooks.

    Raises NoSubmissions. A file that cannot be read says so when it is read.
    """
    if not path.exists():
        raise NoSubmissions(f"There is nothing at {path}: name the folder or the zip with the submissions.")
    entries = _leave_out_ignored(list(_unpack(_list_entries(path))))
    learners = group_by_learner(entries, path, tuple(lessons))
    if not learners:
        raise NoSubmissions(f"There is no submission in {path}: it has no notebook, no folder and no zip.")
    return learners


def _leave_out_ignored(entries: list[FileEntry]) -> list[FileEntry]:
    """The files that learners mean to hand in; a folder of none is kept, so that nobody is lost."""
    kept = [entry for entry in entries if not entry.is_ignored]
    folders = {entry.parts[:depth] for entry in kept for depth in range(1, len(entry.parts))}
    for entry in entries:
        above = entry.parts_above_ignored if entry.is_ignored else ()
        lost = next((above[:depth] for depth in range(1, len(above) + 1) if above[:depth] not in folders), None)
        if lost:
            folders.add(lost)
            kept.append(FileEntry.unreadable((*lost, "(hidden files alone)"), "there are hidden files alone"))
    return kept


def _list_entries(path: Path) -> Iterator[FileEntry]:
    if not path.is_dir():
        yield from _list_only_file(path)
        return
    for top in sorted(path.iterdir()):
        if archives.is_archive(top.name) and not top.is_symlink() and top.is_file():
            name = decode_name(top.name)
            when = _get_modification_time(top)
            yield from (entry.changed_at(when) for entry in _list_archive(top, name, (archives.strip_suffix(name),)))
        else:
            yield from _list_folder(top, path)


def _list_only_file(path: Path) -> Iterator[FileEntry]:
    """The files of the one zip or tar of the class, or one notebook. NoSubmissions if it is neither."""
    name = decode_name(path.name)
    try:
        if not archives.is_archive(name):
            entry = FileEntry((name,), _get_modification_time(path), functools.partial(_read, path))
            if not (entry.is_notebook or entry.is_text_notebook):
                raise NotebookUnreadable(f"{name} is neither a zip nor a notebook")
            yield entry
            return
        yield from archives.list_entries(path, name)
    except NotebookUnreadable as error:
        raise NoSubmissions(f"There is no submission in {path}: {error}. Name the school's folder or zip.") from None


def _list_archive(source: Source, name: str, under: tuple[str, ...]) -> Iterator[FileEntry]:
    """The files of a zip or tar below ``under``; of a broken one, or one too large, an unreadable file."""
    try:
        for entry in archives.list_entries(source, name):
            yield FileEntry((*under, *entry.parts), entry.when, entry.read)
    except NotebookUnreadable as error:
        yield FileEntry.unreadable((*(under or (archives.strip_suffix(name),)), f"{name}.ipynb"), str(error))


def _unpack(entries: Iterable[FileEntry]) -> Iterator[FileEntry]:
    """The entries, with an archive's files in its place. A zip in a zip in a zip is not read."""
    for entry in entries:
        if not archives.is_archive(entry.name) or entry.is_ignored:
            yield entry
            continue
        under = (*entry.parts[:-1], archives.strip_suffix(entry.name))
        for inner in _list_archive(entry, entry.name, under):
            if archives.is_archive(inner.name):
                inner = FileEntry.unreadable((*under, f"{inner.name}.ipynb"), "it is a zip in a zip in a zip")
            yield inner.changed_at(entry.when)  # the learner's own clock wrote the times in that zip


def _list_folder(path: Path, top: Path) -> Iterator[FileEntry]:
    """The file at ``path``, or the files below that folder. Links are listed and not followed."""
    parts = tuple(map(decode_name, path.relative_to(top).parts))
    if path.is_symlink():
        as_notebook = parts if parts[-1].endswith(".ipynb") else (*parts, f"{parts[-1]}.ipynb")
        yield FileEntry.unreadable(as_notebook, "it is a link, and links are not followed")
    elif path.is_dir():
        try:
            inner = sorted(path.iterdir())[: size_limits.FILES]
        except OSError as error:
            yield FileEntry.unreadable((*parts, "folder.ipynb"), f"the folder cannot be opened: {error.strerror}")
            return
        if len(parts) < _MAX_DEPTH:
            yield from (entry for each in inner for entry in _list_folder(each, top))
        if not inner:
            yield FileEntry.unreadable((*parts, "(an empty folder)"), "the folder is empty")
    else:
        yield FileEntry(parts, _get_modification_time(path), functools.partial(_read, path))


def _read(path: Path, most: int) -> bytes:
    """The bytes of a file. O_NONBLOCK: opening a pipe would wait for a writer."""
    try:
        number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_NOFOLLOW", 0))
        with open(number, "rb") as file:  # noqa: PTH123  # pathlib opens no descriptors
            if not stat.S_ISREG(os.fstat(number).st_mode):
                raise NotebookUnreadable("it is no plain file")
            data = file.read(most + 1)
    except OSError as error:
        raise NotebookUnreadable(f"it cannot be read: {error.strerror}") from None
    if len(data) > most:
        raise NotebookUnreadable(f"it has more than the {most:,} bytes that are read")
    return data


def _get_modification_time(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
