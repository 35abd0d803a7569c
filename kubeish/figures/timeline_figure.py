"""Drawn timeline: a column for each client, a row for each step, a sign for each kind.

A read is a ring, a change of the store a full square, a request that might have changed it and did
not a ring with a bar, a crash a cross, a lost reply a ring struck through; the write that
overwrites what its writer never read is a full square with a cross.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from . import svg
from .colours import ALARM, INK, LOST, QUIET, RULE, pick_paint
from .figure import Figure
from .text_width import measure_width

ROW, NOTE, TOP, COLUMN, SIZE = 32, 22, 76, 34, 13  # pixels
LEFT = 52

Mark = Literal["read", "write", "no change", "blind write", "crash", "lost"]


@dataclass(frozen=True)
class Row:
    """One step: ``who`` does ``verb`` with ``what``, at ``index``; ``note`` is a remark."""

    who: str
    verb: str
    what: str
    index: str
    note: str
    mark: Mark


def draw_timeline(
    clients: Sequence[str], rows: Sequence[Row], complaints: Sequence[str], title: str, words: str
) -> Figure:
    """Draw a run. ``clients``: in the order of their columns; ``words``: the text twin."""
    return Figure(_Drawing(clients, rows, complaints, title).draw(words), words, title)


class _Drawing:
    """The picture of one run, measured in pixels."""

    def __init__(self, clients: Sequence[str], rows: Sequence[Row], complaints: Sequence[str], title: str) -> None:
        self.clients, self.rows, self.complaints, self.title = list(clients), rows, complaints, title
        self.texts = [(f"{row.who} {row.verb}", row.what, row.index) for row in rows]
        self.tops: list[float] = []
        y = float(TOP)
        for row in rows:
            self.tops.append(y)
            y += ROW + (NOTE if row.note else 0)
        self.bottom = y
        self.words_at = LEFT + COLUMN * len(self.clients) + 6

    def draw(self, words: str) -> str:
        """The whole picture."""
        heading = svg.draw_text(20, 30, self.title, font_size=15, font_weight=600)
        shapes = [heading, *self._draw_clients(), *self._draw_steps(), *self._draw_complaints()]
        height = self.bottom + 26 * len(self.complaints) + (18 if self.complaints else 8)
        return svg.draw_card(self._measure_width(), height, self.title, words, *shapes)

    def _measure_columns(self) -> list[float]:
        """Where verb, what and index begin, and where the last of them ends."""
        starts = [float(self.words_at)]
        for i in range(3):
            longest = max((measure_width(text[i]) for text in self.texts), default=0)
            starts.append(starts[-1] + (longest + 2) * SIZE * svg.MONO_WIDTH)
        return starts

    def _measure_width(self) -> float:
        notes = [self.words_at + (measure_width(row.note) + 2) * 8.1 for row in self.rows if row.note]
        complaints = [LEFT + 20 + measure_width(c) * 8.1 for c in self.complaints]
        return max(420.0, self._measure_columns()[-1] + 12, measure_width(self.title) * 9.0 + 40, *notes, *complaints)

    def _find_x(self, who: str) -> float:
        return LEFT + COLUMN * self.clients.index(who)

    def _draw_clients(self) -> list[str]:
        """A badge for each client, and a line from its first step to its last."""
        shapes = []
        for number, who in enumerate(self.clients):
            paint, x = pick_paint(number), self._find_x(who)
            mine = [y + ROW / 2 for y, row in zip(self.tops, self.rows) if row.who == who]
            line = {"stroke": paint.fill, "stroke_linecap": "round"}
            shapes.append(_draw_line((x, 64), (x, self.bottom - 8), stroke=RULE, stroke_width=2))
            if mine:
                shapes.append(_draw_line((x, mine[0]), (x, mine[-1]), stroke_width=5, **line))
            shapes.append(svg.draw_element("rect", x=x - 12, y=44, width=24, height=22, rx=6, fill=paint.fill))
            shapes.append(svg.draw_text(x, 60, _abbreviate(who), fill=paint.ink, font_weight=700, text_anchor="middle"))
        return shapes

    def _draw_steps(self) -> list[str]:
        shapes = []
        columns = self._measure_columns()
        for number, (y, row, text) in enumerate(zip(self.tops, self.rows, self.texts), 1):
            middle = y + ROW / 2
            if row.note:
                shapes.append(self._draw_band(y))
            shapes.append(svg.draw_text(26, middle + 4, str(number), fill=QUIET, text_anchor="end", font_size=12))
            colour = pick_paint(self.clients.index(row.who)).fill
            shapes.append(_draw_mark(row.mark, self._find_x(row.who), middle, colour))
            style = {"font_family": svg.MONO, "font_size": SIZE}
            shapes.append(svg.draw_text(columns[0], middle + 4.5, text[0], font_weight=600, **style))
            shapes.append(svg.draw_text(columns[1], middle + 4.5, text[1], **style))
            shapes.append(svg.draw_text(columns[2], middle + 4.5, text[2], fill=QUIET, **style))
            if row.note:
                shapes.append(svg.draw_text(columns[0], y + ROW + 12, row.note, fill=INK, font_weight=600))
        return shapes

    def _draw_band(self, y: float) -> str:
        """The background of a step with a note."""
        place = {"x": self.words_at - 8, "y": y + 2, "height": ROW + NOTE - 6}
        width = self._measure_width() - self.words_at - 4
        background = svg.draw_element("rect", width=width, rx=3, fill=ALARM, **place)
        return background + svg.draw_element("rect", width=4, fill=LOST, **place)

    def _draw_complaints(self) -> list[str]:
        shapes = []
        for i, complaint in enumerate(self.complaints):
            y = self.bottom + 18 + 26 * i
            shapes.append(_draw_cross(LEFT - 20, y - 5, 6, LOST, 3))
            shapes.append(svg.draw_text(LEFT - 4, y, complaint, font_weight=700))
        return shapes


def _abbreviate(who: str) -> str:
    return who if len(who) <= 2 else who[0]


def _draw_mark(mark: Mark, x: float, y: float, colour: str) -> str:
    """The sign of one step in its column."""
    if mark == "crash":
        return _draw_cross(x, y, 7, INK, 4)
    if mark == "lost":
        return _draw_ring(x, y, colour) + _draw_line((x - 9, y + 9), (x + 9, y - 9), stroke=INK, stroke_width=2)
    if mark == "blind write":
        return _draw_square(x, y, 11, LOST) + _draw_cross(x, y, 5, "#ffffff", 3)
    if mark == "write":
        return _draw_square(x, y, 8, colour)
    bar = _draw_line((x - 5, y), (x + 5, y), stroke=INK, stroke_width=3)
    return _draw_ring(x, y, colour) + ("" if mark == "read" else bar)


def _draw_line(start: tuple[float, float], end: tuple[float, float], **style: object) -> str:
    return svg.draw_element("line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], **style)


def _draw_ring(x: float, y: float, colour: str) -> str:
    return svg.draw_element("circle", cx=x, cy=y, r=8, fill="#ffffff", stroke=colour, stroke_width=3)


def _draw_square(x: float, y: float, radius: float, colour: str) -> str:
    place = {"x": x - radius, "y": y - radius, "width": 2 * radius, "height": 2 * radius}
    return svg.draw_element("rect", rx=3, fill=colour, stroke="#ffffff", stroke_width=1.5, **place)


def _draw_cross(x: float, y: float, radius: float, colour: str, width: float) -> str:
    left, right, top, bottom = x - radius, x + radius, y - radius, y + radius
    path = f"M{left:g} {top:g}L{right:g} {bottom:g}M{right:g} {top:g}L{left:g} {bottom:g}"
    return svg.draw_element("path", d=path, stroke=colour, stroke_width=width, stroke_linecap="round", fill="none")
