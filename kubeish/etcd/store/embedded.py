"""EmbeddedStore: the state, its history, the leases and the watches, behind one lock."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from threading import Condition, RLock
from typing import Any

from kubeish.errors import NotOffered
from kubeish.etcd.store import service_messages as service
from kubeish.etcd.store.alarms import Alarms
from kubeish.etcd.store.apply import execute
from kubeish.etcd.store.field_types import check_types
from kubeish.etcd.store.leases import Leases
from kubeish.etcd.store.messages import Answer, KeyValue, Range, Refused, Request
from kubeish.etcd.store.mvcc import RevisionHistory
from kubeish.etcd.store.range_query import read
from kubeish.etcd.store.state import State
from kubeish.etcd.store.watch_hub import WatchHub
from kubeish.etcd.store.write_batch import WriteBatch

Handler = Callable[[WriteBatch, Any], Answer | service.ServiceAnswer]
EMPTY = State.empty()
NO_THREADS = (
    "Python has no threads here, so nothing can be written while this waits; write first and then watch from a "
    "start_revision, or wait with timeout=0."
)


class EmbeddedStore:
    """A store in this process that answers as etcd does, to any number of threads.

    ``clock``: gives seconds and never goes back; leases end by it, at the next request after their
    time is up. ``min_lease_ttl``: the shortest lease in seconds; etcd derives it from its election
    timeout, and 1 is that of LocalEtcd. ``start``: what the store holds at first, without a history.

    The history keeps every write until a Compact, and an open watch keeps its answers until they
    are fetched or the watch is cancelled: a store that lives long has to be compacted, like etcd.
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, min_lease_ttl: int = 1, start: State = EMPTY
    ) -> None:
        self._lock = RLock()
        self._changed = Condition(self._lock)
        self._state, self._history = start, RevisionHistory(start)
        self._unfinished: tuple[State, list[KeyValue]] | None = None
        self._leases = Leases(clock, min_lease_ttl, start.leases)
        self._watches, self._alarms = WatchHub(self._history), Alarms()
        self._handlers: dict[type, Handler] = {
            service.LeaseGrant: self._leases.grant,
            service.LeaseRevoke: self._leases.revoke,
            service.LeaseKeepAlive: self._leases.keep_alive,
            service.LeaseInfo: self._leases.describe,
            service.Compact: self._compact,
            service.Watch: self._watches.add,
            service.WatchCancel: self._cancel,
            service.StatusRequest: self._describe,
            service.AlarmRequest: self._alarms.handle,
        }

    def __repr__(self) -> str:
        return f"<EmbeddedStore at revision {self._state.revision}>"

    @property
    def state(self) -> State:
        """The current content: an immutable value."""
        with self._lock:
            self._catch_up()
            return self._state

    def ask(self, request: Request | service.ServiceRequest) -> Answer | service.ServiceAnswer:
        """Answer one request atomically. Only a WatchNext waits.

        Raises TypeError or ValueError, before anything is touched, for a field of a wrong type.
        """
        has_to_catch_up = self._leases.ends or self._unfinished
        if type(request) is Range and request.key and request.revision <= 0 and not has_to_catch_up:
            state = self._state  # an immutable value, so reading it needs no lock
            return read(state, request, state.revision)
        check_types(request)
        with self._lock:
            if self._leases.ends or self._unfinished:  # anew: another thread may have been here
                self._catch_up()
            if type(request) is service.WatchNext:
                return self._wait_for_events(request)
            refused = self._alarms.refuse(request) if self._alarms.members else None
            return refused or self._handle(self._handlers.get(type(request), execute), request)

    def _handle(self, handler: Handler, request: object) -> Answer | service.ServiceAnswer:
        """Let ``handler`` write into a batch, and make the result the state.

        Ctrl-C may come between any two steps. From one assignment on, the request is done, and the
        next one finishes what is left of it.
        """
        batch = WriteBatch(self._state, self._history.at)
        answer = handler(batch, request)
        if batch.changes:
            unfinished = self._unfinished = batch.to_state(), batch.changes
            self._finish(*unfinished)
        else:
            self._state = batch.to_state()
        self._leases.forget_ended(self._state)
        return answer

    def _finish(self, state: State, changes: list[KeyValue]) -> None:
        """Let the state, the history and the watches have these changes. May be repeated."""
        self._state = state
        self._history.record(state.revision, changes)
        if self._watches.open:
            self._watches.notify(state.revision, changes)
            self._changed.notify_all()
        self._unfinished = None

    def _catch_up(self) -> None:
        """Finish what Ctrl-C has interrupted, and end the leases whose time is up."""
        if self._unfinished:
            self._finish(*self._unfinished)
        self._leases.forget_ended(self._state)
        for lease in self._leases.find_expired():
            self._handle(self._leases.revoke, service.LeaseRevoke(lease))

    def _compact(self, batch: WriteBatch, request: service.Compact) -> service.Done | Refused:
        return self._history.compact(request.revision) or service.Done(batch.revision)

    def _describe(self, batch: WriteBatch, request: service.StatusRequest) -> service.StatusAnswer:
        return service.StatusAnswer(batch.revision, "embedded", sum(len(kv.key) + len(kv.value) for kv in batch.kvs))

    def _cancel(self, batch: WriteBatch, request: service.WatchCancel) -> service.Done:
        self._watches.open.pop(request.id, None)
        self._changed.notify_all()
        return service.Done(batch.revision)

    def _wait_for_events(self, request: service.WatchNext) -> service.WatchAnswer:
        """The next answer of the watch. Other threads may write while this one waits."""
        end = None if request.wait is None else time.monotonic() + request.wait
        while True:
            answer = self._watches.fetch(request.id, self._state.revision)
            left = None if end is None else end - time.monotonic()
            if answer or (left is not None and left <= 0):
                return answer or service.WatchAnswer(self._state.revision)
            if sys.platform == "emscripten":
                raise NotOffered(NO_THREADS)
            # Wakes for a write, for the end of a lease, which may delete a key, and at the end.
            self._changed.wait(self._leases.limit_wait(left))
            self._catch_up()
