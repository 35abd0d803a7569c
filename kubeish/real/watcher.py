"""Watches that outlive a member: where the stream breaks, it is opened again from the revision after the last one seen.

One stream and one thread a watch. The names are those of ``etcd3.watch.Watcher``, in whose place this stands.
"""

from __future__ import annotations

import itertools
import logging
import queue
import threading
from collections.abc import Callable
from typing import Any

import grpc

from kubeish.errors import Etcd3Exception, RequestRefused, RevisionCompactedError, WatchTimedOut
from kubeish.errors_as import raised_as
from kubeish.real.channel import FailoverChannel
from kubeish.real.failures import Failure
from kubeish.real.importing import etcd3

_log = logging.getLogger(__name__)

Callback = Callable[[Any], None]
# Without it, a member that is cut off from the others would stay silent for ever.
_ONLY_WITH_A_LEADER = (("hasleader", "true"),)
_PAUSES = (0.05, 0.1, 0.2, 0.5, 1.0)  # seconds between two tries to open a stream again


class Watcher:
    """The watches of one client."""

    def __init__(self, channel: FailoverChannel) -> None:
        self._channel = channel
        self._watches: dict[int, Watch] = {}
        self._numbers = itertools.count()

    def add_callback(self, key: str | bytes, callback: Callback, **options: Any) -> int:
        """Call ``callback`` with each response on these keys; with an exception, once, where no more can come.

        ``options``: range_end, start_revision, progress_notify, filters, prev_kv, as in etcd3. Returns the watch's
        number. Raises what opening it met: WatchTimedOut, ConnectionFailedError.
        """
        number, watch = next(self._numbers), Watch(self._channel, _create_request(key, **options), callback)
        watch.open()
        self._watches[number] = watch
        return number

    def cancel(self, watch_id: int) -> None:
        """End a watch. One that has ended, or never was, is no error."""
        watch = self._watches.pop(watch_id, None)
        if watch:
            watch.cancel()

    def close(self) -> None:
        """End them all."""
        for number in list(self._watches):
            self.cancel(number)


def _create_request(
    key: str | bytes,
    range_end: str | bytes | None = None,
    start_revision: int | None = None,
    progress_notify: bool = False,
    filters: Any = None,
    prev_kv: bool = False,
) -> Any:
    return etcd3.etcdrpc.WatchCreateRequest(
        key=etcd3.utils.to_bytes(key),
        range_end=b"" if range_end is None else etcd3.utils.to_bytes(range_end),
        start_revision=start_revision or 0,
        progress_notify=bool(progress_notify),
        filters=filters or (),
        prev_kv=prev_kv,
    )


class Watch:
    """One watch: a thread that follows a stream, and opens the next where it breaks."""

    def __init__(self, channel: FailoverChannel, request: Any, callback: Callback) -> None:
        self._channel, self._request, self._callback = channel, request, callback
        self._streams = [etcd3.etcdrpc.WatchStub(one).Watch for one in channel.channels]
        self._created, self._ended = threading.Event(), threading.Event()
        self._error: Exception | None = None
        self._call: Any = None
        self._failures = 0

    def open(self) -> None:
        """Start, and return when the store watches. Each member is given its share of the channel's timeout."""
        threading.Thread(target=self._follow, name="kubeish-watch", daemon=True).start()
        share = self._channel.address.timeout / len(self._streams)
        for _ in self._streams:
            if self._created.wait(share):
                break
            self._drop_call()  # it hangs: the thread goes on with the next member
        if self._error:
            raise self._error
        if not self._created.is_set():
            self.cancel()
            raise raised_as(WatchTimedOut)(f"No member of {self._channel.address} opened the watch in time: try again.")

    def cancel(self) -> None:
        """End the watch; the callback is not called again."""
        self._ended.set()
        self._created.set()
        self._drop_call()

    def _drop_call(self) -> None:
        if self._call is not None:
            self._call.cancel()

    def _follow(self) -> None:
        while not self._ended.is_set():
            at = self._channel.current
            orders: queue.SimpleQueue[Any] = queue.SimpleQueue()
            orders.put(etcd3.etcdrpc.WatchRequest(create_request=self._request))
            metadata = _ONLY_WITH_A_LEADER + self._channel.token
            self._call = self._streams[at](iter(orders.get, None), metadata=metadata)
            try:
                for response in self._call:
                    self._take(response)
            except grpc.RpcError as error:
                self._lost(at, Failure("Watch", self._channel.names[at], error, self._channel.address.timeout))
            finally:
                orders.put(None)  # ends gRPC's thread that waits for orders

    def _take(self, response: Any) -> None:
        if response.compact_revision:
            self._end(raised_as(RevisionCompactedError)(response.compact_revision))
        elif response.canceled:
            self._end(raised_as(RequestRefused)("CANCELLED", response.cancel_reason or "etcd ended the watch"))
        elif response.created:
            self._failures = 0
            self._request.start_revision = self._request.start_revision or response.header.revision + 1
            self._created.set()
        elif not self._ended.is_set():
            last = response.events[-1].kv.mod_revision if response.events else response.header.revision
            self._request.start_revision = last + 1
            self._tell(etcd3.watch.WatchResponse(response.header, [etcd3.events.new_event(e) for e in response.events]))

    def _lost(self, at: int, failure: Failure) -> None:
        """The stream broke: go on with the next member, unless etcd said no, or none could be reached at all."""
        if self._ended.is_set():
            return
        self._failures += 1
        if failure.token_is_stale and self._channel.log_in and self._failures == 1:
            self._log_in(self._channel.log_in)
        elif failure.refused or (not self._created.is_set() and self._failures >= len(self._streams)):
            self._end(failure.error())
        else:
            _log.info("Watch lost at %s, to be opened again from %d", failure.member, self._request.start_revision)
            self._channel.leave(at)
            self._ended.wait(_PAUSES[min(self._failures, len(_PAUSES)) - 1])

    def _log_in(self, log_in: Callable[[], None]) -> None:
        try:
            log_in()
        except Etcd3Exception as error:
            self._end(error)

    def _end(self, error: Exception) -> None:
        """No more can come: tell whoever opens the watch, or else the callback."""
        if self._created.is_set():
            self._tell(error)
        self._error = error
        self.cancel()

    def _tell(self, what: Any) -> None:
        try:
            self._callback(what)
        except Exception:
            _log.exception("The callback of a watch failed")
