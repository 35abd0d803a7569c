"""A lesson as parts of a page: prose, cells with outputs, exercises with a folded answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from markdown_it import MarkdownIt
from markupsafe import Markup
from nbconvert.filters.highlight import Highlight2HTML

from kubeish.classroom import notebooks
from kubeish.classroom.authoring.solution_regions import BEGIN, END
from kubeish.classroom.notebooks import Cell, Notebook
from kubeish.wording import say, show

ANSWER, VERDICT = say("One answer"), say("What the check says of that answer")
MADE_FROM = re.compile(r"<!--.*?-->", re.DOTALL)
LINK = re.compile(r'<a href="(\w+)\.ipynb(#[^"]*)?">(.*?)</a>', re.DOTALL)
CELL_LINK = re.compile(r'href="(\w+)\.ipynb#cell-id=([^"]*)"')
"""The address of a cell, as Jupyter has it: a verdict's link to what is next."""

EMPTY = Markup()
ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Part:
    """``kind``: prose, code, exercise or check. ``folded``: title of ``answer`` and ``outputs``."""

    id: str
    kind: str
    html: Markup
    outputs: Markup = EMPTY
    answer: Markup = EMPTY
    folded: str = ""


def split_lesson(solution: Notebook, shipped: Notebook, pages: set[str]) -> Iterator[Part]:
    """The parts of a lesson, of the executed ``solution`` and the stubs in ``shipped``.

    ``pages``: the names of the lessons that have a page, to which links between notebooks lead.
    """
    stubs = notebooks.find_exercise_cells(shipped)
    for cell in solution["cells"]:
        note = notebooks.get_metadata(cell)
        if "setup" in cell["metadata"].get("tags", []):
            continue
        if cell["cell_type"] == "markdown":
            yield Part(cell["id"], "prose", _render_prose(notebooks.get_source(cell), pages))
        elif "exercise" in note:
            stub = _highlight(stubs[note["exercise"]])
            yield Part(cell["id"], "exercise", stub, _render_outputs(cell), _highlight(cell), show(ANSWER))
        elif "check" in note:
            yield Part(cell["id"], "check", _highlight(cell), _render_outputs(cell), folded=show(VERDICT))
        else:
            yield Part(cell["id"], "code", _highlight(cell), _render_outputs(cell))


def _render_prose(text: str, pages: set[str]) -> Markup:
    """CommonMark with tables, as in JupyterLab; in other dialects "#265" begins a heading."""
    html = MarkdownIt("commonmark").enable("table").render(MADE_FROM.sub("", text))
    return Markup(LINK.sub(lambda found: _render_link(found, pages), html))


def _render_link(found: re.Match[str], pages: set[str]) -> str:
    """A link to a lesson's notebook becomes a link to its page; without a page, plain words."""
    name, place, words = found.groups()
    return f'<a href="{name}.html{place or ""}">{words}</a>' if name in pages else words


def _highlight(cell: Cell) -> Markup:
    """The text of a cell in colours, without the marks around an answer."""
    lines = notebooks.get_source(cell).splitlines()
    text = "\n".join(line for line in lines if line.strip() not in (BEGIN, END))
    return Markup(Highlight2HTML(pygments_lexer="ipython3")(text))


def _render_outputs(cell: Cell) -> Markup:
    html = "".join(f'<div class="output">{_render_output(output)}</div>' for output in cell.get("outputs", []))
    return Markup(CELL_LINK.sub(r'href="\1.html#\2"', html))


def _render_output(output: Cell) -> str:
    """One output, as a picture if there is one: its text says no more."""
    data = output.get("data", {})
    for kind in ("text/html", "image/svg+xml"):
        if kind in data:
            return _join(data[kind])
    if "traceback" in output:
        return f"<pre>{escape(ANSI.sub('', _join(output['traceback'])))}</pre>"
    return f"<pre>{escape(_join(data.get('text/plain', output.get('text', ''))))}</pre>"


def _join(lines: str | list[str]) -> str:
    return lines if isinstance(lines, str) else "".join(lines)
