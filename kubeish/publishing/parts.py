"""A lesson as parts of a page: prose, cells with what they showed, exercises with the answer folded away. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from kubeish import notebooks
from kubeish.authoring.answers import BEGIN, END
from kubeish.notebooks import Cell, Notebook

ANSWER, VERDICT = "One answer", "What the check says of that answer"
MADE_FROM = re.compile(r"<!--.*?-->", re.DOTALL)
LINK = re.compile(r'<a href="(\w+)\.ipynb(#[^"]*)?">(.*?)</a>', re.DOTALL)
ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Part:
    """``kind``: prose, code, exercise or check. What is ``folded`` away under these words is ``answer`` and outputs."""

    id: str
    kind: str
    html: str
    outputs: str = ""
    answer: str = ""
    folded: str = ""


def parts(solution: Notebook, shipped: Notebook, pages: set[str]) -> Iterator[Part]:
    """The parts of a lesson: from the executed ``solution``, and the stubs from what is ``shipped``.

    ``pages``: the names of the lessons that have a page, to which links between notebooks lead.
    """
    stubs = notebooks.exercise_cells(shipped)
    for cell in solution["cells"]:
        note = notebooks.own(cell)
        if cell["cell_type"] == "markdown":
            yield Part(cell["id"], "prose", _prose(notebooks.source(cell), pages))
        elif "exercise" in note:
            stub = _code(stubs[note["exercise"]])
            yield Part(cell["id"], "exercise", stub, _outputs(cell), _code(cell), ANSWER)
        elif "check" in note:
            yield Part(cell["id"], "check", _code(cell), _outputs(cell), "", VERDICT)
        else:
            yield Part(cell["id"], "code", _code(cell), _outputs(cell))


def _prose(text: str, pages: set[str]) -> str:
    """CommonMark with tables, as JupyterLab has it: to others, a line that begins with #265 is a heading."""
    from markdown_it import MarkdownIt

    html: str = MarkdownIt("commonmark").enable("table").render(MADE_FROM.sub("", text))
    return LINK.sub(lambda found: _link(found, pages), html)


def _link(found: re.Match[str], pages: set[str]) -> str:
    """A link to a lesson's notebook leads to its page; to one that is not written yet, nowhere."""
    name, place, words = found.groups()
    return f'<a href="{name}.html{place or ""}">{words}</a>' if name in pages else words


def _code(cell: Cell) -> str:
    """The text of a cell in colours, without the marks around an answer: they are for programs."""
    from nbconvert.filters.highlight import Highlight2HTML

    lines = notebooks.source(cell).splitlines()
    text = "\n".join(line for line in lines if line.strip() not in (BEGIN, END))
    shown: str = Highlight2HTML(pygments_lexer="ipython3")(text)
    return shown


def _outputs(cell: Cell) -> str:
    return "".join(f'<div class="output">{_output(output)}</div>' for output in cell.get("outputs", []))


def _output(output: Cell) -> str:
    """One output: the picture where there is one, since its text twin says no more."""
    data = output.get("data", {})
    for kind in ("text/html", "image/svg+xml"):
        if kind in data:
            return _text(data[kind])
    if "traceback" in output:
        return f"<pre>{escape(ANSI.sub('', _text(output['traceback'])))}</pre>"
    return f"<pre>{escape(_text(data.get('text/plain', output.get('text', ''))))}</pre>"


def _text(lines: str | list[str]) -> str:
    return lines if isinstance(lines, str) else "".join(lines)
