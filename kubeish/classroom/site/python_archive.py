"""One archive of all packages for Python in a page: one request, and no wheel that the page would unpack by Python."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path, PurePosixPath

UNUSED = (
    *("/tests/", "IPython/testing/plugin/", ".data/", ".pth", ".ipynb", ".dist-info/RECORD"),
    *("kubeish/_course/solutions/", "anywidget/labextension/", "anywidget/nbextension/"),
    *("jedi/third_party/django-stubs/", "jedi/third_party/typeshed/third_party/", "typeshed/stdlib/2/"),
    *(f"kubeish/classroom/{room}/" for room in ("grading", "site", "authoring", "translating")),
)
"""Modules of tests, what a wheel brings for other programs, answers, by which only a class is marked, notebooks and
scripts that a page has elsewhere, what completes the names of packages that no page has and of Python 2, and what
only an author or an instructor runs."""

OF_A_TERMINAL_ALONE = ("prompt-toolkit", "wcwidth")
"""Packages that only IPython's terminal needs."""

STUBS = {
    "IPython/terminal/embed.py": "def embed(*_, **__):\n    raise RuntimeError('There is no terminal in a page.')\n"
}
"""IPython imports its terminal for this one name, and with it prompt_toolkit: a sixth of Python's memory."""

LEXERS = {"__init__", "_mapping", "python", "special"}
"""Modules of pygments that colour what a kernel shows: tracebacks."""

NAME = "files.bin.gz"


def write(wheels: Path, into: Path) -> None:
    """Write the archive of all ``wheels`` of a folder: the size of its list, the list as JSON, the bytes of all files.

    The same wheels make the same bytes: a browser keeps them until they change.
    """
    folders: dict[str, list[tuple[str, int]]] = {}
    contents = bytearray()
    members = {name: data for wheel in sorted(wheels.glob("*.whl")) for name, data in read(wheel)}
    for name, data in sorted(members.items(), key=lambda item: PurePosixPath(item[0]).parts[:-1]):
        path = PurePosixPath(name)
        folders.setdefault(str(path.parent), []).append((path.name, len(data)))
        contents += data
    listed = json.dumps(folders, separators=(",", ":")).encode()
    archive = len(listed).to_bytes(4, "little") + listed + contents
    (into / NAME).write_bytes(gzip.compress(archive, 9, mtime=0))


def read(wheel: Path) -> list[tuple[str, bytes]]:
    """The names and bytes of a wheel's files that a page may want."""
    with zipfile.ZipFile(wheel) as archive:
        wanted = [name for name in archive.namelist() if not name.endswith("/") and not is_unused(name)]
        return [(name, STUBS[name].encode() if name in STUBS else archive.read(name)) for name in wanted]


def is_unused(name: str) -> bool:
    """Whether no page asks for a wheel's file of this name."""
    is_other_lexer = name.startswith("pygments/lexers/") and PurePosixPath(name).stem not in LEXERS
    return (
        is_other_lexer or name.replace("_", "-").startswith(OF_A_TERMINAL_ALONE) or any(part in name for part in UNUSED)
    )
