"""Lock: a key that one client at a time can create. Its lease frees it if the client dies.

Made of the calls of a client, so it serves EmbeddedClient and RealClient alike.
"""

from __future__ import annotations

import os
import time
from typing import Any

from kubeish.errors import KubeishError, RequestRefused, RevisionCompactedError, WatchTimedOut
from kubeish.etcd.client.lease import Lease, LeaseResponse


class LockTimedOut(KubeishError, TimeoutError):
    """The lock of a ``with`` block was not free in time."""


class Lock:
    """A lock by name; also a context manager. ``refresh`` keeps it longer than ``ttl`` seconds."""

    lock_prefix = "/locks/"

    def __init__(self, name: str, ttl: int = 60, etcd_client: Any = None) -> None:
        self.name, self.ttl, self.etcd_client = name, ttl, etcd_client
        self.key = self.lock_prefix + name
        self.lease: Lease | None = None
        self.uuid = os.urandom(16)  # what the key holds while this lock is acquired

    def acquire(self, timeout: float | None = 10) -> bool:
        """Take the lock. Returns whether it did within ``timeout`` seconds (None: no limit)."""
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            taken_at = self._try_once()
            if taken_at is None:
                return True
            left = None if end is None else max(0.0, end - time.monotonic())
            if left == 0 or not self._wait_for_change(taken_at, left):
                return False

    def _try_once(self) -> int | None:
        """None where the lock is now ours, else a revision at which another client had it."""
        t = self.etcd_client.transactions
        lease = self.etcd_client.lease(self.ttl)
        got, found = self.etcd_client.transaction(
            compare=[t.create(self.key) == 0],
            success=[t.put(self.key, self.uuid, lease=lease)],
            failure=[t.get(self.key)],
        )
        if got:
            self.lease = lease
            return None
        self._give_back(lease)
        return int(found[0][0][1].response_header.revision)

    def _give_back(self, lease: Lease) -> None:
        try:
            lease.revoke()
        except RequestRefused as error:
            if error.code != "NOT_FOUND":  # it ended by itself, on a busy machine
                raise

    def _wait_for_change(self, since: int, wait: float | None) -> bool:
        """Whether the lock's key may have changed after ``since``, within ``wait`` seconds."""
        try:
            self.etcd_client.watch_once(self.key, wait, start_revision=since + 1)
        except WatchTimedOut:
            return False
        except RevisionCompactedError:
            pass  # another client has written and compacted since: only the next try can tell
        return True

    def release(self) -> bool:
        """Give the lock back. Returns whether it was ours."""
        t = self.etcd_client.transactions
        ours, _ = self.etcd_client.transaction([t.value(self.key) == self.uuid], [t.delete(self.key)], [])
        return bool(ours)

    def refresh(self) -> list[LeaseResponse]:
        """Restart its time. Raises ValueError where it was never acquired."""
        if self.lease is None:
            raise ValueError("This lock has no lease yet; acquire it first.")
        return self.lease.refresh()

    def is_acquired(self) -> bool:
        """Whether the lock is ours now."""
        holder, _ = self.etcd_client.get(self.key)
        return bool(holder == self.uuid)

    def __repr__(self) -> str:
        return f"Lock({self.name!r}, ttl={self.ttl})"

    def __enter__(self) -> Lock:
        """Take the lock. Raises LockTimedOut after ten seconds; etcd3 would go in without it."""
        if not self.acquire():
            raise LockTimedOut(f"The lock {self.name!r} was not free within 10 seconds; the block was not entered.")
        return self

    def __exit__(self, *error: object) -> None:
        self.release()
