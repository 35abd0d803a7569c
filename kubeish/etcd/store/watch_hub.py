"""Watches: which keys each one follows, and the answers that it has not fetched yet."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable
from itertools import count

from kubeish.etcd.store.messages import KeyValue, Refused
from kubeish.etcd.store.mvcc import RevisionHistory
from kubeish.etcd.store.service_messages import KeyEvent, Watch, WatchAnswer, WatchCreated
from kubeish.etcd.store.state import to_interval
from kubeish.etcd.store.validation import EMPTY_WATCH_RANGE
from kubeish.etcd.store.write_batch import WriteBatch

NO_PUT, NO_DELETE = 0, 1  # etcd's numbers of the filters of a watch


class OpenWatch:
    """One watch, and its answers that wait to be fetched."""

    def __init__(self, request: Watch) -> None:
        self.request = request
        self.lower, self.upper = to_interval(request.key or b"\0", request.range_end)
        self.answers: deque[WatchAnswer] = deque()

    @property
    def is_dropped(self) -> bool:
        """Whether its iterator was thrown away, so that nothing can fetch its answers."""
        has_reader = self.request.has_reader
        try:
            return has_reader is not None and not has_reader()
        except Exception:  # it cannot be asked; a writer must not get the error
            return True

    def follows(self, change: KeyValue) -> bool:
        """Whether the watch is on that key, from that revision on, and on that kind of change."""
        key, start, filters = change.key, self.request.start_revision, self.request.filters
        if filters and (NO_PUT if change.version else NO_DELETE) in filters:
            return False
        return change.mod_revision >= start and self.lower <= key and (self.upper is None or key < self.upper)


class WatchHub:
    """All open watches by their number. Each keeps its answers until they are fetched."""

    def __init__(self, history: RevisionHistory) -> None:
        self._history = history
        self._numbers = count()
        self.open: dict[Hashable, OpenWatch] = {}

    def add(self, batch: WriteBatch, request: Watch) -> WatchCreated | Refused:
        """Open a watch. The events of the past are ready to be fetched at once."""
        watch = OpenWatch(request)
        if watch.upper is not None and watch.lower >= watch.upper:
            return EMPTY_WATCH_RANGE
        start = request.start_revision
        if start != 0 and start < self._history.compacted:
            # Like etcd's, the header of this answer has revision 0.
            watch.answers.append(WatchAnswer(0, (), True, self._history.compacted))
        elif 0 < start <= batch.revision:
            self._deliver(watch, batch.revision, self._history.since(start))
        self._remove_dropped()
        number = next(self._numbers)
        self.open[number] = watch
        return WatchCreated(batch.revision, number)

    def notify(self, revision: int, changes: list[KeyValue]) -> None:
        """Pass what was written at ``revision`` to each watch that follows it.

        A watch that fails is ended: the write is done, so its writer must not get the error. May be
        repeated: a watch that has heard of the revision hears of it once.
        """
        self._remove_dropped()
        for watch in self.open.values():
            last = watch.answers[-1] if watch.answers else None
            if last and (last.cancelled or last.revision == revision):
                continue  # it has ended, though that was not fetched yet; or it knows
            try:
                self._deliver(watch, revision, changes)
            except Exception as error:
                watch.answers.append(WatchAnswer(revision, (), True, failure=f"the watch failed: {error!r}"))

    def _remove_dropped(self) -> None:
        # Not by a callback of the weak reference: that could come in the middle of another request.
        for number in [number for number, watch in self.open.items() if watch.is_dropped]:
            del self.open[number]

    def _deliver(self, watch: OpenWatch, revision: int, changes: list[KeyValue]) -> None:
        events = tuple(self._to_event(change, watch.request.prev_kv) for change in changes if watch.follows(change))
        if events:
            watch.answers.append(WatchAnswer(revision, events))

    def _to_event(self, change: KeyValue, prev_kv: bool) -> KeyEvent:
        # As in etcd, a put that creates its key has none, even if its own transaction deleted it.
        creates = change.create_revision == change.mod_revision
        prev = self._history.before(change) if prev_kv and not creates else None
        return KeyEvent("put" if change.version else "delete", change, prev)

    def fetch(self, number: int, revision: int) -> WatchAnswer | None:
        """The next answer of a watch; None where there is none yet."""
        watch = self.open.get(number)
        if watch is None:
            return WatchAnswer(revision, (), True)
        if not watch.answers:
            return None
        answer = watch.answers.popleft()
        if answer.cancelled:
            del self.open[number]
        return answer
