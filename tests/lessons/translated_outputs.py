"""What the cells of a solution show, as texts: plain outputs, and all words of their pages and pictures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from kubeish.classroom import notebooks

CODE = set("source function trail locals printed key id texts choices name kind slug breaks prefix mark store".split())
CODE |= set("touched changed picked answer picture nodes".split())
"""Names in the data of a page whose values are code, values of the store, or English by design."""
NO_WORDS = {"style", "pre", "code"}
VOID = {"img", "br", "input"}


class _Words(HTMLParser):
    """``found``: the words of a page, of its pictures, and of the data for its script."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID:
            self._open.append((tag, given.get("type")))
        self.found += [value for name in ("aria-label", "alt", "title") if (value := given.get(name))]
        if (source := given.get("src") or "").startswith("data:image/svg+xml,"):
            self.found += _Words(unquote(source.partition(",")[2])).found

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _ in self._open}
        if "script" not in tags:
            self.found += [data] if data.strip() and not tags & NO_WORDS else []
        elif self._open[-1][1] == "application/json":
            self.found += _list_strings(json.loads(data))


def _list_strings(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for name, value in data.items():
            yield from () if name in CODE else _list_strings(value)
    elif isinstance(data, list):
        for value in data:
            yield from _list_strings(value)
    elif isinstance(data, str):
        yield data


def list_shown(path: Path) -> Iterator[tuple[str, str]]:
    """The id of a cell and a line of what it shows. Cells that show code are left out."""
    for cell in notebooks.read(path)["cells"]:
        if "getsource" in (source := notebooks.get_source(cell)) or "number_lines" in source:
            continue
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            texts = [_join(output.get("text", data.get("text/plain", "")))]
            texts += _Words(_join(data.get("text/html", ""))).found
            yield from ((cell["id"], line) for text in texts for line in text.splitlines())


def _join(lines: str | list[str]) -> str:
    return lines if isinstance(lines, str) else "".join(lines)
