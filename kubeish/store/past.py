"""What the store remembers: every write since it began, or since the last compaction. Only EmbeddedStore holds one.

It keeps each key's own writes, not whole states, so that a store with many keys and a long past stays small.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import attrgetter

from kubeish.store.refusals import COMPACTED, FUTURE_REVISION
from kubeish.store.requests import KeyValue, Refused
from kubeish.store.state import EVERY_KEY, State

_REVISION = attrgetter("mod_revision")


class Past:
    """The log of all writes in order, and the writes of each key. A write of version 0 is a deletion."""

    def __init__(self, start: State) -> None:
        """From ``start`` on; what came before that, if anything did, counts as compacted away."""
        self.revision = start.revision
        self.compacted = start.revision if start.revision > 1 else -1
        self.log = sorted(start.kvs, key=_REVISION)
        self.by_key = {kv.key: [kv] for kv in start.kvs}

    def remember(self, revision: int, changes: list[KeyValue]) -> None:
        """Add what one request has written."""
        self.revision = revision
        self.log += changes
        for change in changes:
            self.by_key.setdefault(change[0], []).append(change)

    def at(self, revision: int) -> State | Refused:
        """The keys as they stood at ``revision``."""
        if revision > self.revision:
            return FUTURE_REVISION
        if revision < self.compacted:
            return COMPACTED
        kvs = (self._stood(key, revision) for key in sorted(self.by_key))
        return State(revision, tuple(kv for kv in kvs if kv))

    def _stood(self, key: bytes, revision: int) -> KeyValue | None:
        """One key as it stood, or None where it did not."""
        writes = self.by_key.get(key, [])
        place = bisect_right(writes, revision, key=_REVISION)
        last = writes[place - 1] if place else None
        return last if last and last.version else None

    def since(self, revision: int) -> list[KeyValue]:
        """Everything written at ``revision`` and later, in order."""
        return self.log[bisect_left(self.log, revision, key=_REVISION) :]

    def before(self, change: KeyValue) -> KeyValue | None:
        """What stood before a write; None also where that is compacted away."""
        revision = change.mod_revision - 1
        return None if revision < self.compacted else self._stood(change.key, revision)

    def compact(self, revision: int) -> Refused | None:
        """Forget what was overwritten or deleted by ``revision``; what stood at that revision is kept."""
        if revision <= self.compacted:
            return COMPACTED
        if revision > self.revision:
            return FUTURE_REVISION
        self.compacted = revision
        self.by_key = {key: left for key, writes in self.by_key.items() if (left := _kept(writes, revision))}
        kept = {write for writes in self.by_key.values() for write in writes}
        self.log = [write for write in self.log if write in kept]
        return None


def _kept(writes: list[KeyValue], revision: int) -> list[KeyValue]:
    """The last write up to ``revision``, unless it is a deletion, and all later ones."""
    place = bisect_right(writes, revision, key=_REVISION)
    return writes[place - 1 :] if place and writes[place - 1].version else writes[place:]


def names(key: bytes, range_end: bytes, candidate: bytes) -> bool:
    """Whether ``key`` and ``range_end`` name ``candidate``."""
    if not range_end:
        return candidate == key
    return key <= candidate and (range_end == EVERY_KEY or candidate < range_end)


def empty(key: bytes, range_end: bytes) -> bool:
    """Whether a range ends before it begins, and so names no key at all."""
    return range_end not in (b"", EVERY_KEY) and key >= range_end
