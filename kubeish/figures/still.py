"""A run for where no script runs: each step a ``<details>``, which opens by itself. Tags, text, inline styles.

The steps lie in one another, so that opening one brings up the next. Where scripts run, the stepper takes this place.
"""

from __future__ import annotations

from html import escape
from typing import Any

from .colours import LOST, of_client
from .words import cells, folder, headline

_BOX = "border-left:4px solid {colour};padding:2px 0 2px 12px;margin:4px 0"
_CODE = "margin:4px 0;white-space:pre-wrap"


def still(atlas: dict[str, Any], way: list[dict[str, Any]]) -> str:
    """The steps of ``way`` from the start on."""
    head = headline(atlas)
    parts = [f"<p><b>{escape(head)}</b></p>" if head else "", _store(atlas, atlas["start"])]
    inner = _ending(atlas, way)
    for number in range(len(way), 0, -1):
        inner = _step(atlas, way, number, inner)
    return "".join([*parts, inner])


def _step(atlas: dict[str, Any], way: list[dict[str, Any]], number: int, inner: str) -> str:
    """One step: what it did, on opening it the code that asked and what the store holds now, then the next step."""
    move = way[number - 1]
    who, verb, what, index, note = cells(atlas, move, folder(atlas))
    cross = f'<span style="color:{LOST}">✖</span> ' if move["blind"] else ""
    words = f"{number}. {cross}<b>{escape(who)} {escape(verb)}</b> <code>{escape(what)}</code> {escape(index)}"
    remark = f"<div><b>{escape(note)}</b></div>" if note else ""
    before = way[number - 2]["to"] if number > 1 else atlas["start"]
    inside = _code(atlas, before, move["who"]) + _store(atlas, move["to"]) + inner
    colour = LOST if move["blind"] else of_client(move["who"]).fill
    return f'<details style="{_BOX.format(colour=colour)}"><summary>{words}{remark}</summary>{inside}</details>'


def _code(atlas: dict[str, Any], position: int, who: int) -> str:
    """The code of a client, with the line where it stood."""
    client = atlas["clients"][who]
    node = client["nodes"][atlas["positions"][position]["nodes"][who]]
    if not node["source"]:
        return ""
    lines = [_line(line, number == node["line"]) for number, line in enumerate(node["source"].split("\n"), 1)]
    return f'<pre style="{_CODE}">{chr(10).join(lines)}</pre>'


def _line(line: str, here: bool) -> str:
    return f"<mark>▶ {escape(line)}</mark>" if here else f"  {escape(line)}"


def _store(atlas: dict[str, Any], position: int) -> str:
    rows = [
        f"<div><code>{escape(key)}</code> holds <code>{escape(value)}</code>, index {index}</div>"
        for key, value, index in atlas["positions"][position]["store"]
    ]
    return "".join(rows) or "<div>The store is empty.</div>"


def _ending(atlas: dict[str, Any], way: list[dict[str, Any]]) -> str:
    said = atlas["positions"][way[-1]["to"]]["complaints"] if way else None
    return "".join(f'<p><span style="color:{LOST}">✖</span> <b>{escape(words)}</b></p>' for words in said or [])
