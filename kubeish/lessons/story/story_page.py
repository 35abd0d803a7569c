"""The counted table as a page: a heat map in which each broken cell opens its shortest counterexample."""

from __future__ import annotations

import json
from html import escape
from typing import Protocol

from kubeish.explorer import Timeline
from kubeish.explorer.plain_data import export_move
from kubeish.widgets.pages import Page
from kubeish.wording import say, show

from .scenarios import Scenario
from .versions import Version

CAPTION = say("How many of all orders go wrong, in each scenario and on each version of the registry")
COUNTED_ONCE = say("Each order is counted once. One goes wrong where")
# Styles of its own where a notebook that is not trusted has lost the page's style.
_CELL = "text-align:left;vertical-align:top;padding:4px 6px;border-top:1px solid #8888"
_ONE_LINE = "white-space:nowrap"
_MOVE = ("who", "kind", "applied", "verb", "what", "index", "note", "blind", "touched", "changed")


class CountedTable(Protocol):
    """What of a Table is shown: see render.py, which shows it by this module."""

    @property
    def rows(self) -> tuple[Scenario, ...]:
        """The scenarios."""

    @property
    def columns(self) -> tuple[Version, ...]:
        """The versions of the registry."""

    @property
    def counts(self) -> dict[tuple[str, str], tuple[int, int]]:
        """(broken orders, all orders) by the slugs of a scenario and a version."""

    @property
    def runs(self) -> dict[tuple[str, str], Timeline]:
        """The shortest broken order of each pair that has one."""

    def make_lines(self) -> list[list[str]]:
        """A line for each scenario: its number and title, then a cell for each version."""

    def list_rules(self) -> list[str]:
        """Each sentence on what counts as broken."""


def build_story_page(table: CountedTable) -> Page:
    """Build the page of ``table``. The runs are kept once each: several versions fail in the same way."""
    found: dict[str, int] = {}
    cells = []
    for row in table.rows:
        for column in table.columns:
            run = table.runs.get((row.slug, column.slug))
            cells.append(None if run is None else found.setdefault(json.dumps(_export_run(run)), len(found)))
    data = {"kind": "story", "cells": cells, "runs": list(map(json.loads, found))}
    scripts, styles = ("sequence", "motion", "story"), ("stepper", "story")
    return Page(data, f'<div class="k-story">{render_table(table)}</div>', str(table), scripts, styles)


def render_table(table: CountedTable) -> str:
    """Render the table alone, for a screen reader and for pages without scripts; one element."""
    head = "".join(
        f'<th scope="col" role="columnheader" style="{_CELL}">{escape(show(column.title))}<br>'
        f"<small>{escape(show(column.when))}</small></th>"
        for column in table.columns
    )
    body = "".join(_render_row(table, number, line[0]) for number, line in enumerate(table.make_lines()))
    rules = "".join(f"<li>{escape(rule)}</li>" for rule in table.list_rules())
    return (
        f'<div><table role="table" style="border-collapse:collapse">'
        f'<caption style="text-align:left">{escape(show(CAPTION))}</caption>'
        f'<thead role="rowgroup"><tr role="row"><td role="cell"></td>{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table>'
        f"<p>{escape(show(COUNTED_ONCE))}</p><ul>{rules}</ul></div>"
    )


def _render_row(table: CountedTable, number: int, title: str) -> str:
    row = table.rows[number]
    head = f'<th scope="row" role="rowheader" style="{_CELL};font-weight:normal">{escape(title)}</th>'
    cells = (_render_cell(table.counts[row.slug, column.slug], show(column.title)) for column in table.columns)
    return f'<tr role="row">{head}{"".join(cells)}</tr>'


def _render_cell(counts: tuple[int, int], version: str) -> str:
    """Render a cell in two lines; its colour is the share of broken orders, and a sign says the same."""
    broken, orders = counts
    words = f'<strong style="{_ONE_LINE}">✗ {broken:,}</strong>' if broken else escape(show(say("none")))
    kind = f"k-wrong k-share-{_grade(broken / orders)}" if broken else "k-none"
    small = f'<small style="{_ONE_LINE}">{escape(show(say("of {orders:,}", orders=orders)))}</small>'
    return f'<td role="cell" class="{kind}" data-version="{escape(version)}" style="{_CELL}">{words} <br>{small}</td>'


def _grade(share: float) -> int:
    """The step of the colour scale, 1 to 4."""
    return min(int(share * 4) + 1, 4)


def _export_run(run: Timeline) -> dict[str, object]:
    """What static/story.js shows of a counterexample."""
    moves = [export_move(step, run.clients.index(step.who), 0) for step in run.steps]
    return {
        "clients": list(run.clients),
        "prefix": run.prefix,
        "moves": [{name: move[name] for name in _MOVE} for move in moves],
        "complaints": list(map(show, run.complaints)),
    }
