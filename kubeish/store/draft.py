"""One write in the making: what a request does to a state, operation by operation, before it becomes the next state.

A draft lives only inside one call of ``rules.apply``. All that it writes stands at one revision, the state's next.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from kubeish.store.reading import read
from kubeish.store.requests import (
    DeleteAnswer,
    DeleteRange,
    KeyValue,
    Put,
    PutAnswer,
    Range,
    RangeAnswer,
    Refused,
    made,
)
from kubeish.store.state import State, span

Past = Callable[[int], State | Refused]


class Draft:
    """``kvs`` and ``changes`` grow as the operations run. A change is a key as written; a deletion has version 0."""

    __slots__ = ("before", "changes", "kvs", "past")

    def __init__(self, before: State, past: Past) -> None:
        self.before, self.past = before, past
        self.kvs = before.kvs
        self.changes: list[KeyValue] = []

    @property
    def revision(self) -> int:
        """The store's revision so far: it moves with the first thing written."""
        return self.before.revision + (1 if self.changes else 0)

    def state(self) -> State:
        """The state as it is after all that was done."""
        if not self.changes:
            return self.before
        revision, _, leases, granted = self.before
        return made(State, (revision + 1, self.kvs, leases, granted))

    def put(self, request: Put) -> PutAnswer:
        """Write one key."""
        kvs, revision = self.kvs, self.before.revision + 1
        key, value, lease, prev_kv = request
        place = bisect_left(kvs, (key,))
        old = kvs[place] if place < len(kvs) and kvs[place][0] == key else None
        created, version = (old.create_revision, old.version + 1) if old else (revision, 1)
        new = made(KeyValue, (key, value, created, revision, version, lease))
        self.kvs = kvs[:place] + (new,) + kvs[place + 1 if old else place :]
        self.changes.append(new)
        return made(PutAnswer, (revision, old if prev_kv else None))

    def delete(self, request: DeleteRange) -> DeleteAnswer:
        """Delete what is named; where that is nothing, nothing moves."""
        first, last = span(self.kvs, request.key, request.range_end)
        gone = self.kvs[first:last]
        if gone:
            self.kvs = self.kvs[:first] + self.kvs[last:]
            self.changes += [tombstone(kv.key, self.before.revision + 1) for kv in gone]
        return DeleteAnswer(self.revision, len(gone), gone if request.prev_kv else ())

    def release(self, lease_id: int) -> None:
        """Delete every key that is attached to the lease."""
        gone = [kv for kv in self.kvs if kv.lease == lease_id]
        self.kvs = tuple(kv for kv in self.kvs if kv.lease != lease_id)
        self.changes += [tombstone(kv.key, self.before.revision + 1) for kv in gone]

    def read(self, request: Range) -> RangeAnswer | Refused:
        """Read what is written so far, or an older revision. Whether that is still kept was checked before."""
        if request.revision <= 0:
            return read(self.before._replace(kvs=self.kvs), request, self.revision)
        then = self.past(request.revision) if request.revision != self.before.revision else self.before
        return then if isinstance(then, Refused) else read(then, request, self.revision)


def tombstone(key: bytes, revision: int) -> KeyValue:
    """What a deletion leaves in the log: the key and the revision at which it went."""
    return KeyValue(key, b"", 0, revision, 0)
