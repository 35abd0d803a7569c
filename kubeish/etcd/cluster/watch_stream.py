"""Watch: one watch that outlives a member. A broken stream is opened after the last revision seen.

One stream and one thread a watch.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from typing import Any

import grpc

from kubeish.errors import ConnectionFailedError, Etcd3Exception, RequestRefused, RevisionCompactedError, WatchTimedOut
from kubeish.etcd.cluster.etcd3_import import etcd3
from kubeish.etcd.cluster.failover_channel import FailoverChannel, Token
from kubeish.etcd.cluster.rpc_errors import STALE_TOKEN, Failure, GrpcError
from kubeish.etcd.etcd3_compat import pick_error_class

_log = logging.getLogger(__name__)

Callback = Callable[[Any], None]  # takes an etcd3.watch.WatchResponse or an exception
# Without it, a member that is cut off from the others would stay silent for ever.
_ONLY_WITH_A_LEADER = (("hasleader", "true"),)
_PAUSES = (0.05, 0.1, 0.2, 0.5, 1.0)  # seconds between two tries to open a stream again


class Watch:
    """One watch: a thread that follows a stream, and opens the next where it breaks."""

    def __init__(
        self,
        channel: FailoverChannel,
        stub: Any,
        changed: threading.Condition,
        request: Any,
        callback: Callback,
        on_end: Callable[[], object] = lambda: None,
    ) -> None:
        self._channel, self._request, self._callback, self._on_end = channel, request, callback, on_end
        self._stub, self._changed, self._members = stub, changed, len(channel.channels)
        self._created, self._ended = False, threading.Event()
        self._error: Exception | None = None
        self._call: Any = None
        self._failures = 0
        self._may_log_in = True

    def open(self) -> None:
        """Start; return when the store watches. Each member has its share of the timeout."""
        try:
            with self._changed:  # as in etcd3: the wait has begun before an answer can come
                threading.Thread(target=self._follow, name="kubeish-watch", daemon=True).start()
                created = self._wait_until_created()
        except BaseException:  # such as Ctrl-C: nobody else could end it
            self.cancel()
            raise
        if self._error:
            raise self._error
        if not created:
            self.cancel()
            raise pick_error_class(WatchTimedOut)(
                f"No member of {self._channel.address} opened the watch in time: try again."
            )

    def _wait_until_created(self) -> bool:
        share = self._channel.address.timeout / self._members
        for _ in range(self._members):
            with self._changed:
                if self._changed.wait_for(lambda: self._created, share):
                    return True
            self._cancel_call()  # it hangs: the thread goes on with the next member
        return self._created

    def _mark_created(self) -> None:
        with self._changed:
            self._created = True
            self._changed.notify_all()

    def cancel(self) -> None:
        """End the watch; the callback is not called again."""
        self._ended.set()
        self._mark_created()
        self._cancel_call()
        self._on_end()

    def _cancel_call(self) -> None:
        if self._call is not None:
            self._call.cancel()

    def _follow(self) -> None:
        while not self._ended.is_set():
            at = self._channel.current
            orders: queue.SimpleQueue[Any] = queue.SimpleQueue()
            orders.put(etcd3.etcdrpc.WatchRequest(create_request=self._request))
            token = self._channel.token
            try:
                metadata = _ONLY_WITH_A_LEADER + token
                self._call = self._stub.Watch(iter(orders.get, None), member=at, metadata=metadata)
                if self._ended.is_set():  # by a cancel that came before there was this call to cancel
                    self._cancel_call()
                    break
                for response in self._call:
                    if self._is_refused_for_its_token(response):
                        self._cancel_call()
                        self._log_in(token)
                        break
                    self._handle(response)
            except grpc.RpcError as error:
                self._recover(at, error, token)
            except ValueError:  # gRPC's: the channel was closed before the stream was opened
                self._fail(pick_error_class(ConnectionFailedError)("The client was closed: open another."))
            finally:
                orders.put(None)  # ends gRPC's thread that waits for orders

    def _is_refused_for_its_token(self, response: Any) -> bool:
        """Whether etcd refused the watch for a log-in that may have ended; some versions name no reason but this."""
        reason = response.cancel_reason
        stale = "permission denied" in reason or any(words in reason for words in STALE_TOKEN)
        return bool(response.canceled and stale and self._may_log_in and self._channel.authenticate)

    def _log_in(self, stale: Token) -> None:
        self._may_log_in = False
        try:
            self._channel.log_in(stale)
        except Etcd3Exception as error:
            self._fail(error)

    def _handle(self, response: Any) -> None:
        if response.compact_revision:
            self._fail(pick_error_class(RevisionCompactedError)(response.compact_revision))
        elif response.canceled:
            self._fail(pick_error_class(RequestRefused)("CANCELLED", response.cancel_reason or "etcd ended the watch"))
        elif response.created:
            self._failures, self._may_log_in = 0, True
            self._request.start_revision = self._request.start_revision or response.header.revision + 1
            self._mark_created()
        elif not self._ended.is_set():
            last = response.events[-1].kv.mod_revision if response.events else response.header.revision
            self._request.start_revision = last + 1
            events = [etcd3.events.new_event(event) for event in response.events]
            self._notify(etcd3.watch.WatchResponse(response.header, events))

    def _recover(self, at: int, error: GrpcError, token: Token) -> None:
        """Go on with the next member, unless etcd refused, or none could be reached at all."""
        if self._ended.is_set():
            return
        failure = Failure("Watch", self._channel.names[at], error, self._channel.address.timeout)
        self._failures += 1
        if failure.token_is_stale and self._may_log_in and self._channel.authenticate:
            self._log_in(token)
        elif failure.refused or (not self._created and self._failures >= self._members):
            self._fail(failure.to_error(self._channel.names, self._channel.proxy))
        else:
            _log.info("Watch lost at %s, to be opened again from %d", failure.member, self._request.start_revision)
            self._channel.leave(at)
            self._ended.wait(_PAUSES[min(self._failures, len(_PAUSES)) - 1])

    def _fail(self, error: Exception) -> None:
        """End the watch: ``open`` raises the error, or else the callback is given it."""
        if self._created and not self._ended.is_set():
            self._notify(error)
        self._error = error
        self.cancel()

    def _notify(self, response: Any) -> None:
        try:
            self._callback(response)
        except Exception:  # the caller's code; the watch goes on, as etcd3's does
            _log.exception("The callback of a watch failed")
