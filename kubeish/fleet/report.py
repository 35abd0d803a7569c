"""What a fleet has done, and what is wrong with it: read from the store afterwards, not told by those who wrote."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Found:
    """What stands in the store: ``listed``, ids on machines' lists, with repeats; ``keyed``, ids that have a key."""

    listed: tuple[str, ...]
    keyed: tuple[str, ...]


def look(client: Any) -> Found:
    """Read every list and every pod's key, in one request."""
    entries = {metadata.key.decode(): value for value, metadata in client.get_prefix("/registry/")}
    lists = [json.loads(value) for key, value in entries.items() if key.endswith("/kubelet")]
    keyed = [key.rpartition("/")[2] for key in entries if key.startswith("/registry/pods/")]
    return Found(tuple(item["id"] for items in lists for item in items), tuple(keyed))


@dataclass(frozen=True)
class Report:
    """One run. What differs from run to run (``conflicts``, ``unknown``, ``seconds``) is not in its text.

    ``conflicts``: writes that met another's; ``unknown``: tries of which nobody was told whether they had happened.
    """

    wanted: tuple[str, ...]
    found: Found
    schedulers: int
    conflicts: int
    unknown: int
    seconds: float
    leader_killed: bool = False

    @property
    def lost(self) -> list[str]:
        """Pods that somebody was told are running, and that are on no list."""
        return sorted(set(self.wanted) - set(self.found.listed))

    @property
    def twice(self) -> list[str]:
        """Pods that are listed more than once, on one machine or on two."""
        return sorted(pod for pod, times in Counter(self.found.listed).items() if times > 1)

    @property
    def stranded(self) -> list[str]:
        """Pods that have a key and are on no list, or the other way round."""
        return sorted(set(self.found.listed) ^ set(self.found.keyed))

    def __repr__(self) -> str:
        parts = [("lost", self.lost), ("twice", self.twice), ("on one of its two keys only", self.stranded)]
        words = " · ".join(f"{what}: {_few(pods)}" for what, pods in parts)
        killed = ", the leader killed meanwhile" if self.leader_killed else ""
        return f"{len(self.wanted)} pods by {self.schedulers} schedulers{killed}\n{words}"


def _few(pods: Sequence[str]) -> str:
    if not pods:
        return "none"
    return ", ".join(pods[:3]) + (f" and {len(pods) - 3} more" if len(pods) > 3 else "")
