"""How far a run is: a bar with the time left where somebody watches, and a line now and then where nobody does."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any

_EVERY = 30.0


class Progress:
    """A context manager over ``many`` submissions."""

    def __init__(self, many: int) -> None:
        self._many, self._done = many, 0
        self._bar: Any = None
        self._began = self._said = time.monotonic()

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            columns = (TextColumn("marking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self._bar = Bar(*columns, console=Console(stderr=True))
            self._bar.start()
            self._task = self._bar.add_task("", total=self._many)
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def step(self) -> None:
        """One more is done."""
        self._done += 1
        if self._bar is not None:
            self._bar.advance(self._task)
        elif time.monotonic() - self._said > _EVERY:
            self._said = time.monotonic()
            print(f"{self._done} of {self._many}, {self._left()}", file=sys.stderr, flush=True)

    def _left(self) -> str:
        seconds = (time.monotonic() - self._began) / self._done * (self._many - self._done)
        return f"about {seconds:.0f} s left" if seconds < 120 else f"about {seconds / 60:.0f} min left"
