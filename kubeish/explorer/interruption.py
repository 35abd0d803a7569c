"""Interruption of a search by the reader: told in a sentence that says what is known so far."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kubeish.wording import say

from .errors import Interrupted


@contextmanager
def report_interrupt(describe: Callable[[], str] = str) -> Iterator[None]:
    """Raise Interrupted in place of a plain KeyboardInterrupt.

    ``describe``: says after how many states, and what is known; an empty text before there are any.
    """
    try:
        yield
    except Interrupted:
        raise
    except KeyboardInterrupt:
        said = describe()
        raise Interrupted(
            say(
                "stopped by you {said}. Fewer clients, shorter ones or fewer faults have fewer states."
                if said
                else "stopped by you before the orders were counted.",
                said=said,
            )
        ) from None
