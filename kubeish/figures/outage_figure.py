"""Outage figure: pods placed in time, when the leader died, how long no pod was placed, who led then."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from kubeish.wording import say, show

from . import svg
from .colours import ALARM, CLIENTS, INK, LOST, QUIET, RULE
from .figure import Figure

WIDTH, HEIGHT, TOP, LEFT = 620, 130, 78, 50  # pixels; of the columns, without axis and words
BINS = 40


class Outage(NamedTuple):
    """``moments``: when each pod was placed, in seconds from the start, in order.

    ``killed_at``: when the leader died. ``old`` and ``new``: the leaders' names, or "".
    """

    moments: Sequence[float]
    killed_at: float
    old: str = ""
    new: str = ""

    @property
    def silence(self) -> tuple[float, float]:
        """The longest time without a placed pod from the leader's death on: its start and its end."""
        later = [self.killed_at, *(moment for moment in self.moments if moment > self.killed_at)]
        return max(pairwise(later), key=lambda pair: pair[1] - pair[0], default=(self.killed_at, self.killed_at))


def draw_outage(outage: Outage) -> Figure:
    """Draw the run as columns of placed pods over time."""
    words, title = _describe(outage), show(say("The leader dies"))
    end = max([*outage.moments, outage.killed_at], default=0.0) or 1.0
    shapes = [
        svg.draw_text(20, 30, title, font_size=15, font_weight=600),
        *_draw_silence(outage, end),
        *_draw_columns(outage, end),
        *_draw_axis(end),
        *_draw_death(outage, end),
    ]
    return Figure(svg.draw_card(LEFT + WIDTH + 24, TOP + HEIGHT + 46, title, words, *shapes), words, title)


def _place(moment: float, end: float) -> float:
    return LEFT + WIDTH * moment / end


def _draw_columns(outage: Outage, end: float) -> list[str]:
    counts = [0] * BINS
    for moment in outage.moments:
        counts[min(int(BINS * moment / end), BINS - 1)] += 1
    most, wide = max(counts) or 1, WIDTH / BINS
    shapes = []
    for number, count in enumerate(counts):
        high = HEIGHT * count / most
        place = {"x": LEFT + number * wide + 1, "y": TOP + HEIGHT - high, "width": wide - 2, "height": high}
        shapes += [svg.draw_element("rect", **place, fill=CLIENTS[0].fill)] if count else []
    return shapes


def _draw_silence(outage: Outage, end: float) -> list[str]:
    start, stop = outage.silence
    left, right = _place(start, end), _place(stop, end)
    band = {"x": left, "y": TOP, "width": max(right - left, 1.0), "height": HEIGHT}
    words = show(say("no pod for {seconds:.2f} s", seconds=stop - start))
    middle = min(max((left + right) / 2, LEFT + 70), LEFT + WIDTH - 70)
    label = svg.draw_text(middle, TOP - 6, words, fill=INK, text_anchor="middle", font_weight=600)
    return [svg.draw_element("rect", **band, fill=ALARM), label]


def _draw_death(outage: Outage, end: float) -> list[str]:
    x = _place(outage.killed_at, end)
    line = svg.draw_element("line", x1=x, x2=x, y1=TOP - 22, y2=TOP + HEIGHT, stroke=LOST, stroke_width=2)
    cross = f"M{x - 6:.1f} {TOP - 30}l12 12m0 -12l-12 12"
    sign = svg.draw_element("path", d=cross, stroke=LOST, stroke_width=3, fill="none")
    words = say(
        "{old} dies, {new} leads from then on" if outage.new else "{old} dies", old=_name_old(outage), new=outage.new
    )
    anchor, at = ("start", x + 12) if x < LEFT + WIDTH / 2 else ("end", x - 12)
    return [line, sign, svg.draw_text(at, TOP - 26, show(words), fill=INK, text_anchor=anchor)]


def _draw_axis(end: float) -> list[str]:
    bottom = TOP + HEIGHT
    shapes = [svg.draw_element("line", x1=LEFT, x2=LEFT + WIDTH, y1=bottom, y2=bottom, stroke=RULE)]
    for part in range(5):
        x = LEFT + WIDTH * part / 4
        shapes.append(
            svg.draw_text(x, bottom + 18, f"{end * part / 4:.1f} s", fill=QUIET, font_size=12, text_anchor="middle")
        )
    return [*shapes, svg.draw_text(LEFT, bottom + 36, show(say("pods placed, in time")), fill=QUIET)]


def _name_old(outage: Outage) -> str:
    """The leader that died; a fleet in virtual time has no members with names."""
    return outage.old or say("the leader")


def _describe(outage: Outage) -> str:
    """A line for each thing that the picture shows."""
    start, stop = outage.silence
    done = sum(moment <= outage.killed_at for moment in outage.moments)
    lines: list[str] = [
        say(
            "{old} was killed after {seconds:.2f} s, when {done} of {total} pods were placed.",
            old=_name_old(outage),
            seconds=outage.killed_at,
            done=done,
            total=len(outage.moments),
        ),
        say(
            "No pod was placed for {seconds:.2f} s, from {start:.2f} s to {stop:.2f} s.",
            seconds=stop - start,
            start=start,
            stop=stop,
        ),
    ]
    if outage.new:
        lines.append(say("{new} led from then on.", new=outage.new))
    if outage.moments:
        lines.append(say("The last pod was placed after {seconds:.2f} s.", seconds=max(outage.moments)))
    return "\n".join(line[0].upper() + line[1:] for line in map(show, lines))
