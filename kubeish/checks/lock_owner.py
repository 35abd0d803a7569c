"""LockOwner: the client that an answer to fenced-put is given. Answer's side: it knows no solution."""

from __future__ import annotations

import json
from collections.abc import Callable

from kubeish.etcd.client.base import Ask
from kubeish.etcd.client.lock import Lock
from kubeish.explorer.explored_client import ExploredClient

LIST = "/m1/pods"
"""The key of a list of names, which ``place`` extends."""


class LockOwner(ExploredClient):
    """A client that owns a lock, and writes by ``fenced_put``, which a check sets to the learner's."""

    fenced_put: Callable[[Lock, str, str], object]

    def __init__(self, ask: Ask) -> None:
        super().__init__(ask, "")

    def write(self, name: str, uuid: bytes, key: str, value: str) -> object:
        """Write ``value`` under the lock ``name``, which was taken before, with ``uuid`` in its key."""
        lock = self.lock(name)
        lock.uuid = uuid
        return self.fenced_put(lock, key, value)

    def place(self, who: str, pod: str) -> object:
        """Take the lock as the client ``who``, read the list, and write it back with ``pod``."""
        self._name = who
        with self.lock("m1") as lock:
            names = json.loads(self.get(LIST)[0] or "[]")
            return self.fenced_put(lock, LIST, json.dumps([*names, pod]))
