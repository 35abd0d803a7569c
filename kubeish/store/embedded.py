"""EmbeddedStore: the one mutable thing here. It holds the state, the past and the leases, and answers requests.

It needs no thread of its own: leases end when someone next asks. It may be asked from several threads at once.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from threading import Condition, RLock
from typing import Any

from kubeish.errors import NotOffered
from kubeish.store.draft import Draft
from kubeish.store.extras import (
    Compact,
    Done,
    Extra,
    ExtraAnswer,
    LeaseGrant,
    LeaseInfo,
    LeaseKeepAlive,
    LeaseRevoke,
    StatusAnswer,
    StatusRequest,
    Watch,
    WatchAnswer,
    WatchCancel,
    WatchNext,
)
from kubeish.store.leases import Leases
from kubeish.store.past import Past
from kubeish.store.reading import read
from kubeish.store.requests import Answer, Range, Refused, Request
from kubeish.store.rules import run
from kubeish.store.state import State
from kubeish.store.watchers import Watchers

Handler = Callable[[Draft, Any], Answer | ExtraAnswer]
EMPTY = State.empty()
ALONE = (
    "Python has no threads here, so nothing can be written while this waits; write first and then watch from a "
    "start_revision, or wait with timeout=0."
)


class EmbeddedStore:
    """A store in this process that answers as etcd does.

    ``clock`` gives seconds and only ever grows; leases live by it. ``min_lease_ttl`` is the shortest lease in
    seconds; etcd derives it from its election timeout, and by default it is 2 there too. ``start`` is what it holds
    at first, with nothing known of how that came about.
    """

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, min_lease_ttl: int = 2, start: State = EMPTY
    ) -> None:
        self._lock = RLock()
        self._changed = Condition(self._lock)
        self._state, self._past = start, Past(start)
        self._leases = Leases(clock, min_lease_ttl, start.leases)
        self._watchers = Watchers(self._past)
        self._handlers: dict[type, Handler] = {
            LeaseGrant: self._leases.grant,
            LeaseRevoke: self._leases.revoke,
            LeaseKeepAlive: self._leases.keep_alive,
            LeaseInfo: self._leases.info,
            Compact: self._compact,
            Watch: self._watchers.add,
            WatchCancel: self._cancel,
            StatusRequest: self._status,
        }

    def __repr__(self) -> str:
        return f"<EmbeddedStore at revision {self._state.revision}>"

    @property
    def state(self) -> State:
        """The store as it stands: an immutable value."""
        with self._lock:
            self._expire()
            return self._state

    def ask(self, request: Request | Extra) -> Answer | ExtraAnswer:
        """Answer one request, in one step. Only a WatchNext waits."""
        if type(request) is Range and request.key and request.revision <= 0 and not self._leases.ends:
            state = self._state  # a value, so that reading it needs no lock
            return read(state, request, state.revision)
        with self._lock:
            if self._leases.ends:
                self._expire()
            if type(request) is WatchNext:
                return self._next(request)
            return self._answer(self._handlers.get(type(request), run), request)

    def _answer(self, handler: Handler, request: Any) -> Answer | ExtraAnswer:
        """Let ``handler`` work on a draft, and make what it wrote the state."""
        draft = Draft(self._state, self._past.at)
        answer = handler(draft, request)
        state = self._state = draft.state()
        if draft.changes:
            self._past.remember(state.revision, draft.changes)
            if self._watchers.open:
                self._watchers.tell(state.revision, draft.changes)
                self._changed.notify_all()
        return answer

    def _expire(self) -> None:
        """End the leases whose time is up."""
        for lease in self._leases.over():
            self._answer(self._leases.revoke, LeaseRevoke(lease))

    def _compact(self, draft: Draft, request: Compact) -> Done | Refused:
        return self._past.compact(request.revision) or Done(draft.revision)

    def _status(self, draft: Draft, request: StatusRequest) -> StatusAnswer:
        return StatusAnswer(draft.revision, "embedded", sum(len(kv.key) + len(kv.value) for kv in draft.kvs))

    def _cancel(self, draft: Draft, request: WatchCancel) -> Done:
        self._watchers.open.pop(request.id, None)
        self._changed.notify_all()
        return Done(draft.revision)

    def _next(self, request: WatchNext) -> WatchAnswer:
        """What the watch has collected, or will have soon; while this waits, others may write."""
        end = None if request.wait is None else time.monotonic() + request.wait
        while True:
            answer = self._watchers.fetch(request.id, self._state.revision)
            left = None if end is None else end - time.monotonic()
            if answer or (left is not None and left <= 0):
                return answer or WatchAnswer(self._state.revision)
            self._wait(left)

    def _wait(self, left: float | None) -> None:
        """Give way until something is written, a lease ends, or ``left`` seconds have passed."""
        if sys.platform == "emscripten":
            raise NotOffered(ALONE)
        self._changed.wait(self._leases.until_next(left))
        self._expire()
