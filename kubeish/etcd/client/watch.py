"""WatchCalls: the events of some keys. A watch is opened, fetched from, and cancelled."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypedDict, TypeVar, Unpack, cast

from kubeish.errors import Etcd3Exception, NotOffered, RevisionCompactedError, WatchTimedOut
from kubeish.etcd.client.base import ClientBase
from kubeish.etcd.client.encoding import Text, to_bool, to_bytes, to_id, to_int64, to_prefix_end
from kubeish.etcd.client.responses import Event, WatchResponse
from kubeish.etcd.etcd3_compat import build_status_error, derive_class, pick_error_class
from kubeish.etcd.store.service_messages import Done, Watch, WatchAnswer, WatchCancel, WatchCreated, WatchNext
from kubeish.etcd.store.watch_hub import NO_DELETE, NO_PUT

Call = TypeVar("Call", bound=Callable[..., object])
Cancel = Callable[[], None]
Callback = Callable[[WatchResponse | Etcd3Exception], object]
NO_THREAD = "A callback needs a thread and Python has none here; use watch_once with timeout=0."


FILTERS = {"NOPUT": NO_PUT, "NODELETE": NO_DELETE}


class WatchOptions(TypedDict, total=False):
    """Options of a watch. ``filters``: 0 leaves puts out, 1 deletions. No ``progress_notify``."""

    range_end: Text | None
    start_revision: int | None
    progress_notify: bool
    filters: Iterable[int | str] | None
    prev_kv: bool


class WatchIterator:
    """Iterator over the responses of one watch. The store ends a watch whose iterator is gone."""

    def __init__(self, client: WatchCalls, key: Text, **options: Any) -> None:
        self._client = client
        request = _build_watch(key, has_reader=weakref.ref(self), **options)
        self.watch_id = client._answer(request, WatchCreated).id

    def __iter__(self) -> WatchIterator:
        return self

    def __next__(self) -> WatchResponse:
        answer = self.fetch(None)
        if not answer.events:
            raise StopIteration
        return derive_class(WatchResponse, "etcd3.watch")(answer)

    def fetch(self, wait: float | None) -> WatchAnswer:
        """The next answer. Without events: the watch was cancelled, or none came in time."""
        answer = self._client._answer(WatchNext(self.watch_id, wait), WatchAnswer)
        if answer.compact_revision:
            raise pick_error_class(RevisionCompactedError)(answer.compact_revision)
        if answer.failure:
            raise build_status_error("CANCELLED", answer.failure)
        return answer


def _build_watch(
    key: Text,
    range_end: Text | None = None,
    start_revision: int | None = None,
    progress_notify: bool = False,
    filters: Iterable[int | str] | None = None,
    prev_kv: bool = False,
    *,
    has_reader: Callable[[], object],
) -> Watch:
    end = b"" if range_end is None else to_bytes(range_end)
    start = to_id("start_revision", start_revision)
    # etcd3 sends these two only if they are true, so it takes any false value.
    wants_prev = bool(prev_kv) and to_bool("prev_kv", prev_kv)
    wants_progress = bool(progress_notify) and to_bool("progress_notify", progress_notify)
    numbers = () if filters is None else tuple(map(_to_filter, filters))
    request = Watch(to_bytes(key), end, start, wants_prev, numbers, has_reader)
    if wants_progress:
        raise NotOffered("The embedded store's watches have no progress_notify; leave it out.")
    return request


def _to_filter(given: int | str) -> int:
    """The number of a filter. Raises ValueError for a name that etcd does not have."""
    if not isinstance(given, str):
        return to_int64("filters", given)
    if given not in FILTERS:
        raise ValueError(f"A watch has the filters {', '.join(FILTERS)}, not {given!r}.")
    return FILTERS[given]


def _for_prefix(call: Call) -> Call:
    """The same call for every key that starts with the key that it is given."""

    def watch_prefix(self: object, key_prefix: Text, *args: object, **options: object) -> object:
        return call(self, key_prefix, *args, **options | {"range_end": to_prefix_end(key_prefix)})

    watch_prefix.__doc__ = f"``{call.__name__}`` of every key that starts with ``key_prefix``."
    return cast(Call, watch_prefix)


class WatchCalls(ClientBase):
    """The calls that watch. Options: ``range_end``, ``start_revision``, ``prev_kv``, ``filters``.

    A watch ends when it is cancelled, when its iterator is no longer in use, or by ``close``.
    """

    def watch_response(self, key: Text, **options: Unpack[WatchOptions]) -> tuple[Iterator[WatchResponse], Cancel]:
        """An iterator that waits for each response, and a function that ends the watch."""
        responses = self._open(key, **options)
        watch_id = responses.watch_id  # not the iterator itself, which may be thrown away
        return responses, lambda: self.cancel_watch(watch_id)

    def watch(self, key: Text, **options: Unpack[WatchOptions]) -> tuple[Iterator[Event], Cancel]:
        """An iterator that waits for each event, and a function that ends the watch."""
        responses, cancel = self.watch_response(key, **options)
        return (event for response in responses for event in response.events), cancel

    def watch_once_response(
        self, key: Text, timeout: float | None = None, **options: Unpack[WatchOptions]
    ) -> WatchResponse:
        """The first response. Raises WatchTimedOut where none comes within ``timeout`` seconds."""
        if timeout is not None and timeout < 0:
            raise ValueError(f"timeout must be 0 or more seconds, not {timeout}.")
        responses = self._open(key, **options)
        try:
            answer = responses.fetch(timeout)
        finally:
            self.cancel_watch(responses.watch_id)
        if answer.cancelled:
            raise build_status_error("CANCELLED", f"The watch on {key!r} was ended before an event came.")
        if not answer.events:
            raise pick_error_class(WatchTimedOut)(f"No event on {key!r} came within {timeout} seconds.")
        return derive_class(WatchResponse, "etcd3.watch")(answer)

    def watch_once(self, key: Text, timeout: float | None = None, **options: Unpack[WatchOptions]) -> Event:
        """The first event. Raises WatchTimedOut where none comes within ``timeout`` seconds."""
        return self.watch_once_response(key, timeout, **options).events[0]

    def add_watch_callback(self, key: Text, callback: Callback, *args: Any, **options: Unpack[WatchOptions]) -> int:
        """Call ``callback`` in its own thread with each response, or the error that ends the watch.

        The options may follow by position too. Returns the number for ``cancel_watch``. Raises
        NotOffered in a web page: it has no threads.
        """
        responses = self._open(key, **dict(zip(WatchOptions.__annotations__, args, strict=False)), **options)
        watch_id, arguments = responses.watch_id, (responses, callback)
        try:
            threading.Thread(target=_run_callback, args=arguments, name="kubeish-watch", daemon=True).start()
        except RuntimeError as error:
            self.cancel_watch(watch_id)
            raise NotOffered(NO_THREAD) from error
        return watch_id

    watch_prefix_response = _for_prefix(watch_response)
    watch_prefix = _for_prefix(watch)
    watch_prefix_once_response = _for_prefix(watch_once_response)
    watch_prefix_once = _for_prefix(watch_once)
    add_watch_prefix_callback = _for_prefix(add_watch_callback)

    def cancel_watch(self, watch_id: int) -> None:
        """End a watch; an iterator that waits for it stops."""
        self._answer(WatchCancel(watch_id), Done)

    def cancel_all_watches(self) -> None:
        """End every watch of this client; what waits for one of them goes on."""
        for reference in self._watches.valuerefs():  # a copy in one step: another thread may open one meanwhile
            if responses := reference():
                self.cancel_watch(responses.watch_id)

    @property
    def _watches(self) -> weakref.WeakValueDictionary[int, WatchIterator]:
        """The watches whose iterators are in use. Made when one is opened: few clients watch."""
        empty: weakref.WeakValueDictionary[int, WatchIterator] = weakref.WeakValueDictionary()
        return cast("weakref.WeakValueDictionary[int, WatchIterator]", vars(self).setdefault("_open_watches", empty))

    def _open(self, key: Text, **options: Any) -> WatchIterator:
        responses = WatchIterator(self, key, **options)
        self._watches[responses.watch_id] = responses
        return responses


def _run_callback(responses: Iterator[WatchResponse], callback: Callback) -> None:
    try:
        for response in responses:
            _call(callback, response)
    except Etcd3Exception as error:
        _call(callback, error)


def _call(callback: Callback, response: WatchResponse | Etcd3Exception) -> None:
    try:
        callback(response)
    except Exception:  # the callback is the caller's code, and its failure must not end the watch
        import logging  # takes a while to import, and few watches have a callback

        logging.getLogger(__name__).exception("A watch's callback failed; the watch goes on.")
