"""WatchIterator: what a watch on a real etcd brings, waited for by one thread."""

from __future__ import annotations

import _thread
import queue
import weakref
from collections.abc import Iterator
from functools import partial
from typing import Any

import grpc

from kubeish.errors import Etcd3Exception
from kubeish.etcd.cluster.watcher import Watcher
from kubeish.etcd.etcd3_compat import build_status_error

Response = Any  # an etcd3.watch.WatchResponse, or an exception; etcd3 carries no types


class WatchIterator(Iterator[Response]):
    """Iterator over the responses of one watch (etcd3.watch.WatchResponse), from its start on.

    It stops where the watch is cancelled or its client closed, and raises the error that ends the
    watch. The watch ends with its iterator: one that is dropped needs no cancel.
    """

    def __init__(self, watcher: Watcher, key: str | bytes, **options: Any) -> None:
        # The watch knows the queue alone, or it would keep its own iterator.
        self._responses: queue.SimpleQueue[Response | None] = queue.SimpleQueue()
        number = watcher.add_callback(key, self._responses.put, on_end=partial(self._responses.put, None), **options)
        self._watcher, self._number, self._ended = watcher, number, False
        # In a thread: the garbage collector may run in one that holds a lock which `cancel` wants.
        weakref.finalize(self, _thread.start_new_thread, watcher.cancel, (number,)).atexit = False

    def cancel(self) -> None:
        """End the watch; what has come and was not yet taken is dropped."""
        self._ended = True
        self._watcher.cancel(self._number)

    def take(self, timeout: float | None = None) -> Response:
        """The next response; None where the watch has ended. Raises queue.Empty after ``timeout``."""
        response = None if self._ended else self._responses.get(timeout=timeout)
        self._ended = self._ended or response is None or isinstance(response, Exception)
        if isinstance(response, grpc.RpcError) and not isinstance(response, Etcd3Exception):
            raise build_status_error(response.code().name, str(response)) from response  # a watcher of etcd3's kind
        if isinstance(response, Exception):
            raise response
        return response

    def __next__(self) -> Response:
        response = self.take()
        if response is None or self._ended:
            raise StopIteration
        return response
