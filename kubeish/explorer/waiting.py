"""When a client waits for another one: it asks again and again, has the same answers, and alone it never gets on.

Such a client is blocked, and not endless: it has no step until an answer would be another one. To
be sure that nothing is left out, it first goes round its loop in steps: once, and for a loop of p
requests p - 1 more of them, which are all the places in the loop where others can go between.
What is not seen in this way is a client that counts how often it asked in vain, for ever.
"""

from __future__ import annotations

from collections.abc import Sequence

Pair = tuple[object, object]
"""A request and its answer."""


def find_wait(pairs: Sequence[Pair], changed: int) -> int | None:
    """From how many pairs on a client waits that went on like ``pairs``; None if it does not.

    ``changed``: of the first so many pairs, the last one changed the store.
    """
    for period in range(1, (len(pairs) - changed) // 3 + 1):
        same = _count_periodic(pairs, period)
        if same >= max(2 * period, (len(pairs) - changed) // 2):
            began = len(pairs) - same - period
            return max(began + 2 * period - 1, changed)
    return None


def _count_periodic(pairs: Sequence[Pair], period: int) -> int:
    """How many pairs at the end are those of ``period`` before."""
    count = 0
    for late, early in zip(reversed(pairs), reversed(pairs[: len(pairs) - period])):
        if late != early:
            break
        count += 1
    return count
