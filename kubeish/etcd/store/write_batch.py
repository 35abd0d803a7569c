"""WriteBatch: the writes of one request, before they become the next state."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from kubeish.etcd.store.messages import (
    DeleteAnswer,
    DeleteRange,
    KeyValue,
    Put,
    PutAnswer,
    Range,
    RangeAnswer,
    Refused,
    make,
)
from kubeish.etcd.store.range_query import read
from kubeish.etcd.store.state import State, find_span

FindState = Callable[[int], State | Refused]
"""Finds the state at an older revision."""


class WriteBatch:
    """``kvs`` and ``changes`` grow while the operations run. A deletion is a change of version 0.

    All writes of a batch are at one revision, the next one of the state ``before``.
    """

    __slots__ = ("before", "changes", "find_state", "kvs")

    def __init__(self, before: State, find_state: FindState) -> None:
        self.before, self.find_state = before, find_state
        self.kvs = before.kvs
        self.changes: list[KeyValue] = []

    @property
    def revision(self) -> int:
        """The store's revision so far: the first write advances it by one."""
        return self.before.revision + (1 if self.changes else 0)

    def to_state(self) -> State:
        """The state after all operations so far."""
        if not self.changes:
            return self.before
        revision, _, leases, granted = self.before
        return make(State, (revision + 1, self.kvs, leases, granted))

    def put(self, request: Put) -> PutAnswer:
        """Write one key."""
        kvs, revision = self.kvs, self.before.revision + 1
        key, value, lease, prev_kv = request
        place = bisect_left(kvs, (key,))
        old = kvs[place] if place < len(kvs) and kvs[place][0] == key else None
        created, version = (old.create_revision, old.version + 1) if old else (revision, 1)
        new = make(KeyValue, (key, value, created, revision, version, lease))
        self.kvs = kvs[:place] + (new,) + kvs[place + 1 if old else place :]
        self.changes.append(new)
        return make(PutAnswer, (revision, old if prev_kv else None))

    def delete(self, request: DeleteRange) -> DeleteAnswer:
        """Delete the named keys. If there are none, the revision stays."""
        first, last = find_span(self.kvs, request.key, request.range_end)
        old = self.kvs[first:last]
        self.kvs = self.kvs[:first] + self.kvs[last:]
        self._record_deletions(old)
        return DeleteAnswer(self.revision, len(old), old if request.prev_kv else ())

    def delete_leased(self, lease_id: int) -> None:
        """Delete every key that is attached to the lease."""
        self._record_deletions(tuple(kv for kv in self.kvs if kv.lease == lease_id))
        self.kvs = tuple(kv for kv in self.kvs if kv.lease != lease_id)

    def _record_deletions(self, old: tuple[KeyValue, ...]) -> None:
        self.changes += [KeyValue(kv.key, b"", 0, self.before.revision + 1, 0) for kv in old]

    def read(self, request: Range) -> RangeAnswer | Refused:
        """Read what is written so far, or an older revision."""
        if request.revision <= 0:
            return read(self.before._replace(kvs=self.kvs), request, self.revision)
        then = self.find_state(request.revision) if request.revision != self.before.revision else self.before
        return then if isinstance(then, Refused) else read(then, request, self.revision)
