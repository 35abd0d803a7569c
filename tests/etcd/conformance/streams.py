"""A watch on a real etcd as a plain stream, without a thread and a callback."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from typing import Any

from etcd3 import etcdrpc

from kubeish.etcd.store.service_messages import KeyEvent, Watch, WatchAnswer
from tests.tools.protobuf_codec import decode_kv

TIMEOUT = 100  # seconds; a stream that has no event by then has failed


class RealWatch:
    """An open watch; ``take`` reads its events."""

    def __init__(self, client: Any, request: Watch) -> None:
        self._asked: queue.Queue[Any] = queue.Queue()
        fields = {name: getattr(request, name) for name in ("key", "range_end", "start_revision", "prev_kv")}
        self._asked.put(etcdrpc.WatchRequest(create_request=etcdrpc.WatchCreateRequest(**fields)))
        self._stream = client.watcher._watch_stub.Watch(iter(self._asked.get, None), TIMEOUT)
        created = next(self._stream)
        assert created.created
        self.refused = created.canceled  # a range that holds no key at all

    def take(self, revision: int) -> Iterator[WatchAnswer]:
        """The next answers, up to one with events of ``revision`` or the end of the watch."""
        for response in self._stream:
            yield decode_watch(response)
            if response.canceled or any(event.kv.mod_revision >= revision for event in response.events):
                return

    def close(self) -> None:
        self._asked.put(None)
        self._stream.cancel()


def decode_watch(response: Any) -> WatchAnswer:
    events = tuple(
        KeyEvent(
            "delete" if event.type else "put",
            decode_kv(event.kv),
            decode_kv(event.prev_kv) if event.HasField("prev_kv") else None,
        )
        for event in response.events
    )
    return WatchAnswer(response.header.revision, events, response.canceled, response.compact_revision)
