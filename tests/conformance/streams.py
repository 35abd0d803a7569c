"""A watch on a real etcd as a plain stream that is read when wanted: no thread, no callback."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from typing import Any

from etcd3 import etcdrpc

from kubeish.store.extras import Event, Watch, WatchAnswer
from tests.conformance.wire import from_kv

PATIENCE = 100  # seconds, after which a stream that should have brought something has failed


class RealWatch:
    """Opened where it is made; ``events`` are read by ``take``."""

    def __init__(self, client: Any, request: Watch) -> None:
        self._asked: queue.Queue[Any] = queue.Queue()
        fields = {name: getattr(request, name) for name in ("key", "range_end", "start_revision", "prev_kv")}
        self._asked.put(etcdrpc.WatchRequest(create_request=etcdrpc.WatchCreateRequest(**fields)))
        self._stream = client.watcher._watch_stub.Watch(iter(self._asked.get, None), PATIENCE)
        created = next(self._stream)
        assert created.created
        self.refused = created.canceled  # a range that holds no key at all

    def take(self, revision: int) -> Iterator[WatchAnswer]:
        """The next answers, up to the one that has events of ``revision``, or that ends the watch."""
        for response in self._stream:
            yield from_watch(response)
            if response.canceled or any(event.kv.mod_revision >= revision for event in response.events):
                return

    def close(self) -> None:
        self._asked.put(None)
        self._stream.cancel()


def from_watch(response: Any) -> WatchAnswer:
    events = tuple(
        Event(
            "delete" if event.type else "put",
            from_kv(event.kv),
            from_kv(event.prev_kv) if event.HasField("prev_kv") else None,
        )
        for event in response.events
    )
    return WatchAnswer(response.header.revision, events, response.canceled, response.compact_revision)
