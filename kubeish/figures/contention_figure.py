"""Contention chart: the number of writers against conflicts, and against writes a second.

Where a point was measured several times, the line goes through the median, and a bar reaches from
the least to the most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from statistics import median
from typing import NamedTuple

from kubeish.wording import look_up, say, show

from . import svg
from .colours import QUIET, RULE, pick_paint
from .figure import Figure
from .text_width import measure_width, pad, pad_left

PANEL, HEIGHT, TOP, GAP, LEFT = 250, 190, 92, 90, 62


class Point(NamedTuple):
    """One measurement. ``kind``: such as "plain loop"; ``seconds``: the time of all writes.

    ``writes``: how many writes succeeded in that time; 0 stands for one of each writer.
    """

    writers: int
    kind: str
    conflicts: int
    seconds: float
    writes: int = 0

    @property
    def throughput(self) -> float:
        """Writes a second."""
        return (self.writes or self.writers) / self.seconds if self.seconds else 0.0


def draw_contention(points: Iterable[Point | tuple[int, str, int, float]], recorded: Iterable[Point] = ()) -> Figure:
    """Draw ``points`` in two panels; a tuple (writers, kind, conflicts, seconds) is a Point.

    ``recorded``: conflicts of an earlier run, drawn faintly behind.
    """
    found, earlier = [Point(*point) for point in points], list(recorded)
    words, head = _write_table(found), show(say("Contention"))
    panels = [
        (show(say("conflicts")), lambda p: float(p.conflicts)),
        (show(say("writes a second")), lambda p: p.throughput),
    ]
    shapes = [
        svg.draw_text(20, 30, head, font_size=15, font_weight=600),
        *_draw_legend(_list_kinds([*found, *earlier])),
    ]
    for number, (title, value) in enumerate(panels):
        behind = [] if number else earlier  # a time of another clock is not compared
        shapes += _draw_panel(found, behind, title, value, LEFT + number * (PANEL + GAP))
    width = LEFT + 2 * PANEL + GAP + 24
    return Figure(svg.draw_card(width, TOP + HEIGHT + 52, head, words, *shapes), words, head)


def _list_kinds(points: list[Point]) -> list[str]:
    return list(dict.fromkeys(point.kind for point in points))


def _draw_legend(kinds: list[str]) -> list[str]:
    shapes, x = [], 26.0
    for number, kind in enumerate(map(_name_kind, kinds)):
        shapes += [_draw_mark(number, x, 52), svg.draw_text(x + 14, 56.5, kind)]
        x += 40 + measure_width(kind) * 8
    return shapes


def _draw_panel(
    points: list[Point], behind: list[Point], title: str, value: Callable[[Point], float], left: float
) -> list[str]:
    """One panel: its axes, and a line with marks for each kind."""
    writers = sorted({point.writers for point in [*points, *behind]})
    top = _round_up(max((value(point) for point in [*points, *behind]), default=1.0))
    places = {n: left + (i + 0.5) * PANEL / len(writers) for i, n in enumerate(writers)}
    shapes = [svg.draw_text(left, TOP - 12, title, font_weight=600), *_draw_grid(left, top)]
    for n, x in places.items():
        shapes.append(svg.draw_text(x, TOP + HEIGHT + 18, str(n), fill=QUIET, font_size=12, text_anchor="middle"))
    shapes.append(
        svg.draw_text(left + PANEL / 2, TOP + HEIGHT + 38, show(say("writers")), fill=QUIET, text_anchor="middle")
    )
    for number, kind in enumerate(_list_kinds([*points, *behind])):
        faint, mine = (_spread(group, kind, value) for group in (behind, points))
        shapes += _draw_line(faint, places, top, number, stroke_dasharray="3 4", opacity=0.45)
        for n, (low, _, high) in mine.items():
            ends = {"x1": places[n], "x2": places[n], "y1": _find_y(low, top), "y2": _find_y(high, top)}
            bar = svg.draw_element("line", **ends, stroke=pick_paint(number).fill, stroke_width=6, opacity=0.4)
            shapes += [bar] if low < high else []
        shapes += _draw_line(mine, places, top, number)
        shapes += [_draw_mark(number, places[n], _find_y(middle, top)) for n, (_, middle, _) in mine.items()]
    return shapes


def _spread(points: list[Point], kind: str, value: Callable[[Point], float]) -> dict[int, tuple[float, float, float]]:
    """(least, median, most) of one kind by the number of writers."""
    found: dict[int, list[float]] = {}
    for point in sorted(points, key=lambda point: point.writers):
        if point.kind == kind:
            found.setdefault(point.writers, []).append(value(point))
    return {writers: (min(values), median(values), max(values)) for writers, values in found.items()}


def _find_y(value: float, top: float) -> float:
    return TOP + HEIGHT * (1 - value / top)


def _draw_line(
    spread: dict[int, tuple[float, float, float]],
    places: dict[int, float],
    top: float,
    number: int,
    **style: object,
) -> list[str]:
    path = "M" + "L".join(f"{places[n]:.1f} {_find_y(middle, top):.1f}" for n, (_, middle, _) in spread.items())
    stroke = {"stroke": pick_paint(number).fill, "stroke_width": 2.5, "fill": "none"}
    return [svg.draw_element("path", d=path, **stroke, **style)] if spread else []


def _draw_grid(left: float, top: float) -> list[str]:
    shapes = []
    for part in range(5):
        y = TOP + HEIGHT * (1 - part / 4)
        shapes.append(svg.draw_element("line", x1=left, x2=left + PANEL, y1=y, y2=y, stroke=RULE))
        words = f"{top * part / 4:,.4g}"
        shapes.append(svg.draw_text(left - 8, y + 4, words, fill=QUIET, font_size=12, text_anchor="end"))
    return shapes


def _round_up(most: float) -> float:
    """A round number from ``most`` on whose quarter is whole: no axis shows half a conflict."""
    size = 4.0
    while size < most:
        steps = (size * step for step in (1.5, 2, 3, 5, 7, 10) if size * step % 4 == 0)
        size = next((step for step in steps if step >= most), size * 10)
    return size


def _draw_mark(number: int, x: float, y: float) -> str:
    """A sign of its own for each kind: a disc, a square, a triangle, a diamond."""
    style = {"fill": pick_paint(number).fill, "stroke": "#ffffff", "stroke_width": 1.5}
    if number % 4 == 0:
        return svg.draw_element("circle", cx=x, cy=y, r=6, **style)
    corners = {1: "-6,-6 6,-6 6,6 -6,6", 2: "0,-7 7,6 -7,6", 3: "0,-8 8,0 0,8 -8,0"}[number % 4]
    return svg.draw_element("polygon", points=corners, transform=f"translate({x:.1f} {y:.1f})", **style)


def _write_table(points: list[Point]) -> str:
    """A line for each point."""
    if not points:
        return show(say("contention · nothing measured yet"))
    rows = [tuple(map(show, (say("writers"), say("kind"), say("conflicts"), say("writes a second"))))]
    rows += [(str(p.writers), _name_kind(p.kind), str(p.conflicts), f"{p.throughput:,.0f}") for p in points]
    widths = [max(measure_width(row[i]) for row in rows) for i in range(4)]
    aligned = (pad_left, pad, pad_left, pad_left)
    return "\n".join("  ".join(align(cell, width) for align, cell, width in zip(aligned, row, widths)) for row in rows)


def _name_kind(kind: str) -> str:
    """The name that the author of the measurement gave it, in the learner's language where it is known there."""
    return show(look_up(kind))
