"""``contention_chart``: writers against conflicts and throughput, drawn while it is measured, with a way to stop it."""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Callable, Iterable
from typing import Any

import traitlets

from kubeish.figures import Page, contention
from kubeish.figures.contention import Point

from .linked import Linked

ASK = "Press Start to measure: it takes a while, and Stop ends it."
ALONE = "This is what was there when the cell was run. To measure, run it again: that takes a kernel."
_END = object()


class ContentionChart(Linked):
    """A chart that grows: see ``contention_chart``. ``points``: what has been measured, or was given.

    ``running`` starts and stops it; ``progress`` goes from 0 to 1; ``said`` is the line in words.
    """

    picture = traitlets.Unicode("").tag(sync=True)
    said = traitlets.Unicode("").tag(sync=True)
    progress = traitlets.Float(0.0).tag(sync=True)
    running = traitlets.Bool(False).tag(sync=True)

    def __init__(self, measure: Callable[[], Any], total: int, recorded: Iterable[Any]) -> None:
        self.measure, self.total = measure, total
        self.points = [Point(*point) for point in recorded]
        self._task: Any = None
        figure = contention(self.points)
        data = {"kind": "contention", "picture": figure.svg, "said": ALONE}
        page = Page(data, figure.html, figure.text, ("contention",), ("bench",))
        super().__init__(page, picture=figure.svg, said=ASK)

    @property
    def figure(self) -> Any:
        """What has been measured so far, as a Figure that stays."""
        return contention(self.points)

    def run(self) -> ContentionChart:
        """Measure everything now, and come back when it is done."""
        self._begin()
        for nth, point in enumerate(self.measure(), 1):
            self._add(point, nth)
        self._finish("Done.")
        return self

    @traitlets.observe("running")
    def _switched(self, change: Any) -> None:
        if change["new"] and self._task is None:
            self._task = asyncio.ensure_future(self._measuring())

    async def _measuring(self) -> None:
        """Measure point by point as long as ``running`` says so; between two points the kernel has its turn."""
        self._begin()
        words, points = "Done.", self.measure()
        try:
            nth = 0
            while self.running and (point := await _next(points)) is not _END:
                nth += 1
                self._add(point, nth)
                await asyncio.sleep(0)
            if not self.running:
                words = f"Stopped after {nth} of {self.total or 'all'} measurements."
        except Exception as error:  # whoever measures may fail in any way, and the chart is where it is looked for
            words = f"The measurement stopped with {type(error).__name__}: {error}"
        finally:
            self._task = None
            self._finish(words)

    def _begin(self) -> None:
        self.points, self.progress, self.said = [], 0.0, "Measuring ..."

    def _add(self, point: Any, nth: int) -> None:
        found = Point(*point)
        self.points.append(found)
        self.picture = contention(self.points).svg
        self.progress = min(nth / self.total, 1.0) if self.total else 0.0
        self.said = f"{found.kind}, {found.writers} writers: {found.conflicts} conflicts."

    def _finish(self, words: str) -> None:
        self.said, self.running = words, False
        self.progress = 1.0 if words == "Done." else self.progress


async def _next(points: Any) -> Any:
    """The next point: awaited if it can be, else in a thread, so that Stop is heard; without threads, here."""
    if inspect.isasyncgen(points):
        return await anext(points, _END)
    points = iter(points)
    return await asyncio.to_thread(next, points, _END) if _threads() else next(points, _END)


def _threads() -> bool:
    try:
        thread = threading.Thread(target=lambda: None)
        thread.start()
    except RuntimeError:  # a page cannot
        return False
    thread.join()
    return True


def contention_chart(measure: Callable[[], Any], total: int = 0, recorded: Iterable[Any] = ()) -> ContentionChart:
    """A chart with a Start button. ``measure()`` yields points: (writers, kind, conflicts, seconds[, writes]).

    ``total``: how many points there will be, for the progress bar. ``recorded``: points to show until then. Nothing is
    measured before somebody presses Start, or calls ``run()``. ``.figure`` is what was measured, for a cell of its own.
    """
    return ContentionChart(measure, total, recorded)
