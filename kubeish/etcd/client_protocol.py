"""Client: what the registry, the explorer, the checks and the lessons may ask of a client.

The names and signatures are those of etcd3 0.12.0 (python-etcd3, etcd3/client.py). The embedded
client, the real one and the clients that the explorer makes have this shape, so code that is typed
by it runs on each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol, Unpack

from kubeish.etcd.client.encoding import LeaseRef, Text
from kubeish.etcd.client.kv import Found
from kubeish.etcd.client.responses import DeleteRangeResponse, Event, PutResponse, RangeResponse
from kubeish.etcd.client.transactions import Transactions
from kubeish.etcd.client.watch import WatchOptions
from kubeish.etcd.store.messages import Compare, Request


class Client(Protocol):
    """A client of one store, embedded, explored or real. It raises the errors of kubeish.errors."""

    @property
    def transactions(self) -> Transactions: ...

    def get(self, key: Text, serializable: bool = False) -> Found | tuple[None, None]:
        """The value of ``key`` and its metadata, or ``(None, None)`` where there is no such key."""

    def get_response(self, key: Text) -> RangeResponse:
        """What ``get`` finds, as the store's whole response."""

    def get_prefix(self, key_prefix: Text) -> Iterator[Found]:
        """The value and metadata of each key that starts with ``key_prefix``."""

    def put(self, key: Text, value: Text, lease: LeaseRef = None) -> PutResponse:
        """Write ``key``, whatever it holds."""

    def put_if_not_exists(self, key: Text, value: Text, lease: LeaseRef = None) -> bool:
        """Write ``key`` only if it is missing, atomically. Returns whether it was missing."""

    def replace(self, key: Text, initial_value: Text, new_value: Text) -> bool:
        """Write ``key`` only if it holds ``initial_value``, atomically. Returns whether it did."""

    def delete(self, key: Text) -> bool | DeleteRangeResponse:
        """Delete one key. Returns whether it was there."""

    def delete_prefix(self, prefix: Text) -> DeleteRangeResponse:
        """Delete each key that starts with ``prefix``, at one revision."""

    def transaction(
        self,
        compare: Iterable[Compare],
        success: Iterable[Request] | None = None,
        failure: Iterable[Request] | None = None,
    ) -> tuple[bool, list[Any]]:
        """Run ``success`` if every compare holds, else ``failure``: atomically, at one revision."""

    def watch(self, key: Text, **options: Unpack[WatchOptions]) -> tuple[Iterator[Event], Callable[[], None]]:
        """An iterator that waits for each event, and a function that ends the watch."""

    def close(self) -> None:
        """Close what the client holds open."""
