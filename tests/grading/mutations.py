"""Mutations of notebooks and zips, each drawn from a number: the same number, the same bytes."""

from __future__ import annotations

import copy
import io
import json
import random
import zipfile
from collections.abc import Callable
from typing import Any

_BYTES = (
    *(
        b"\xff",
        b"\x00",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"[",
        b"]",
        b"{",
        b"}",
        b'"',
        b"\\",
        b",",
        b":",
        b"\\ud800",
        b"\\u0000",
    ),
    *(
        b"null",
        b"NaN",
        b"-Infinity",
        b"1e999",
        b"9" * 5000,
        b"[" * 3000,
        b'{"a":' * 2000,
        b"'",
        b"\r",
        b"\n\n",
        b"true",
    ),
)
_VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        10**30,
        1.5,
        float("inf"),
        "",
        "x" * 5000,
        "\ud800",
        "\0",
        "a\r\nb",
        [],
        {},
        [[]],
        [None],
    ),
    *({"a": {"b": []}}, [["print(1)"]], ["a", 3, None], {"kubeish": None}, {"kubeish": {"exercise": 7, "lesson": []}}),
    *("code", "02-is-etcd-conflict", "is-etcd-conflict", "../../x", "\u202e", "é" * 300),
)
_CODE = (
    *(
        "(",
        ")" * 300,
        "'''",
        '"',
        "\\",
        "\\\n",
        "\t",
        " " * 200,
        "\f",
        "\r",
        "\0",
        "\ufeff",
        "\ud83d",
        "!ls",
        "%%bash\n",
        "?",
        "@",
    ),
    *(
        "def is_etcd_conflict",
        "class ",
        "import ",
        "from . import (",
        "lambda: ",
        "a, " * 2000,
        "a" * 9000,
        "\n" * 500,
        "=",
        "==",
    ),
    *(
        "".join(" " * depth + "if 1:\n" for depth in range(120)),
        "0x",
        "1_",
        "é = 1",
        "\u0663",
        "f'{",
        "{" * 300,
        "#",
        ":=",
        "-" * 900,
    ),
)


def mutate_notebook(base: dict[str, Any], number: int) -> bytes:
    """A mutation of ``base``: of its values, of its cells' texts, of its bytes, or of several of these."""
    draw = random.Random(number)
    changed = copy.deepcopy(base)
    for _ in range(draw.choice((0, 1, 1, 2, 5))):
        draw.choice((_mutate_value, _mutate_text, _mutate_cells))(changed, draw)
    data = json.dumps(changed, indent=draw.choice((None, 1))).encode("utf-8", "surrogatepass")
    for _ in range(draw.choice((0, 0, 1, 1, 3, 20))):
        data = _mutate_bytes(data, draw)
    return data


def mutate_zip(files: dict[str, bytes], number: int) -> bytes:
    """A zip of mutations of ``files``' names, and then of its own bytes."""
    draw = random.Random(number)
    out = io.BytesIO()
    kind = draw.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    with zipfile.ZipFile(out, "w", kind) as file:
        for name, data in files.items():
            info = zipfile.ZipInfo(_mutate_name(name, draw), draw.choice(_DATES))
            info.compress_type = kind
            info.external_attr = draw.choice((0, 0o644 << 16, 0o120777 << 16, 0o40755 << 16, 0o10644 << 16, 0xFFFFFFFF))
            file.writestr(info, data)
    changed = out.getvalue()
    for _ in range(draw.choice((0, 1, 1, 2, 8))):
        changed = draw.choice((_mutate_bytes, _mutate_header, _mutate_ends))(changed, draw)
    return changed


_DATES = ((1980, 1, 1, 0, 0, 0), (2014, 6, 6, 12, 0, 0), (2107, 12, 31, 23, 59, 58))
_NAMES = ("../", "/", "C:\\", "..\\", "\x01", "é", "a" * 300, ".", "CON", " ", "//", "\u202e", "x/" * 40, "%", "=1+1")


def _mutate_name(name: str, draw: random.Random) -> str:
    for _ in range(draw.choice((0, 0, 1, 2))):
        place = draw.randrange(len(name) + 1)
        name = name[:place] + draw.choice(_NAMES) + name[place:]
    return name


def _mutate_bytes(data: bytes, draw: random.Random) -> bytes:
    """A slice of it replaced, doubled, cut out or flipped."""
    start = draw.randrange(len(data) + 1)
    end = min(len(data), start + draw.choice((0, 1, 2, 10, 300)))
    ways: tuple[Callable[[], bytes], ...] = (
        lambda: data[:start] + draw.choice(_BYTES) + data[end:],
        lambda: data[:start] + data[start:end] * 3 + data[end:],
        lambda: data[:start] + data[end:],
        lambda: data[:start],
        lambda: data[:start] + bytes(byte ^ (1 << draw.randrange(8)) for byte in data[start:end]) + data[end:],
    )
    return draw.choice(ways[:3] + ways[4:] if draw.random() < 0.9 else ways)()


def _mutate_header(data: bytes, draw: random.Random) -> bytes:
    """A number in one of the zip's own records changed."""
    places = [place for mark in (b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06") if (place := data.find(mark)) >= 0]
    if not places:
        return data
    start = draw.choice(places) + 4 + draw.randrange(40)
    number = draw.choice(
        (b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x01\x00", b"\x63\x00", b"\xff\x7f", draw.randbytes(2))
    )
    return data[:start] + number + data[start + len(number) :]


def _mutate_ends(data: bytes, draw: random.Random) -> bytes:
    """Something before it or after it, or its end cut off."""
    return draw.choice((data + b"x" * 70, b"#!/bin/sh\n" + data, data[: -draw.randrange(1, 60)], data + data))


def _list_places(value: Any) -> list[tuple[Any, Any]]:
    """(container, key) of every value in there."""
    found, waiting = [], [value]
    while waiting:
        each = waiting.pop()
        pairs = (
            list(each.items()) if isinstance(each, dict) else list(enumerate(each)) if isinstance(each, list) else []
        )
        found += [(each, key) for key, _ in pairs]
        waiting += [inner for _, inner in pairs]
    return found


def _mutate_value(changed: dict[str, Any], draw: random.Random) -> None:
    places = _list_places(changed)
    if not places:
        return
    container, key = draw.choice(places)
    if draw.random() < 0.2:
        del container[key]
    else:
        container[key] = copy.deepcopy(draw.choice(_VALUES))


def _mutate_text(changed: dict[str, Any], draw: random.Random) -> None:
    cells = [cell for cell in _get_cells(changed) if isinstance(cell, dict) and isinstance(cell.get("source"), str)]
    if cells:
        cell = draw.choice(cells)
        text = cell["source"]
        place = draw.randrange(len(text) + 1)
        cell["source"] = text[:place] + draw.choice(_CODE) + text[place + draw.choice((0, 0, 5, 50)) :]


def _mutate_cells(changed: dict[str, Any], draw: random.Random) -> None:
    cells = _get_cells(changed)
    if cells:
        cell = copy.deepcopy(draw.choice(cells))
        draw.choice((cells.reverse, cells.pop, lambda: cells.append(cell), lambda: cells.insert(0, cell)))()


def _get_cells(changed: dict[str, Any]) -> list[Any]:
    cells = changed.get("cells")
    return cells if isinstance(cells, list) else []
