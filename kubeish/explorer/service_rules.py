"""Rules of the store beyond keys, as pure functions: leases without a clock, and events from a log.

A lease ends when it is revoked, or as a step of its own (``LeaseEnd``): a client may be paused for
any time, so a lease that its owner has may end between any two steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kubeish.errors import NotOffered
from kubeish.etcd.store import State
from kubeish.etcd.store import service_messages as service
from kubeish.etcd.store.apply import apply, execute, refuse_revision
from kubeish.etcd.store.leases import Leases
from kubeish.etcd.store.messages import DeleteRange, KeyValue, Put, Range, Refused, Txn
from kubeish.etcd.store.validation import EMPTY_WATCH_RANGE
from kubeish.etcd.store.watch_hub import OpenWatch
from kubeish.etcd.store.write_batch import WriteBatch
from kubeish.wording import say

ON_KEYS = (Range, Put, DeleteRange, Txn)
ON_LEASES = (service.LeaseGrant, service.LeaseRevoke, service.LeaseKeepAlive, service.LeaseInfo)

Log = tuple[KeyValue, ...]
"""Writes in order; one of version 0 is a deletion."""


@dataclass(frozen=True, slots=True)
class LeaseEnd:
    """The time of a lease is up: its keys are deleted."""

    id: int


@dataclass(frozen=True, slots=True)
class WatchOpen:
    """Open a watch, the client's own ``number``."""

    watch: service.Watch
    number: int


@dataclass(frozen=True, slots=True)
class WatchRead:
    """The next events of a watch that has had those before revision ``start``.

    ``past``: the revision at which it was opened. Events up to that one come together. ``waits``:
    there is no answer where there are no events; else that answer is empty.
    """

    watch: service.Watch
    start: int
    past: int
    waits: bool = True


class NeedEvents(BaseException):
    """A watch on keys whose writes were not logged: explore again with them."""

    def __init__(self, key: bytes, range_end: bytes) -> None:
        self.keys = (key, range_end)


def apply_any(state: State, request: object) -> tuple[State, Any, list[KeyValue]]:
    """The state after a request on keys or leases, the answer, and what was written."""
    if type(request) is Range:
        return *apply(state, request), []
    batch = WriteBatch(state, refuse_revision)
    if isinstance(request, ON_KEYS):
        answer: Any = execute(batch, request)
    else:
        answer = _apply_to_leases(batch, Leases(lambda: 0.0, 1, state.leases), request)
    return batch.to_state(), answer, batch.changes


def _apply_to_leases(batch: WriteBatch, leases: Leases, request: object) -> Any:
    match request:
        case service.LeaseGrant():
            return leases.grant(batch, request)
        case service.LeaseRevoke() | LeaseEnd():
            return leases.revoke(batch, service.LeaseRevoke(request.id))
        case service.LeaseKeepAlive():
            return leases.keep_alive(batch, request)
        case service.LeaseInfo():
            return leases.describe(batch, request)
    raise NotOffered(say("a {name} has no rule without a clock and a past.", name=type(request).__name__))


def open_watch(state: State, request: WatchOpen, first: int) -> service.WatchCreated | Refused:
    """The answer to a WatchOpen. ``first``: the revision that the log begins after."""
    watch, start = OpenWatch(request.watch), request.watch.start_revision
    if watch.upper is not None and watch.lower >= watch.upper:
        return EMPTY_WATCH_RANGE
    if 0 < start <= first and first > 1:
        raise NotOffered(
            say(
                "a watch from revision {start} on begins before the clients do, at {first}: watch from a "
                "revision that a client has read, or let the setup write nothing.",
                start=start,
                first=first + 1,
            )
        )
    return service.WatchCreated(state.revision, request.number)


def read_events(state: State, log: Log, start_kvs: Log, request: WatchRead) -> service.WatchAnswer | None:
    """The next events of a watch, or None while it waits for one."""
    watch = OpenWatch(request.watch)
    found = [kv for kv in log if kv.mod_revision >= request.start and watch.follows(kv)]
    if not found:
        return None if request.waits else service.WatchAnswer(state.revision)
    first = found[0].mod_revision
    last = request.past if first <= request.past else first
    events = tuple(_to_event(log, start_kvs, kv, request.watch.prev_kv) for kv in found if kv.mod_revision <= last)
    return service.WatchAnswer(last, events)


def _to_event(log: Log, start_kvs: Log, kv: KeyValue, prev_kv: bool) -> service.KeyEvent:
    prev = None
    if prev_kv and kv.create_revision != kv.mod_revision:
        before = [old for old in (*start_kvs, *log) if old.key == kv.key and old.mod_revision < kv.mod_revision]
        prev = before[-1] if before and before[-1].version else None
    return service.KeyEvent("put" if kv.version else "delete", kv, prev)
