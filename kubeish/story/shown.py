"""The table as text, as HTML and as Markdown. Counts nothing."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from .scenarios import SCENARIOS, Scenario

if TYPE_CHECKING:
    from .table import Table

CAPTION = "How many of all orders go wrong, in each scenario and on each version of the registry"


def cell(counts: tuple[int, int]) -> str:
    """``18 of 20``, ``none of 20``."""
    broken, orders = counts
    return f"{f'{broken:,}' if broken else 'none'} of {orders:,}"


def _cells(table: Table) -> list[list[str]]:
    """One line for each scenario: its number and title, then a cell for each version."""
    return [[_title(row), *(cell(table.counts[row.slug, c.slug]) for c in table.columns)] for row in table.rows]


def _title(row: Scenario) -> str:
    return f"{SCENARIOS.index(row) + 1}. {row.title}"


def _rules(table: Table) -> list[str]:
    """Each sentence on what goes wrong, once, with the numbers of its rows."""
    rows: dict[str, list[str]] = {}
    for row in table.rows:
        rows.setdefault(row.broken, []).append(str(SCENARIOS.index(row) + 1))
    return [f"{broken} ({'row' if len(n) == 1 else 'rows'} {', '.join(n)})" for broken, n in rows.items()]


def as_text(table: Table) -> str:
    """Columns set apart by spaces; below, what counts as broken."""
    lines = [["", *(column.title for column in table.columns)], *_cells(table)]
    widths = [max(map(len, column)) for column in zip(*lines)]
    rows = ["  ".join(text.ljust(width) for text, width in zip(line, widths)).rstrip() for line in lines]
    return "\n".join([*rows, "", *(f"Wrong: {rule}." for rule in _rules(table))])


def as_markdown(table: Table) -> str:
    """A table, with what counts as broken below it."""
    heads = [f"{column.title}<br>{column.when}" for column in table.columns]
    lines = ["", *heads], ["---"] * (len(heads) + 1), *map(_marked, _cells(table))
    rows = [f"| {' | '.join(line)} |" for line in lines]
    rules = [f"- {rule}" for rule in _rules(table)]
    return "\n".join([*rows, "", "Each order is counted once. One goes wrong where", "", *rules])


def _marked(line: list[str]) -> list[str]:
    """Bold where orders go wrong, so that the eye finds it without colour."""
    title, *cells = line
    return [title, *(text if text.startswith("none") else f"**{text}**" for text in cells)]


_CELL = "text-align:left;vertical-align:top;padding:4px 6px;border-top:1px solid #8888"
_ONE_LINE = "white-space:nowrap"


def as_html(table: Table) -> str:
    """A table in the colours of whatever page it stands on: bold and a mark, not colour, say what is broken."""
    head = "".join(
        f'<th scope="col" style="{_CELL}">{escape(c.title)}<br><small>{escape(c.when)}</small></th>'
        for c in table.columns
    )
    body = "".join(map(_html_row, _cells(table)))
    rules = "".join(f"<li>{escape(rule)}</li>" for rule in _rules(table))
    return (
        f'<div style="overflow-x:auto"><table style="border-collapse:collapse">'
        f'<caption style="text-align:left">{CAPTION}</caption>'
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table>"
        f"<p>Each order is counted once. One goes wrong where</p><ul>{rules}</ul></div>"
    )


def _html_row(line: list[str]) -> str:
    title, *cells = line
    head = f'<th scope="row" style="{_CELL};min-width:12em;font-weight:normal">{escape(title)}</th>'
    return "<tr>" + head + "".join(f'<td style="{_CELL}">{_html_cell(text)}</td>' for text in cells) + "</tr>"


def _html_cell(text: str) -> str:
    """In two lines, so that eight columns go on a page."""
    broken, orders = text.split(" ", 1)
    marked = broken if broken == "none" else f'<strong style="{_ONE_LINE}">✗ {broken}</strong>'
    return f'{marked} <br><small style="{_ONE_LINE}">{orders}</small>'
