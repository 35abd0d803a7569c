"""A run without scripts: each step a ``<details>``, which opens by itself. Tags, text, styles.

The steps are nested, so that opening one shows the next. Where scripts run, the stepper replaces
it.
"""

from __future__ import annotations

from html import escape

from kubeish.figures.colours import LOST, pick_paint
from kubeish.wording import say, show

from .paths import Path, StateGraph, find_end
from .step_text import find_folder, format_headline, format_step

_BOX = "border-left:4px solid {colour};padding:2px 0 2px 12px;margin:4px 0"
_CODE = "margin:4px 0;white-space:pre-wrap"
_CROSS = f'<span style="color:{LOST}">✖</span> '


def render_fallback(graph: StateGraph, path: Path) -> str:
    """Render the steps of ``path`` from the start on, as HTML."""
    head = format_headline(graph)
    complaints = (find_end(graph, path)["complaints"] if path else None) or []
    inner = "".join(f"<p>{_CROSS}<b>{escape(words)}</b></p>" for words in complaints)
    for number in range(len(path), 0, -1):
        inner = _render_step(graph, path[:number], inner)
    return (f"<p><b>{escape(head)}</b></p>" if head else "") + _render_store(graph, []) + inner


def _render_step(graph: StateGraph, path: Path, inner: str) -> str:
    """The last step of ``path``; inside, the client's code, the store after it, the next step."""
    move = path[-1]
    who, verb, what, index, note = map(escape, format_step(graph, move, find_folder(graph)))
    cross = _CROSS if move["blind"] else ""
    words = f"{len(path)}. {cross}<b>{who} {verb}</b> <code>{what}</code> {index}"
    remark = f"<div><b>{note}</b></div>" if note else ""
    inside = _render_code(graph, path[:-1], move["who"]) + _render_store(graph, path) + inner
    box = _BOX.format(colour=LOST if move["blind"] else pick_paint(move["who"]).fill)
    return f'<details style="{box}"><summary>{words}{remark}</summary>{inside}</details>'


def _render_code(graph: StateGraph, path: Path, who: int) -> str:
    """The code of a client, with the line where it is paused after ``path``."""
    node = graph["clients"][who]["nodes"][find_end(graph, path)["nodes"][who]]
    if not node["source"]:
        return ""
    lines = enumerate(node["source"].split("\n"), 1)
    marked = [f"<mark>▶ {escape(line)}</mark>" if n == node["line"] else f"  {escape(line)}" for n, line in lines]
    return f'<pre style="{_CODE}">{chr(10).join(marked)}</pre>'


def _render_store(graph: StateGraph, path: Path) -> str:
    holds, number = show(say("holds")), show(say("index"))
    rows = [
        f"<div><code>{escape(key)}</code> {holds} <code>{escape(value)}</code>, {number} {index}</div>"
        for key, value, index in find_end(graph, path)["store"]
    ]
    return "".join(rows) or f"<div>{escape(show(say('The store is empty.')))}</div>"
