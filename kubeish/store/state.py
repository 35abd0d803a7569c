"""What the store holds at one revision: an immutable value, and how to find keys in it. Nothing here writes."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from kubeish.store.requests import KeyValue

EVERY_KEY = b"\0"  # as ``range_end``: no upper bound


class Lease(NamedTuple):
    """A lease as it was granted: its id and its time to live in whole seconds. When it ends, only a clock can say."""

    id: int
    ttl: int


class State(NamedTuple):
    """The whole store at ``revision``: its keys in order, and its leases.

    Two states with the same content are equal and hash alike. An empty store is at revision 1, so that the first
    write is revision 2, as in etcd. ``granted`` counts the leases ever given out, so that no id is given out twice.
    """

    revision: int = 1
    kvs: tuple[KeyValue, ...] = ()
    leases: tuple[Lease, ...] = ()
    granted: int = 0

    @classmethod
    def empty(cls) -> State:
        """A store to which nothing has been written."""
        return cls()

    def find(self, key: bytes) -> KeyValue | None:
        """The one key as it stands, or None."""
        kvs = self.kvs
        place = bisect_left(kvs, (key,))
        return kvs[place] if place < len(kvs) and kvs[place][0] == key else None

    def select(self, key: bytes, range_end: bytes) -> tuple[KeyValue, ...]:
        """The keys that ``key`` and ``range_end`` name, in order."""
        kvs = self.kvs
        if range_end:
            first, last = span(kvs, key, range_end)
            return kvs[first:last]
        place = bisect_left(kvs, (key,))
        return kvs[place : place + 1] if place < len(kvs) and kvs[place][0] == key else ()

    def lease(self, lease_id: int) -> Lease | None:
        """The lease of that id, or None."""
        return next((lease for lease in self.leases if lease.id == lease_id), None)


def span(kvs: tuple[KeyValue, ...], key: bytes, range_end: bytes) -> tuple[int, int]:
    """Where in ``kvs`` the keys lie that are asked for, as a slice. A range that ends before it begins is empty."""
    first = bisect_left(kvs, (key,))
    if not range_end:
        found = first < len(kvs) and kvs[first].key == key
        return first, first + found
    if range_end == EVERY_KEY:
        return first, len(kvs)
    return first, max(first, bisect_left(kvs, (range_end,)))
