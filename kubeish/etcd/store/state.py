"""The content of the store at one revision, as an immutable value, and how to find keys in it."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from kubeish.etcd.store.messages import KeyValue

EVERY_KEY = b"\0"  # as ``range_end``: no upper bound


class GrantedLease(NamedTuple):
    """A lease as it was granted: its id, and its time to live in whole seconds."""

    id: int
    ttl: int


class State(NamedTuple):
    """The whole store at ``revision``: its keys in order of their bytes, and its leases.

    Two states with the same content are equal and have the same hash. An empty store is at
    revision 1, so that the first write is revision 2, as in etcd. ``granted``: the last automatic
    id of a lease, counted from the first, so that none is given twice.
    """

    revision: int = 1
    kvs: tuple[KeyValue, ...] = ()
    leases: tuple[GrantedLease, ...] = ()
    granted: int = 0

    @classmethod
    def empty(cls) -> State:
        """A store to which nothing has been written."""
        return cls()

    def find(self, key: bytes) -> KeyValue | None:
        """The value of one key, or None."""
        kvs = self.kvs
        place = bisect_left(kvs, (key,))
        return kvs[place] if place < len(kvs) and kvs[place][0] == key else None

    def select(self, key: bytes, range_end: bytes) -> tuple[KeyValue, ...]:
        """The keys that ``key`` and ``range_end`` name, in order."""
        kvs = self.kvs
        if range_end:
            first, last = find_span(kvs, key, range_end)
            return kvs[first:last]
        # Not by find_span: to read one key is the most frequent request, and a call takes its time.
        place = bisect_left(kvs, (key,))
        return kvs[place : place + 1] if place < len(kvs) and kvs[place][0] == key else ()

    def find_lease(self, lease_id: int) -> GrantedLease | None:
        """The lease of that id, or None."""
        return next((lease for lease in self.leases if lease.id == lease_id), None)


def to_interval(key: bytes, range_end: bytes) -> tuple[bytes, bytes | None]:
    """The first named key, and the first key after all named ones; None: there is none."""
    if not range_end:
        return key, key + b"\0"
    return key, None if range_end == EVERY_KEY else range_end


def find_span(kvs: tuple[KeyValue, ...], key: bytes, range_end: bytes) -> tuple[int, int]:
    """Where the named keys are in ``kvs``, as the bounds of a slice."""
    lower, upper = to_interval(key, range_end)
    first = bisect_left(kvs, (lower,))
    # An interval that ends before it begins is empty.
    return first, len(kvs) if upper is None else max(first, bisect_left(kvs, (upper,)))
