"""The map of all orders: each a small cell, lost or safe, gathered by where it ends, and a stepper for the one picked.

Where there are too many cells to draw, each end is a bar, as long as the share of the orders that lead there; and where
there are too many ends, those with the same complaint share one.
"""

from __future__ import annotations

from html import escape
from typing import Any

from kubeish.explorer import Outcome, Timeline

from .colours import LOST
from .ends import End, ends, gathered
from .page import Page
from .replay import atlas_of
from .stepper import SCRIPTS, stepper_data
from .words import headline

MOST_CELLS = 600
MOST_ENDS = 20
BROKEN, SAFE = "✖", "○"
_IN_WORDS = 72  # the longest row of cells that is written out in the text


def order_map(atlas: dict[str, Any], goal: str = "", most_cells: int = MOST_CELLS) -> Page:
    """The map of all orders of ``atlas`` (kubeish.explorer.atlas): cells, or bars past ``most_cells``; a stepper."""
    found = ends(atlas)
    drawn = sum(end.weight for end in found) <= most_cells
    shown = found if drawn or len(found) <= MOST_ENDS else gathered(found)
    return _page(stepper_data(atlas, goal or atlas["breaking"], ""), shown, headline(atlas), drawn)


def outcome_map(outcome: Outcome, goal: str = "") -> Page:
    """The same of an exploration too large for an atlas: how many orders are broken, and the steps of one of them."""
    run = outcome.counterexample or Timeline((), (), {})
    broken = End(f"{outcome.breaking}", run.complaints, outcome.broken, run.order)
    safe = End(f"do not {outcome.breaking}", (), outcome.interleavings - outcome.broken, "")
    data = stepper_data(atlas_of(run, outcome.breaking), goal or outcome.breaking, "")
    return _page(data, [end for end in (broken, safe) if end.weight], outcome.headline(), drawn=False)


def _page(data: dict[str, Any], found: list[End], head: str, drawn: bool) -> Page:
    rows = [_row(end, found) for end in found]
    text = "\n".join([head, "", *_lines(found, drawn)])
    more = {**data, "kind": "map", "ends": rows, "cells": drawn, "headline": head}
    return Page(more, _still(found, head, drawn), text, (*SCRIPTS, "map"), ("stepper", "map"))


def _row(end: End, found: list[End]) -> dict[str, Any]:
    """What static/map.js is given of one end. A weight may be too large for a number of a page."""
    share = round(end.weight / sum(other.weight for other in found), 4)
    said = "; ".join(end.complaints)
    plain = {"label": end.label, "said": said, "order": end.order, "finals": end.finals}
    return {**plain, "weight": str(end.weight), "share": share}


def _lines(found: list[End], drawn: bool) -> list[str]:
    """One line an end, in columns."""
    signs = [_signs(end, drawn) for end in found]
    labels, width = max(len(end.label) for end in found), max(map(len, signs))
    rows = [(end.label.ljust(labels), sign.ljust(width), "; ".join(end.complaints)) for end, sign in zip(found, signs)]
    return ["  ".join(row).rstrip() for row in rows]


def _signs(end: End, drawn: bool) -> str:
    """A cell for each order, or how many there are."""
    sign = BROKEN if end.complaints else SAFE
    return sign * end.weight if drawn and end.weight <= _IN_WORDS else f"{sign} {end.weight:,}"


def _still(found: list[End], head: str, drawn: bool) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(end.label)}</code></td>"
        f'<td style="{f"color:{LOST}" if end.complaints else ""}">{_signs(end, drawn)}</td>'
        f"<td>{escape('; '.join(end.complaints))}</td></tr>"
        for end in found
    )
    return f"<p><b>{escape(head)}</b></p><table><tbody>{rows}</tbody></table>"
