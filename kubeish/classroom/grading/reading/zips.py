"""Zips of submissions: their files, and the bytes of each. No number in a zip is trusted."""

from __future__ import annotations

import contextlib
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

from kubeish.classroom.grading.reading import size_limits
from kubeish.classroom.grading.reading.file_entry import FileEntry, Source, split_archive_path
from kubeish.errors import NotebookUnreadable

_ERRORS = (
    *(zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, ValueError, LookupError, OverflowError),
    *(NotImplementedError, RuntimeError, MemoryError),
)


def list_entries(source: Source, where: str) -> Iterator[FileEntry]:
    """The files of a zip. Raises NotebookUnreadable if it is none, or one of too many files."""
    try:
        if isinstance(source, Path) and source.stat().st_size > size_limits.ZIP:
            raise NotebookUnreadable(f"{where} has more than the {size_limits.ZIP:,} bytes that are read")
        infos = _open(source).infolist()
    except _ERRORS as error:
        raise NotebookUnreadable(f"{where} is no zip that can be read: {_describe(error)}") from None
    if len(infos) > size_limits.FILES:
        raise NotebookUnreadable(
            f"{where} holds {len(infos):,} files, more than the {size_limits.FILES:,} that are read"
        )
    for info in infos:
        if not info.filename.endswith("/"):  # is_dir() raises IndexError where the name is empty
            parts, reason = split_archive_path(_decode_name(info))
            when = _get_modification_time(info)
            if reason := reason or _explain_refusal(info):
                yield FileEntry.unreadable(parts, reason, when)
            else:
                yield FileEntry(parts, when, functools.partial(_read, source, info))


def _decode_name(info: zipfile.ZipInfo) -> str:
    """The file's name. Where the zip does not say that it is UTF-8, it may be that, GBK or Latin-1."""
    if info.flag_bits & 0x800 or info.filename.isascii():
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb2312"):  # which has two bytes of 0xA1 and more for each character
        with contextlib.suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    return raw.decode("latin-1")


@functools.lru_cache(maxsize=3)
def _open(source: Source) -> zipfile.ZipFile:
    """The zip, opened. A class may be thousands of them, so only the last few stay open."""
    return zipfile.ZipFile(source if isinstance(source, Path) else io.BytesIO(source.read(size_limits.INNER_ZIP)))


def _read(source: Source, info: zipfile.ZipInfo, most: int) -> bytes:
    """The bytes of one file, unpacked up to ``most``, whatever the zip says of its size."""
    try:
        with _open(source).open(info) as file:
            data = file.read(most + 1)
    except _ERRORS as error:
        raise NotebookUnreadable(f"it cannot be unpacked: {_describe(error)}") from None
    if len(data) > most:
        raise NotebookUnreadable(f"unpacked it has more than the {most:,} bytes that are read")
    return data


def _explain_refusal(info: zipfile.ZipInfo) -> str:
    """Why a file must not be read; empty if it may be."""
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link, and links are not followed"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2):
        # LZMA's header alone may ask for gigabytes to unpack into.
        return "it is packed in a way that is not read: an ordinary zip is stored or deflated"
    return "it is encrypted" if info.flag_bits & 0x1 else ""


def _get_modification_time(info: zipfile.ZipInfo) -> float:
    """POSIX time of the change that the zip states, in this time zone; 0 if it is no date."""
    try:
        return time.mktime(datetime(*info.date_time).timetuple())
    except (ValueError, OverflowError):
        return 0.0


def _describe(error: BaseException) -> str:
    return " ".join(str(error).split())[:100] or type(error).__name__
