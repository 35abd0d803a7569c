"""Lock: a key that only one can create, on a lease that frees it should its holder vanish. Built from the client."""

from __future__ import annotations

import time
import uuid
from types import TracebackType
from typing import Any

from kubeish.client.leasing import Lease, LeaseResponse
from kubeish.errors import WatchTimedOut


class Lock:
    """A lock by name, shared by all clients of a store; also a context manager. Free after ``ttl`` seconds at most."""

    lock_prefix = "/locks/"

    def __init__(self, name: str, ttl: int = 60, etcd_client: Any = None) -> None:
        self.name, self.ttl, self.etcd_client = name, ttl, etcd_client
        self.key = self.lock_prefix + name
        self.lease: Lease | None = None
        self.uuid = uuid.uuid1().bytes

    def acquire(self, timeout: float | None = 10) -> bool:
        """Take the lock; whether it was got within ``timeout`` seconds (None: wait for ever)."""
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            taken_at = self._try()
            if taken_at is None:
                return True
            left = None if end is None else max(0.0, end - time.monotonic())
            if left == 0 or not self._freed(taken_at, left):
                return False

    def _try(self) -> int | None:
        """None where the lock is now ours, else the store's revision at which someone else had it."""
        words = self.etcd_client.transactions
        lease = self.etcd_client.lease(self.ttl)
        got, found = self.etcd_client.transaction(
            compare=[words.create(self.key) == 0],
            success=[words.put(self.key, self.uuid, lease=lease)],
            failure=[words.get(self.key)],
        )
        if got:
            self.lease = lease
            return None
        lease.revoke()
        return int(found[0][0][1].response_header.revision)

    def _freed(self, since: int, wait: float | None) -> bool:
        """Whether anything happened to the lock's key after ``since``, within ``wait`` seconds."""
        try:
            self.etcd_client.watch_once(self.key, wait, start_revision=since + 1)
        except WatchTimedOut:
            return False
        return True

    def release(self) -> bool:
        """Give the lock back; whether it was ours."""
        words = self.etcd_client.transactions
        ours, _ = self.etcd_client.transaction(
            compare=[words.value(self.key) == self.uuid], success=[words.delete(self.key)], failure=[]
        )
        return bool(ours)

    def refresh(self) -> list[LeaseResponse]:
        """Start its time afresh. Raises ValueError where it was never acquired."""
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
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
