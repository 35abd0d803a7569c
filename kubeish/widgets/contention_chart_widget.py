"""``contention_chart``: writers against conflicts and throughput, drawn while it is measured."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Mapping

import traitlets

from kubeish.figures import Figure, draw_contention
from kubeish.figures.contention_figure import Point
from kubeish.widgets.pages import Page
from kubeish.wording import Message, look_up, say, show

from .page_widget import PageWidget

PlainPoint = tuple[int, str, int, float] | tuple[int, str, int, float, int]
"""(writers, kind, conflicts, seconds[, writes]): a Point of kubeish.figures."""
Measurements = Iterable[PlainPoint] | AsyncIterator[PlainPoint]

START = say("Press Start to measure: it takes a while, and Stop ends it.")
NO_KERNEL = say("This is what was there when the cell was run. To measure, run it again: that takes a kernel.")
DONE, MEASURING = say("Done."), say("Measuring ...")


class ContentionChart(PageWidget):
    """A chart that grows, see ``contention_chart``. ``points``: those measured or given.

    ``running`` starts and stops it; ``progress`` goes from 0 to 1; ``said`` is the line in words.
    """

    picture = traitlets.Unicode("").tag(sync=True)
    said = traitlets.Unicode("").tag(sync=True)
    progress = traitlets.Float(0.0).tag(sync=True)
    running = traitlets.Bool(False).tag(sync=True)

    def __init__(self, measure: Callable[[], Measurements], total: int, recorded: Iterable[PlainPoint]) -> None:
        self.measure, self.total = measure, total
        self.points = [Point(*point) for point in recorded]
        self._recorded: list[Point] = []
        self._task: asyncio.Task[None] | None = None
        figure = self.figure
        data = {"kind": "contention", "picture": figure.svg, "said": show(NO_KERNEL)}
        page = Page(data, figure.html, figure.text, ("contention",), ("bench",))
        super().__init__(page, picture=figure.svg, said=show(START))

    @property
    def figure(self) -> Figure:
        """What has been measured so far, as a Figure that stays."""
        return draw_contention(self.points, self._recorded)

    def run(self) -> ContentionChart:
        """Measure everything now, and return when it is done."""
        self._begin()
        points = self.measure()
        if not isinstance(points, Iterable):
            raise TypeError("this measurement is asynchronous: press Start, which runs it in the kernel's loop.")
        for point in points:
            self._add(point)
        self._finish(DONE)
        return self

    @traitlets.observe("running")
    def _start(self, change: Mapping[str, object]) -> None:
        if change["new"] and self._task is None:
            self._task = asyncio.ensure_future(self._measure())

    async def _measure(self) -> None:
        """Measure point by point while ``running``; between two points the kernel has its turn."""
        self._begin()
        words = DONE
        try:
            async for point in _iterate(self.measure()):
                self._add(point)
                await asyncio.sleep(0)
                if not self.running:
                    break
            if not self.running:
                words = self._describe_stop()
        except Exception as error:  # a measurement may fail in any way, and the reader looks at the chart
            words = say("The measurement stopped with {name}: {error}", name=type(error).__name__, error=str(error))
        finally:
            self._task = None
            self._finish(words)

    def _begin(self) -> None:
        self._recorded = self._recorded or self.points
        self.points, self.progress, self.said = [], 0.0, show(MEASURING)

    def _add(self, plain: PlainPoint) -> None:
        point = Point(*plain)
        self.points.append(point)
        self.picture = self.figure.svg
        self.progress = min(len(self.points) / self.total, 1.0) if self.total else 0.0
        self.said = show(
            say(
                "{kind}, {writers} writers: {conflicts} conflicts.",
                kind=look_up(point.kind),
                writers=point.writers,
                conflicts=point.conflicts,
            )
        )

    def _finish(self, words: str) -> None:
        self.said, self.running = show(words), False
        self.progress = 1.0 if words == DONE else self.progress

    def _describe_stop(self) -> Message:
        measured = len(self.points)
        if not self.total:
            return say("Stopped after {measured} measurements.", measured=measured)
        return say("Stopped after {measured} of {total} measurements.", measured=measured, total=self.total)


async def _iterate(points: Measurements) -> AsyncIterator[PlainPoint]:
    """Yield the points: awaited, or else from a thread, so that Stop works; in a page, here."""
    if isinstance(points, AsyncIterator):
        async for point in points:
            yield point
        return
    iterator = iter(points)
    while plain := await asyncio.to_thread(next, iterator, None) if _can_start_threads() else next(iterator, None):
        yield plain


def _can_start_threads() -> bool:
    try:
        thread = threading.Thread(target=lambda: None)
        thread.start()
    except RuntimeError:  # a page cannot
        return False
    thread.join()
    return True


def contention_chart(
    measure: Callable[[], Measurements], total: int = 0, recorded: Iterable[PlainPoint] = ()
) -> ContentionChart:
    """A chart that Start draws: ``measure()`` yields (writers, kind, conflicts, seconds[, writes]).

    ``total``: how many points there will be, for the progress bar. A point that is measured again
    adds to its spread. ``recorded``: points to show until then, and faintly from then on. Nothing
    is measured before Start is pressed or ``run()`` called. ``.figure`` is what was measured, for a
    cell of its own.
    """
    return ContentionChart(measure, total, recorded)
