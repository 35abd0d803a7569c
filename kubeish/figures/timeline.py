"""One run drawn: a lane for each client, a row for each step, and the blind write marked by shape, word and colour.

A read is a ring, a change of the store a full square, a request that changed nothing for once a ring with a bar, a
crash a cross, a lost reply a ring struck through; the write that overwrites what its writer never read is a full
square with a cross.
"""

from __future__ import annotations

from kubeish.explorer import Timeline, TimelineStep
from kubeish.store.requests import Range

from . import svg
from .colours import INK, LOST, QUIET, RULE, of_client
from .figure import Figure

ROW, NOTE, TOP, LANE, SIZE = 32, 22, 76, 34, 13
LEFT = 52


def timeline(run: Timeline, heading: str = "") -> Figure:
    """``run`` as a figure. ``heading``: words on top; without them, the order of the steps."""
    title = heading or f"The order {run.order}"
    words = "\n\n".join(part for part in (heading, str(run)) if part)
    return Figure(_Drawing(run, title).svg(words), words, title)


class _Drawing:
    """The picture of one run, measured in pixels."""

    def __init__(self, run: Timeline, title: str) -> None:
        self.run, self.title = run, title
        self.rows = [(f"{who} {verb}", *rest) for who, verb, *rest in run.rows()]
        self.tops: list[float] = []
        y = float(TOP)
        for row in self.rows:
            self.tops.append(y)
            y += ROW + (NOTE if row[3] else 0)
        self.bottom = y
        self.words_at = LEFT + LANE * len(run.clients) + 6

    def svg(self, words: str) -> str:
        """The whole picture."""
        shapes = [self._heading(), *self._lanes(), *self._steps(), *self._complaints()]
        height = self.bottom + 26 * len(self.run.complaints) + (18 if self.run.complaints else 8)
        return svg.card(self._width(), height, self.title, words, *shapes)

    def _columns(self) -> list[float]:
        """Where verb, what and index begin, and where the last of them ends."""
        starts = [float(self.words_at)]
        for i in range(3):
            longest = max((len(row[i]) for row in self.rows), default=0)
            starts.append(starts[-1] + (longest + 2) * SIZE * svg.MONO_WIDTH)
        return starts

    def _width(self) -> float:
        notes = [self.words_at + (len(row[3]) + 2) * 8.1 for row in self.rows if row[3]]
        said = [LEFT + 20 + len(c) * 8.1 for c in self.run.complaints]
        return max(420.0, self._columns()[-1] + 12, len(self.title) * 9.0 + 40, *notes, *said)

    def _heading(self) -> str:
        return svg.text(20, 30, self.title, font_size=15, font_weight=600)

    def _x(self, who: str) -> float:
        return LEFT + LANE * self.run.clients.index(who)

    def _lanes(self) -> list[str]:
        """A badge for each client, and its life from its first step to its last."""
        shapes = []
        for number, who in enumerate(self.run.clients):
            paint, x = of_client(number), self._x(who)
            mine = [y + ROW / 2 for y, step in zip(self.tops, self.run.steps) if step.who == who]
            line = {"stroke": paint.fill, "stroke_linecap": "round"}
            shapes.append(_line((x, 64), (x, self.bottom - 8), stroke=RULE, stroke_width=2))
            if mine:
                shapes.append(_line((x, mine[0]), (x, mine[-1]), stroke_width=5, **line))
            shapes.append(svg.element("rect", x=x - 12, y=44, width=24, height=22, rx=6, fill=paint.fill))
            shapes.append(svg.text(x, 60, _badge(who), fill=paint.ink, font_weight=700, text_anchor="middle"))
        return shapes

    def _steps(self) -> list[str]:
        shapes = []
        columns = self._columns()
        for number, (y, step, row) in enumerate(zip(self.tops, self.run.steps, self.rows), 1):
            middle = y + ROW / 2
            if row[3]:
                shapes.append(self._band(y))
            shapes.append(svg.text(26, middle + 4, str(number), fill=QUIET, text_anchor="end", font_size=12))
            shapes.append(_mark(step, self._x(step.who), middle, of_client(self.run.clients.index(step.who)).fill))
            style = {"font_family": svg.MONO, "font_size": SIZE}
            shapes.append(svg.text(columns[0], middle + 4.5, row[0], font_weight=600, **style))
            shapes.append(svg.text(columns[1], middle + 4.5, row[1], **style))
            shapes.append(svg.text(columns[2], middle + 4.5, row[2], fill=QUIET, **style))
            if row[3]:
                shapes.append(svg.text(columns[0], y + ROW + 12, row[3], fill=INK, font_weight=600))
        return shapes

    def _band(self, y: float) -> str:
        """What a step with a note stands on."""
        place = {"x": self.words_at - 8, "y": y + 2, "height": ROW + NOTE - 6}
        paper = svg.element("rect", width=self._width() - self.words_at - 4, rx=3, fill="#fdece0", **place)
        return paper + svg.element("rect", width=4, fill=LOST, **place)

    def _complaints(self) -> list[str]:
        shapes = []
        for i, complaint in enumerate(self.run.complaints):
            y = self.bottom + 18 + 26 * i
            shapes.append(_cross(LEFT - 20, y - 5, 6, LOST, 3))
            shapes.append(svg.text(LEFT - 4, y, complaint, font_weight=700))
        return shapes


def _badge(who: str) -> str:
    return who if len(who) <= 2 else who[0]


def _mark(step: TimelineStep, x: float, y: float, colour: str) -> str:
    """The sign of one step on its lane."""
    if step.kind == "crash":
        return _cross(x, y, 7, INK, 4)
    if step.kind == "lost":
        return _ring(x, y, colour) + _line((x - 9, y + 9), (x + 9, y - 9), stroke=INK, stroke_width=2)
    if step.blind:
        return _square(x, y, 11, LOST) + _cross(x, y, 5, "#ffffff", 3)
    if step.before != step.after:
        return _square(x, y, 8, colour)
    bar = _line((x - 5, y), (x + 5, y), stroke=INK, stroke_width=3)
    return _ring(x, y, colour) + ("" if isinstance(step.request, Range) else bar)


def _line(start: tuple[float, float], end: tuple[float, float], **style: object) -> str:
    return svg.element("line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], **style)


def _ring(x: float, y: float, colour: str) -> str:
    return svg.element("circle", cx=x, cy=y, r=8, fill="#ffffff", stroke=colour, stroke_width=3)


def _square(x: float, y: float, half: float, colour: str) -> str:
    place = {"x": x - half, "y": y - half, "width": 2 * half, "height": 2 * half}
    return svg.element("rect", rx=3, fill=colour, stroke="#ffffff", stroke_width=1.5, **place)


def _cross(x: float, y: float, half: float, colour: str, width: float) -> str:
    path = f"M{x - half:g} {y - half:g}L{x + half:g} {y + half:g}M{x + half:g} {y - half:g}L{x - half:g} {y + half:g}"
    return svg.element("path", d=path, stroke=colour, stroke_width=width, stroke_linecap="round", fill="none")
