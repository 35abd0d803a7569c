"""What a watch hands over: events, and the responses that carry them. Values only."""

from __future__ import annotations

from typing import Any

from kubeish.client.responses import ResponseHeader
from kubeish.errors_as import known_as
from kubeish.store import extras
from kubeish.store.requests import KeyValue


class Event:
    """One change of one key: ``key``, ``value``, ``mod_revision`` ..., and with ``prev_`` what stood before."""

    def __init__(self, event: extras.Event) -> None:
        self.key = event.kv.key
        self._kv = event.kv
        self._prev = event.prev or KeyValue(b"", b"", 0, 0, 0)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._prev, name[5:]) if name.startswith("prev_") else getattr(self._kv, name)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(key={self.key!r}, value={self._kv.value!r})"

    __str__ = __repr__


class PutEvent(Event):
    """The key was written."""


class DeleteEvent(Event):
    """The key was deleted, or its lease ended."""


_CLASSES: dict[str, type[Event]] = {"put": PutEvent, "delete": DeleteEvent}


class WatchResponse:
    """``header`` and ``events``: what one revision changed, or all changes so far for a start in the past."""

    def __init__(self, answer: extras.WatchAnswer) -> None:
        self.header = ResponseHeader(answer.revision)
        self.events = [known_as(_CLASSES[event.kind], "etcd3.events")(event) for event in answer.events]

    def __repr__(self) -> str:
        return f"WatchResponse(revision={self.header.revision}, events={self.events!r})"
