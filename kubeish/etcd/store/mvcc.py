"""RevisionHistory: every write of the store since it began, or since the last compaction.

It keeps the writes of each key, not whole states, so that many keys with a long past stay small.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import attrgetter

from kubeish.etcd.store.messages import KeyValue, Refused
from kubeish.etcd.store.state import State
from kubeish.etcd.store.validation import COMPACTED, FUTURE_REVISION

_REVISION = attrgetter("mod_revision")


class RevisionHistory:
    """The log of all writes in order, and the writes of each key. A write of version 0 deletes.

    It grows with each write until ``compact`` is called; as in etcd, nothing else shortens it.
    """

    def __init__(self, start: State) -> None:
        """Begin at ``start``; what came before it counts as compacted."""
        self.revision = self._begun = start.revision
        self.compacted = start.revision if start.revision > 1 else -1
        self.log = sorted(start.kvs, key=_REVISION)
        self.by_key = {kv.key: [kv] for kv in start.kvs}

    def record(self, revision: int, changes: list[KeyValue]) -> None:
        """Add what one request has written. May be repeated where Ctrl-C came in between."""
        if revision == self._begun:
            self._take_back(revision, changes)
        self._begun = revision
        self.log += changes
        for change in changes:
            self.by_key.setdefault(change[0], []).append(change)
        self.revision = revision

    def _take_back(self, revision: int, changes: list[KeyValue]) -> None:
        for writes in (self.log, *(self.by_key.get(change.key, []) for change in changes)):
            while writes and writes[-1].mod_revision == revision:
                writes.pop()

    def at(self, revision: int) -> State | Refused:
        """The keys as they were at ``revision``."""
        if revision > self.revision:
            return FUTURE_REVISION
        if revision < self.compacted:
            return COMPACTED
        kvs = (self._find(key, revision) for key in sorted(self.by_key))
        return State(revision, tuple(kv for kv in kvs if kv))

    def _find(self, key: bytes, revision: int) -> KeyValue | None:
        """One key as it was at ``revision``, or None where it was missing."""
        writes = self.by_key.get(key, [])
        place = bisect_right(writes, revision, key=_REVISION)
        last = writes[place - 1] if place else None
        return last if last and last.version else None

    def since(self, revision: int) -> list[KeyValue]:
        """All writes at ``revision`` and later, in order."""
        return self.log[bisect_left(self.log, revision, key=_REVISION) :]

    def before(self, change: KeyValue) -> KeyValue | None:
        """What the key held before a write; None also where that is compacted."""
        revision = change.mod_revision - 1
        return None if revision < self.compacted else self._find(change.key, revision)

    def compact(self, revision: int) -> Refused | None:
        """Forget what was overwritten or deleted by ``revision``; its own state is kept."""
        if revision <= self.compacted:
            return COMPACTED
        if revision > self.revision:
            return FUTURE_REVISION
        self.compacted = revision
        self.by_key = {key: left for key, writes in self.by_key.items() if (left := _drop_old(writes, revision))}
        kept = {write for writes in self.by_key.values() for write in writes}
        self.log = [write for write in self.log if write in kept]
        return None


def _drop_old(writes: list[KeyValue], revision: int) -> list[KeyValue]:
    """The last write up to ``revision``, unless it is a deletion, and all later ones."""
    place = bisect_right(writes, revision, key=_REVISION)
    return writes[place - 1 :] if place and writes[place - 1].version else writes[place:]
