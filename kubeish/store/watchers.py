"""Watches: who wants to hear of which keys, and what each has not yet fetched. EmbeddedStore tells them of writes."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import count

from kubeish.store.draft import Draft
from kubeish.store.extras import Event, Watch, WatchAnswer, Watching
from kubeish.store.past import Past, empty, names
from kubeish.store.requests import KeyValue


@dataclass
class Watcher:
    """One watch, and its answers that wait to be fetched."""

    request: Watch
    answers: deque[WatchAnswer] = field(default_factory=deque)

    def wants(self, change: KeyValue) -> bool:
        """Whether the watch is on that key, from that revision on."""
        request = self.request
        return change.mod_revision >= request.start_revision and names(
            request.key or b"\0", request.range_end, change.key
        )


class Watchers:
    """All open watches by their number."""

    def __init__(self, past: Past) -> None:
        self._past = past
        self._numbers = count()
        self.open: dict[int, Watcher] = {}

    def add(self, draft: Draft, request: Watch) -> Watching:
        """Open a watch. What it is to hear of the past is ready at once."""
        watcher = Watcher(request)
        number = next(self._numbers)
        self.open[number] = watcher
        if empty(request.key or b"\0", request.range_end):
            pass  # etcd opens no watch for it and says so, which etcd3's client does not hear: it waits in vain
        elif 0 < request.start_revision < self._past.compacted:
            watcher.answers.append(WatchAnswer(0, (), True, self._past.compacted))  # a header of 0, as etcd sends
        elif 0 < request.start_revision <= draft.revision:
            self._deliver(watcher, draft.revision, self._past.since(request.start_revision))
        return Watching(draft.revision, number)

    def tell(self, revision: int, changes: list[KeyValue]) -> None:
        """Let each watch know what was written at ``revision``."""
        for watcher in list(self.open.values()):
            self._deliver(watcher, revision, changes)

    def _deliver(self, watcher: Watcher, revision: int, changes: list[KeyValue]) -> None:
        events = tuple(self._event(change, watcher.request.prev_kv) for change in changes if watcher.wants(change))
        if events:
            watcher.answers.append(WatchAnswer(revision, events))

    def _event(self, change: KeyValue, prev_kv: bool) -> Event:
        prev = self._past.before(change) if prev_kv else None
        return Event("put" if change.version else "delete", change, prev)

    def fetch(self, number: int, revision: int) -> WatchAnswer | None:
        """The next answer of a watch; None where it has to wait for one."""
        watcher = self.open.get(number)
        if watcher is None:
            return WatchAnswer(revision, (), True)
        if not watcher.answers:
            return None
        answer = watcher.answers.popleft()
        if answer.cancelled:
            del self.open[number]
        return answer
