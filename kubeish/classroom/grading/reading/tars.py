"""Tars of submissions, plain or packed by gzip or bzip2: their files, and the bytes of each."""

from __future__ import annotations

import bz2
import functools
import gzip
import io
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from kubeish.classroom.grading.reading import size_limits
from kubeish.classroom.grading.reading.file_entry import FileEntry, Source, split_archive_path
from kubeish.errors import NotebookUnreadable

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

SUFFIXES = (".tar.gz", ".tgz", ".tar.bz2", ".tar")

_LARGEST = max(size_limits.WITH_OUTPUTS, size_limits.INNER_ZIP)
"""Bytes of one file: no reader asks for more."""
_ERRORS = (
    *(tarfile.TarError, zlib.error, OSError, EOFError, ValueError, LookupError, OverflowError, MemoryError),
    RecursionError,
)


class _BoundedStream(io.RawIOBase):
    """Bytes of ``stream``, of which no more than size_limits.LEARNER come: a small tar may hold terabytes."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._left = stream, size_limits.LEARNER

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        data = self._stream.read(len(view))
        self._left -= len(data)
        if self._left < 0:
            raise NotebookUnreadable(f"unpacked it has more than the {size_limits.LEARNER:,} bytes that are read")
        view[: len(data)] = data
        return len(data)


def list_entries(source: Source, where: str) -> Iterator[FileEntry]:
    """The files of a tar. Raises NotebookUnreadable if it is none, or one of too many files."""
    found: list[FileEntry] = []
    with _open(source, where) as tar:
        for member in tar:
            if len(found) > size_limits.FILES:
                raise NotebookUnreadable(f"{where} holds more than the {size_limits.FILES:,} files that are read")
            if not member.isdir():
                parts, reason = split_archive_path(member.name)
                reason = reason or ("" if member.isreg() else "it is no plain file")
                read = functools.partial(_read, source, where, member.name)
                found.append(FileEntry.unreadable(parts, reason) if reason else FileEntry(parts, member.mtime, read))
    yield from found


def _read(source: Source, where: str, name: str, most: int) -> bytes:
    """The bytes of the last file of that name, as unpacking would leave it."""
    data = _read_all(source, where).get(name, b"")
    if len(data) > most:
        raise NotebookUnreadable(f"unpacked it has more than the {most:,} bytes that are read")
    return data


@functools.lru_cache(maxsize=1)
def _read_all(source: Source, where: str) -> dict[str, bytes]:
    """Its plain files, each up to what is read of one. A tar has no index: one pass for each file took minutes."""
    found: dict[str, bytes] = {}
    with _open(source, where) as tar:
        for member in tar:
            if member.isreg() and (file := tar.extractfile(member)):
                found[member.name] = file.read(_LARGEST + 1)
    return found


@contextmanager
def _open(source: Source, where: str) -> Iterator[tarfile.TarFile]:
    """The tar as a stream, which is unpacked from the beginning."""
    try:
        file = source.open("rb") if isinstance(source, Path) else io.BytesIO(source.read(size_limits.INNER_ZIP))
        with file, _unpack(file) as stream, tarfile.open(fileobj=_BoundedStream(stream), mode="r|") as tar:
            yield tar
    except _ERRORS as error:
        words = " ".join(str(error).split())[:100] or type(error).__name__
        raise NotebookUnreadable(f"{where} is no tar that can be read: {words}") from None


def _unpack(file: IO[bytes]) -> IO[bytes]:
    magic = file.read(3)
    file.seek(0)
    if magic[:2] == b"\x1f\x8b":
        return cast("IO[bytes]", gzip.GzipFile(fileobj=file))
    return cast("IO[bytes]", bz2.BZ2File(file)) if magic == b"BZh" else file
