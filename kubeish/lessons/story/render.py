"""The counted table as text, HTML and Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from .scenarios import SCENARIOS, Scenario
from .versions import Version

CAPTION = "How many of all orders go wrong, in each scenario and on each version of the registry"
_CELL = "text-align:left;vertical-align:top;padding:4px 6px;border-top:1px solid #8888"
_ONE_LINE = "white-space:nowrap"


@dataclass(frozen=True)
class Table:
    """``counts``: (broken orders, all orders) by the slugs of a scenario and a version."""

    rows: tuple[Scenario, ...]
    columns: tuple[Version, ...]
    counts: dict[tuple[str, str], tuple[int, int]]

    def find_fix(self, row: Scenario) -> Version | None:
        """The first version from which on no order of the scenario is broken; None without one."""
        fix = None
        for column in reversed(self.columns):
            if self.counts[row.slug, column.slug][0]:
                break
            fix = column
        return fix

    def __repr__(self) -> str:
        lines = [["", *(column.title for column in self.columns)], *self._make_lines()]
        widths = [max(map(len, column)) for column in zip(*lines)]
        rows = ["  ".join(text.ljust(width) for text, width in zip(line, widths)).rstrip() for line in lines]
        return "\n".join([*rows, "", *(f"Wrong: {rule}." for rule in self._list_rules())])

    def to_markdown(self) -> str:
        """The table in Markdown, followed by what counts as broken."""
        heads = [f"{column.title}<br>{column.when}" for column in self.columns]
        # Bold, so that broken cells stand out without colour.
        lines = [
            [title, *(c if c.startswith("none") else f"**{c}**" for c in cells)] for title, *cells in self._make_lines()
        ]
        rows = [f"| {' | '.join(line)} |" for line in [["", *heads], ["---"] * (len(heads) + 1), *lines]]
        rules = [f"- {rule}" for rule in self._list_rules()]
        return "\n".join([*rows, "", "Each order is counted once. One goes wrong where", "", *rules])

    def _repr_html_(self) -> str:
        head = "".join(
            f'<th scope="col" style="{_CELL}">{escape(c.title)}<br><small>{escape(c.when)}</small></th>'
            for c in self.columns
        )
        body = "".join(map(_render_html_row, self._make_lines()))
        rules = "".join(f"<li>{escape(rule)}</li>" for rule in self._list_rules())
        return (
            f'<div style="overflow-x:auto"><table style="border-collapse:collapse">'
            f'<caption style="text-align:left">{CAPTION}</caption>'
            f"<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table>"
            f"<p>Each order is counted once. One goes wrong where</p><ul>{rules}</ul></div>"
        )

    def _make_lines(self) -> list[list[str]]:
        """A line for each scenario: its number and title, then a cell for each version."""
        cells = ((row, [render_cell(self.counts[row.slug, c.slug]) for c in self.columns]) for row in self.rows)
        return [[f"{SCENARIOS.index(row) + 1}. {row.title}", *line] for row, line in cells]

    def _list_rules(self) -> list[str]:
        """Each sentence on what counts as broken, once, with the numbers of its rows."""
        rows: dict[str, list[str]] = {}
        for row in self.rows:
            rows.setdefault(row.criterion.broken, []).append(str(SCENARIOS.index(row) + 1))
        return [f"{broken} ({'row' if len(n) == 1 else 'rows'} {', '.join(n)})" for broken, n in rows.items()]


def render_cell(counts: tuple[int, int]) -> str:
    """``18 of 20``, ``none of 20``."""
    broken, orders = counts
    return f"{f'{broken:,}' if broken else 'none'} of {orders:,}"


def _render_html_row(line: list[str]) -> str:
    title, *cells = line
    head = f'<th scope="row" style="{_CELL};min-width:12em;font-weight:normal">{escape(title)}</th>'
    return "<tr>" + head + "".join(f'<td style="{_CELL}">{_render_html_cell(text)}</td>' for text in cells) + "</tr>"


def _render_html_cell(text: str) -> str:
    """A cell in two lines, so that eight columns fit on a page; a mark says what is broken."""
    broken, orders = text.split(" ", 1)
    marked = broken if broken == "none" else f'<strong style="{_ONE_LINE}">✗ {broken}</strong>'
    return f'{marked} <br><small style="{_ONE_LINE}">{orders}</small>'
