"""The map of all orders: each a cell, grouped by how it ends; the one picked opens in a stepper.

Where there are too many cells to draw, each ending is a bar, as long as the share of the orders
that lead there; where there are too many endings, those with the same complaints share one.
"""

from __future__ import annotations

from html import escape

from kubeish.explorer import Outcome, Timeline
from kubeish.figures.colours import LOST
from kubeish.figures.text_width import measure_width, pad
from kubeish.wording import look_up, say, show

from .outcomes import Ending, find_endings, merge_by_complaints
from .page import Page
from .paths import Record, StateGraph
from .single_run_page import build_run_graph
from .step_text import format_headline
from .stepper_page import SCRIPTS, build_stepper_data

MOST_CELLS = 600
MOST_ENDINGS = 20
BROKEN, SAFE = "✖", "○"
_MOST_SIGNS = 72  # the longest row of cells that is written out in the text


def build_order_map(graph: StateGraph, goal: str = "", most_cells: int = MOST_CELLS) -> Page:
    """Build the map of all orders of ``graph``: cells, or past ``most_cells`` bars."""
    endings = find_endings(graph)
    as_cells = sum(ending.weight for ending in endings) <= most_cells
    if not as_cells and len(endings) > MOST_ENDINGS:
        endings = merge_by_complaints(endings)
    return _build_page(
        build_stepper_data(graph, goal or graph["breaking"], ""), endings, format_headline(graph), as_cells
    )


def build_outcome_map(outcome: Outcome, goal: str = "") -> Page:
    """The same of an exploration too large for a graph: two bars, and the steps of one order."""
    run = outcome.counterexample or Timeline((), (), {})
    broken = Ending(show(look_up(outcome.breaking)), tuple(map(show, run.complaints)), outcome.broken, run.order)
    others = show(say("do not {breaking}", breaking=look_up(outcome.breaking)))
    safe = Ending(others, (), outcome.interleavings - outcome.broken, "")
    data = build_stepper_data(build_run_graph(run, outcome.breaking), goal or show(look_up(outcome.breaking)), "")
    endings = [ending for ending in (broken, safe) if ending.weight]
    return _build_page(data, endings, outcome.headline(), as_cells=False)


def _build_page(data: Record, endings: list[Ending], head: str, as_cells: bool) -> Page:
    orders = sum(ending.weight for ending in endings)
    rows = [(ending.label, _draw_signs(ending, as_cells), "; ".join(ending.complaints)) for ending in endings]
    widths = [max(measure_width(row[i]) for row in rows) for i in range(2)]
    lines = ["  ".join((*map(pad, row, widths), row[2])).rstrip() for row in rows]
    table = "".join(
        f'<tr><td><code>{escape(label)}</code></td><td style="{f"color:{LOST}" if said else ""}">{signs}</td>'
        f"<td>{escape(said)}</td></tr>"
        for label, signs, said in rows
    )
    more = {**data, "kind": "map", "ends": [_export(ending, orders) for ending in endings], "cells": as_cells}
    fallback = f"<p><b>{escape(head)}</b></p><table><tbody>{table}</tbody></table>"
    text = "\n".join([head, "", *lines])
    return Page({**more, "headline": head}, fallback, text, (*SCRIPTS, "map"), ("stepper", "map"))


def _export(ending: Ending, orders: int) -> Record:
    """What static/map.js is given. A weight may be too large for a page's number."""
    return {
        "label": ending.label,
        "said": "; ".join(ending.complaints),
        "order": ending.order,
        "finals": ending.finals,
        "weight": str(ending.weight),
        "share": round(ending.weight / orders, 4),
    }


def _draw_signs(ending: Ending, as_cells: bool) -> str:
    """A sign for each order, or how many there are."""
    sign = BROKEN if ending.complaints else SAFE
    return sign * ending.weight if as_cells and ending.weight <= _MOST_SIGNS else f"{sign} {ending.weight:,}"
