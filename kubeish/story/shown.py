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


_CELL = "text-align:left;vertical-align:top;white-space:nowrap;padding:4px 10px;border-top:1px solid #8888"


def as_html(table: Table) -> str:
    """A table in the colours of whatever page it stands on: bold and a mark, not colour, say what is broken."""
    head = "".join(
        f'<th scope="col" style="{_CELL}">{escape(c.title)}<br><small>{escape(c.when)}</small></th>'
        for c in table.columns
    )
    body = "".join(map(_html_row, table.rows, _cells(table)))
    return (
        f'<div style="overflow-x:auto"><table style="border-collapse:collapse"><caption>{CAPTION}</caption>'
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _html_row(row: Scenario, line: list[str]) -> str:
    title, *cells = line
    broken = escape(f"An order goes wrong where {row.broken}.")
    wide = _CELL.replace("nowrap", "normal") + ";min-width:16em;max-width:24em"
    head = f'<th scope="row" style="{wide}">{escape(title)}<br><small style="font-weight:normal">{broken}</small></th>'
    return "<tr>" + head + "".join(f'<td style="{_CELL}">{_html_cell(text)}</td>' for text in cells) + "</tr>"


def _html_cell(text: str) -> str:
    return text if text.startswith("none") else f"<strong>✗ {text}</strong>"
