"""An office that one scheduler holds at a time, by a lease: who does not refresh it loses it, and another takes over.

Kubernetes' own scheduler is elected in this way today (kube-scheduler --leader-elect).
"""

from __future__ import annotations

import time
from typing import Any

from kubeish.errors import KubeishError, WatchTimedOut

OFFICE = "/registry/schedulers/elected"


class NotElected(KubeishError):
    """A candidate without the office was asked for what only its holder has."""


class Candidate:
    """One who may hold the office. ``name``: for others to read. ``ttl``: after so many seconds without a refresh the

    office is free. ``key``: the office; it hangs on the holder's lease, so it goes when the lease does.
    """

    def __init__(self, client: Any, name: str, ttl: int = 5, key: str = OFFICE) -> None:
        self.client, self.name, self.ttl, self.key = client, name, ttl, key
        self._lease: Any = None
        self._elected_at = 0

    def campaign(self, timeout: float | None = None) -> bool:
        """Take the office, or wait until it is free; whether it was got within ``timeout`` seconds (None: for ever)."""
        end = None if timeout is None else time.monotonic() + timeout
        while not self._try():
            left = None if end is None else end - time.monotonic()
            if (left is not None and left <= 0) or not self._freed(left):
                return False
        return True

    def refresh(self) -> bool:
        """Start the lease's time afresh; False: it has ended, and the office may be another's."""
        return self._lease is not None and self._lease.refresh()[0].TTL > 0

    def fence(self) -> Any:
        """The condition that this very term of office still lasts: for the transactions of its holder.

        A lease alone is no fence: who was paused for too long believes itself in office, and writes. Raises NotElected.
        """
        if not self._elected_at:
            raise NotElected(f"{self.name} was never elected, so it has nothing to fence: call campaign() first.")
        return self.client.transactions.create(self.key) == self._elected_at

    def leader(self) -> str | None:
        """The name of who holds the office, if anybody does."""
        name, _ = self.client.get(self.key)
        return name.decode() if name else None

    def resign(self) -> None:
        """Give the office up at once, for the next one to take."""
        lease, self._lease, self._elected_at = self._lease, None, 0
        if lease is not None and lease.refresh()[0].TTL:
            lease.revoke()

    def _try(self) -> bool:
        lease, words = self.client.lease(self.ttl), self.client.transactions
        won, answers = self.client.transaction(
            compare=[words.create(self.key) == 0],
            success=[words.put(self.key, self.name, lease=lease)],
            failure=[words.get(self.key)],
        )
        if not won:
            self._held_at = answers[0][0][1].mod_revision
            lease.revoke()
            return False
        self._lease, self._elected_at = lease, answers[0].response_put.header.revision
        return True

    def _freed(self, wait: float | None) -> bool:
        """Whether anything happened to the office since it was found taken, within ``wait`` seconds."""
        try:
            self.client.watch_once(self.key, wait, start_revision=self._held_at + 1)
        except WatchTimedOut:
            return False
        return True
