"""Notebooks kept as text: jupytext's percent scripts and MyST, nbconvert's scripts, plain Python.

Lines are compared and nothing is parsed, so the time is in proportion to the length: jupytext's own
parsers set no such bound, and these texts come from strangers.
"""

from __future__ import annotations

import re

from kubeish.classroom.grading.reading import size_limits
from kubeish.classroom.grading.reading.definitions import split_blocks
from kubeish.classroom.grading.reading.notebook import Cell, clean_text, find_lesson_number, to_utf8
from kubeish.errors import NotebookUnreadable

# ``# %% [markdown]`` of https://jupytext.readthedocs.io/en/latest/formats-scripts.html#the-percent-format,
# ``# In[3]:`` of nbconvert's Python exporter.
_PERCENT = re.compile(r"# ?%%(?P<rest>.*)|# In ?\[[\d ]*\]:?")
# https://jupytext.readthedocs.io/en/latest/formats-markdown.html and https://myst-nb.readthedocs.io
_FENCE = re.compile(r"(?P<fence>`{3,}|~{3,}) ?(?:\{code-cell\}.*|i?python3?\b.*)")
_MYST = "{code-cell}"


def parse_text_notebook(data: bytes, name: str, is_alone: bool) -> tuple[list[Cell], str] | None:
    """The cells of the text in ``data``, and the two digits of its lesson, empty if unknown.

    None where it has no mark of a notebook. ``is_alone``: it is read without one too, since the
    learner has handed in nothing else. Raises NotebookUnreadable.
    """
    if len(data) > size_limits.NOTEBOOK:
        raise NotebookUnreadable(f"it has {len(data):,} bytes, more than the {size_limits.NOTEBOOK:,} that are read")
    try:
        text = clean_text(to_utf8(data).decode(), size_limits.NOTEBOOK)
    except UnicodeDecodeError:
        raise NotebookUnreadable("it is not text in UTF-8, UTF-16 or Latin-1") from None
    lines = text.splitlines()
    is_script = name.lower().endswith(".py")
    marked = any(map(_PERCENT.fullmatch, lines)) if is_script else any(_MYST in line for line in lines)
    if not marked and not is_alone:
        return None
    sources = (_split_script(lines) if marked else _split_python(text)) if is_script else _split_markdown(lines)
    if len(sources) > size_limits.CELLS:
        raise NotebookUnreadable(f"it has {len(sources):,} cells, more than the {size_limits.CELLS:,} that are read")
    cells = [Cell(number, "", True, source[: size_limits.CELL]) for number, source in enumerate(sources, 1)]
    return cells, find_lesson_number(name)


def _split_script(lines: list[str]) -> list[str]:
    """The code cells of a script whose cells begin with ``# %%``."""
    cells: list[list[str]] = [[]]
    is_code = True
    for line in lines:
        if mark := _PERCENT.fullmatch(line):
            is_code = not re.search(r"\[(?:markdown|md|raw)\]", mark["rest"] or "")
            cells.append([])
        elif is_code:
            cells[-1].append(line)
    return [source for cell in cells if (source := "\n".join(cell).strip())]


def _split_python(text: str) -> list[str]:
    """The statements of plain Python, each as a cell: an answer needs few of them."""
    return [source for block in split_blocks(text) if (source := block.text.strip())]


def _split_markdown(lines: list[str]) -> list[str]:
    """The fenced code of Markdown, without the options that MyST has on top of it."""
    cells: list[list[str]] = []
    fence = ""
    for line in lines:
        if fence and line.startswith(fence) and not line.strip(fence[0] + " "):
            fence = ""
        elif fence:
            cells[-1].append(line)
        elif mark := _FENCE.fullmatch(line):
            fence = mark["fence"]
            cells.append([])
    return [source for cell in cells if (source := "\n".join(_drop_options(cell)).strip())]


def _drop_options(lines: list[str]) -> list[str]:
    """The lines without ``:tags: [x]`` at the top, or what stands there between two ``---``."""
    if lines[:1] == ["---"] and "---" in lines[1:]:
        return lines[lines.index("---", 1) + 1 :]
    first = next((number for number, line in enumerate(lines) if not re.match(r":[\w-]+:", line)), len(lines))
    return lines[first:]
