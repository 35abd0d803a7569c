"""ExploredClient: the client of the embedded store, as a function that can be run again needs it."""

from __future__ import annotations

from typing import Any, NoReturn

from kubeish.errors import NotOffered
from kubeish.etcd.client import EmbeddedClient
from kubeish.etcd.client.base import Ask
from kubeish.etcd.client.lock import Lock
from kubeish.wording import say


class ExploredClient(EmbeddedClient):
    """The client named ``name``. What a lock writes into its key is a number of its own, not chance."""

    def __init__(self, ask: Ask, name: str) -> None:
        super().__init__(ask)
        self._name, self._locks = name, 0

    def lock(self, name: str, ttl: int = 60) -> Lock:
        """A lock by that name, not yet acquired, of ``ttl`` seconds."""
        lock = super().lock(name, ttl)
        self._locks += 1
        lock.uuid = f"lock {self._locks} of {self._name}".encode()
        return lock

    def add_watch_callback(self, *args: Any, **options: Any) -> NoReturn:
        """Raise NotOffered: a callback is called in a thread of its own."""
        raise NotOffered(
            say("a callback runs in a thread of its own: loop over client.watch(...) in a client of its own.")
        )

    add_watch_prefix_callback = add_watch_callback
