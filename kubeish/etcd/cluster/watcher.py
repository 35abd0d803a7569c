"""Watcher: the watches of one client of a real etcd. Replaces ``etcd3.watch.Watcher``.

It has the names of etcd3's, and those of its parts that etcd3's own tests replace.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from typing import Any

from kubeish.etcd.client.encoding import to_bool, to_bytes
from kubeish.etcd.cluster.etcd3_import import etcd3
from kubeish.etcd.cluster.failover_channel import FailoverChannel
from kubeish.etcd.cluster.watch_stream import Callback, Watch

_FLAGS = frozenset({"prev_kv", "progress_notify"})


class _MemberStreams:
    """What etcd3's stub takes for a gRPC channel: each stream is opened at the member that it names."""

    def __init__(self, channel: FailoverChannel) -> None:
        self._channels = channel.channels

    def stream_stream(self, method: str, **codecs: object) -> Callable[..., Any]:
        """A call that takes the number of a member beside the requests."""
        calls = [one.stream_stream(method, **codecs) for one in self._channels]
        return lambda requests, member, **options: calls[member](requests, **options)


class Watcher:
    """The watches of one client."""

    def __init__(self, channel: FailoverChannel) -> None:
        self._channel = channel
        self._watches: dict[int, Watch] = {}
        self._numbers = itertools.count()
        self._watch_stub = etcd3.etcdrpc.WatchStub(_MemberStreams(channel))
        self._new_watch_cond = threading.Condition()

    def add_callback(
        self,
        key: str | bytes,
        callback: Callback,
        range_end: str | bytes | None = None,
        on_end: Callable[[], object] = lambda: None,
        **options: object,
    ) -> int:
        """Call ``callback`` with each response; once with an exception, where no more can come.

        ``on_end`` is called when the watch has ended, also by ``cancel`` and ``close``. ``options``:
        start_revision, progress_notify, filters, prev_kv, as in etcd3. Returns the watch's number.
        Raises WatchTimedOut or ConnectionFailedError where it cannot be opened.
        """
        end = b"" if range_end is None else to_bytes(range_end)
        # etcd3 sends flags only if they are true, so it takes any false value.
        flags = {name: bool(options[name]) and to_bool(name, options[name]) for name in _FLAGS & options.keys()}
        request = etcd3.etcdrpc.WatchCreateRequest(key=to_bytes(key), range_end=end, **options | flags)
        number = next(self._numbers)

        def forget() -> None:
            self._watches.pop(number, None)
            on_end()

        watch = Watch(self._channel, self._watch_stub, self._new_watch_cond, request, callback, forget)
        self._watches[number] = watch  # before it is open, so that ``close`` finds it meanwhile
        watch.open()
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
