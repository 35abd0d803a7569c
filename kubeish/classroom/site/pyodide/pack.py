"""Runs in Pyodide alone: copies each archive of /loose to /packed with its modules compiled.

A compiled module is loaded without a look at its source, which most do not have beside them.
kubeish keeps its sources, since lessons show them and tracebacks lead into them.
"""

from __future__ import annotations

import importlib.util
import sys
import warnings
import zipfile
from collections.abc import Iterator
from importlib._bootstrap_external import _code_to_hash_pyc  # type: ignore[attr-defined]
from pathlib import Path, PurePosixPath

SITE = next(place for place in sys.path if place.endswith("site-packages"))
STDLIB = next(place for place in sys.path if place.endswith(".zip"))
AUTHORS = tuple(f"kubeish/classroom/{room}/" for room in ("grading", "site", "authoring", "translating"))
UNUSED = (
    "/tests/",
    ".data/",
    "/_course/solutions/",
    "jedi/third_party/django-stubs/",
    "jedi/third_party/typeshed/third_party/",
    *AUTHORS,
)
"""Modules of tests, what a wheel brings for other programs, answers, by which only a class is marked, types of a
package that no page has, and what only an author or an instructor runs."""


def pack_members(archive: zipfile.ZipFile, place: str, keep_sources: bool) -> Iterator[tuple[str, bytes]]:
    """The names and bytes of the packed archive's members."""
    for name in archive.namelist():
        if name.endswith("/") or any(part in name for part in UNUSED):
            continue
        data = archive.read(name)
        code = compile_module(data, f"{place}/{name}") if name.endswith(".py") else None
        if code is None or keep_sources:
            yield name, data
        if code is not None:
            yield (get_cached_name(name) if keep_sources else f"{name}c"), code


def compile_module(source: bytes, path: str) -> bytes | None:
    """The bytes of a .pyc that is never compared with its source; None for another syntax."""
    try:
        code = compile(source, path, "exec", dont_inherit=True)
    except SyntaxError:
        return None
    return bytes(_code_to_hash_pyc(code, importlib.util.source_hash(source), False))


def get_cached_name(name: str) -> str:
    """Where Python looks for the compiled module of a source that is there."""
    path = PurePosixPath(name)
    return str(path.parent / "__pycache__" / f"{path.stem}.{sys.implementation.cache_tag}.pyc")


def pack(loose: Path, packed: Path) -> None:
    """Pack one archive. Its members carry no time: the same input makes the same bytes."""
    place = STDLIB if loose.suffix == ".zip" else SITE
    with (
        zipfile.ZipFile(loose) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target,
    ):
        for name, data in pack_members(source, place, loose.name.startswith("kubeish-")):
            target.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


warnings.simplefilter("ignore", SyntaxWarning)  # of other packages' code
for path in sorted(Path("/loose").iterdir()):
    if path.suffix in (".whl", ".zip"):
        pack(path, Path("/packed") / path.name)
