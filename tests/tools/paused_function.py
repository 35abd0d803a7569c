"""A function that is run a piece at a time, in a greenlet: an oracle needs no thread, and no order of threads."""

from __future__ import annotations

from collections.abc import Callable

import greenlet


class PausedFunction:
    """Runs ``function`` to its first pause. It runs only within a call of ``go_on``, so no two run at once."""

    def __init__(self, function: Callable[[], object]) -> None:
        self._greenlet = greenlet.greenlet(function)
        self._greenlet.switch()

    def go_on(self, message: str) -> None:
        """Have the pause return ``message``; returns at the next pause, or when the function has ended."""
        self._greenlet.switch(message)


def pause() -> str:
    """Within the function: wait until it is told to go on, and by which message."""
    message: str = greenlet.getcurrent().parent.switch()
    return message
