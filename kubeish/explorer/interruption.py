"""Interruption of a search by the reader: told in a sentence that says how far it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .errors import Interrupted


@contextmanager
def report_interrupt(count_states: Callable[[], int] = lambda: 0) -> Iterator[None]:
    """Raise Interrupted in place of a plain KeyboardInterrupt."""
    try:
        yield
    except Interrupted:
        raise
    except KeyboardInterrupt:
        states = count_states()
        where = f"after {states:,} states. Fewer clients, shorter ones or fewer faults have fewer."
        raise Interrupted(f"stopped by you {where if states else 'before the orders were counted.'}") from None
