"""Zips of submissions: which files are in one, and their bytes, with every number in it taken for a claim."""

from __future__ import annotations

import functools
import io
import stat
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from kubeish.errors import NotebookUnreadable
from kubeish.grading.reading import limits
from kubeish.grading.reading.entry import Entry, parts_of

Source = Path | Entry
"""Where a zip is: on this machine, or in another zip."""

_TROUBLE = (zipfile.BadZipFile, OSError, EOFError, ValueError, struct.error, zlib.error, LookupError, OverflowError)


def entries(source: Source, where: str) -> Iterator[Entry]:
    """The files of the zip in ``source``. Raises NotebookUnreadable; a file that is not to be read says so itself."""
    try:
        infos = _opened(source).infolist()
    except (*_TROUBLE, NotImplementedError, MemoryError, RuntimeError) as error:
        raise NotebookUnreadable(f"{where} is no zip that can be read: {_words(error)}") from None
    if len(infos) > limits.FILES:
        raise NotebookUnreadable(f"{where} holds {len(infos):,} files, more than the {limits.FILES:,} that are read")
    for info in infos:
        if not info.filename.endswith("/"):  # as is_dir, which stumbles over an empty name
            parts, trouble = parts_of(info.filename)
            yield Entry(parts, _when(info), _Reader(source, info, trouble or _kind(info)))


@functools.lru_cache(maxsize=3)
def _opened(source: Source) -> zipfile.ZipFile:
    """The zip, opened. A class may be thousands of them, so only the last few stay open."""
    return zipfile.ZipFile(source if isinstance(source, Path) else io.BytesIO(source.read(limits.LEARNER)))


class _Reader:
    """Reads one file of a zip: not more than it may have, whatever the zip says of its size."""

    def __init__(self, source: Source, info: zipfile.ZipInfo, trouble: str) -> None:
        self._source, self._info, self._trouble = source, info, trouble

    def __call__(self, most: int) -> bytes:
        if self._trouble:
            raise NotebookUnreadable(self._trouble)
        try:
            with _opened(self._source).open(self._info) as file:
                data = file.read(most + 1)
        except (*_TROUBLE, NotImplementedError, RuntimeError, MemoryError) as error:
            raise NotebookUnreadable(f"it cannot be unpacked: {_words(error)}") from None
        if len(data) > most:
            raise NotebookUnreadable(f"unpacked it has more than the {most:,} bytes that are read")
        return data


def _kind(info: zipfile.ZipInfo) -> str:
    """Why a file is not read for what it is; an empty text if it may be."""
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link, and links are not followed"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2):
        # LZMA's header alone may ask for gigabytes to unpack into.
        return "it is packed in a way that is not read: an ordinary zip is stored or deflated"
    return "it is encrypted" if info.flag_bits & 0x1 else ""


def _when(info: zipfile.ZipInfo) -> float:
    """When the file was last changed, as the zip claims, in the time of this machine; 0 where that is no date."""
    try:
        return time.mktime(datetime(*info.date_time).timetuple())
    except (ValueError, OverflowError):
        return 0.0


def _words(error: BaseException) -> str:
    return " ".join(str(error).split())[:100] or type(error).__name__
