"""Archives of submissions: zips and tars, by their names."""

from __future__ import annotations

from collections.abc import Iterator

from kubeish.classroom.grading.reading import tars, zips
from kubeish.classroom.grading.reading.file_entry import FileEntry, Source

_SUFFIXES = (".zip", *tars.SUFFIXES)


def is_archive(name: str) -> bool:
    """Whether a file of this name is unpacked."""
    return name.lower().endswith(_SUFFIXES)


def strip_suffix(name: str) -> str:
    """The name without ``.zip``, ``.tar.gz`` and the like."""
    found = next((suffix for suffix in _SUFFIXES if name.lower().endswith(suffix)), "")
    return name[: len(name) - len(found)]


def list_entries(source: Source, name: str) -> Iterator[FileEntry]:
    """The files of the archive. Raises NotebookUnreadable if it is none, or too large."""
    list_files = tars.list_entries if name.lower().endswith(tars.SUFFIXES) else zips.list_entries
    return list_files(source, name)
