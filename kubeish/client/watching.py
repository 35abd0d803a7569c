"""Watches: hear of every change of some keys. One request opens a watch, one fetches what comes next, one ends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from kubeish.client.asking import Asking
from kubeish.client.events import Event, WatchResponse
from kubeish.client.wire import end_of_prefix, to_bytes
from kubeish.errors import NotOffered, RevisionCompactedError, WatchTimedOut
from kubeish.errors_as import raised_as
from kubeish.store import extras
from kubeish.store.extras import Watch, WatchAnswer, WatchCancel, WatchNext

Text = str | bytes
Cancel = Callable[[], None]
Callback = Callable[[Any], Any]


class Watching(Asking):
    """The part of the client that watches. Options of each: ``range_end``, ``start_revision``, ``prev_kv``."""

    def watch_response(self, key: Text, **options: Any) -> tuple[Iterator[WatchResponse], Cancel]:
        """An iterator over the responses, which waits for the next one, and a function that ends it."""
        watch_id = self._open(key, **options)
        return self._responses(watch_id), lambda: self.cancel_watch(watch_id)

    def watch(self, key: Text, **options: Any) -> tuple[Iterator[Event], Cancel]:
        """An iterator over the events, which waits for the next one, and a function that ends it."""
        responses, cancel = self.watch_response(key, **options)
        return (event for response in responses for event in response.events), cancel

    def watch_prefix_response(self, key_prefix: Text, **options: Any) -> tuple[Iterator[WatchResponse], Cancel]:
        """``watch_response`` of every key that starts with ``key_prefix``."""
        return self.watch_response(key_prefix, **_prefixed(key_prefix, options))

    def watch_prefix(self, key_prefix: Text, **options: Any) -> tuple[Iterator[Event], Cancel]:
        """``watch`` of every key that starts with ``key_prefix``."""
        return self.watch(key_prefix, **_prefixed(key_prefix, options))

    def watch_once_response(self, key: Text, timeout: float | None = None, **options: Any) -> WatchResponse:
        """The first response. Raises WatchTimedOut where none comes within ``timeout`` seconds."""
        watch_id = self._open(key, **options)
        try:
            response = self._fetch(watch_id, timeout)
        finally:
            self.cancel_watch(watch_id)
        if response is None:
            raise raised_as(WatchTimedOut)(f"No event on {key!r} came within {timeout} seconds.")
        return response

    def watch_once(self, key: Text, timeout: float | None = None, **options: Any) -> Event:
        """The first event. Raises WatchTimedOut where none comes within ``timeout`` seconds."""
        return self.watch_once_response(key, timeout, **options).events[0]

    def watch_prefix_once_response(
        self, key_prefix: Text, timeout: float | None = None, **options: Any
    ) -> WatchResponse:
        """``watch_once_response`` of every key that starts with ``key_prefix``."""
        return self.watch_once_response(key_prefix, timeout, **_prefixed(key_prefix, options))

    def watch_prefix_once(self, key_prefix: Text, timeout: float | None = None, **options: Any) -> Event:
        """``watch_once`` of every key that starts with ``key_prefix``."""
        return self.watch_once(key_prefix, timeout, **_prefixed(key_prefix, options))

    def add_watch_callback(self, key: Text, callback: Callback, **options: Any) -> int:
        """Call ``callback`` with each response, or with the error that ends the watch, from a thread of its own.

        Gives the number for ``cancel_watch``. Raises NotOffered where Python has no threads, as in a web page.
        """
        from kubeish.client.callbacks import call_back

        watch_id = self._open(key, **options)
        try:
            call_back(self._responses(watch_id), callback)
        except NotOffered:
            self.cancel_watch(watch_id)
            raise
        return watch_id

    def add_watch_prefix_callback(self, key_prefix: Text, callback: Callback, **options: Any) -> int:
        """``add_watch_callback`` for every key that starts with ``key_prefix``."""
        return self.add_watch_callback(key_prefix, callback, **_prefixed(key_prefix, options))

    def cancel_watch(self, watch_id: int) -> None:
        """End a watch; whoever waits for it stops waiting."""
        self._answer(WatchCancel(watch_id))

    def _open(
        self,
        key: Text,
        range_end: Text | None = None,
        start_revision: int | None = None,
        progress_notify: bool = False,
        filters: Any = None,
        prev_kv: bool = False,
    ) -> int:
        if progress_notify or filters:
            raise NotOffered("The embedded store's watches know no progress_notify and no filters; leave them out.")
        end = b"" if range_end is None else to_bytes(range_end)
        answer: extras.Watching = self._answer(Watch(to_bytes(key), end, start_revision or 0, prev_kv))
        return answer.id

    def _responses(self, watch_id: int) -> Iterator[WatchResponse]:
        while response := self._fetch(watch_id, None):
            yield response

    def _fetch(self, watch_id: int, wait: float | None) -> WatchResponse | None:
        """The next response; None where the watch was ended, or none came in time."""
        answer: WatchAnswer = self._answer(WatchNext(watch_id, wait))
        if answer.compact_revision:
            raise raised_as(RevisionCompactedError)(answer.compact_revision)
        return WatchResponse(answer) if answer.events else None


def _prefixed(key_prefix: Text, options: dict[str, Any]) -> dict[str, Any]:
    return {**options, "range_end": end_of_prefix(key_prefix)}
