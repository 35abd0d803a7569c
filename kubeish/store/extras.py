"""Requests beyond the keys themselves, and their answers: leases, watches, compaction, status.

The pure rules do not know them, as they need a clock, the past, or someone who waits: EmbeddedStore answers them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kubeish.store.requests import KeyValue


@dataclass(frozen=True, slots=True)
class LeaseGrant:
    """Ask for a lease of ``ttl`` seconds; ``id`` 0 lets the store choose."""

    ttl: int
    id: int = 0


@dataclass(frozen=True, slots=True)
class LeaseRevoke:
    """End a lease now, and delete the keys that are attached to it."""

    id: int


@dataclass(frozen=True, slots=True)
class LeaseKeepAlive:
    """Start the lease's time to live afresh."""

    id: int


@dataclass(frozen=True, slots=True)
class LeaseInfo:
    """Ask how long a lease still has, and which keys hang on it."""

    id: int


@dataclass(frozen=True, slots=True)
class Compact:
    """Forget what was overwritten before ``revision``."""

    revision: int
    physical: bool = False


@dataclass(frozen=True, slots=True)
class Watch:
    """Collect, from now on, the events on some keys from ``start_revision`` on (0: those after now)."""

    key: bytes
    range_end: bytes = b""
    start_revision: int = 0
    prev_kv: bool = False


@dataclass(frozen=True, slots=True)
class WatchNext:
    """The next events that a watch has collected; ``wait``: at most so many seconds, None: however long it takes."""

    id: int
    wait: float | None = None


@dataclass(frozen=True, slots=True)
class WatchCancel:
    """End a watch, and whoever waits for it."""

    id: int


@dataclass(frozen=True, slots=True)
class StatusRequest:
    """Ask the store about itself."""


LeaseRequest = LeaseGrant | LeaseRevoke | LeaseKeepAlive | LeaseInfo
Extra = LeaseRequest | Compact | Watch | WatchNext | WatchCancel | StatusRequest


@dataclass(frozen=True, slots=True)
class Done:
    """It is done: the answer to a LeaseRevoke, a Compact and a WatchCancel."""

    revision: int


@dataclass(frozen=True, slots=True)
class LeaseAnswer:
    """A lease's id and time to live: the answer to a grant, and to a keep-alive (``ttl`` 0: there is no such lease)."""

    revision: int
    id: int
    ttl: int


@dataclass(frozen=True, slots=True)
class LeaseInfoAnswer:
    """``ttl`` is what is left in whole seconds, -1 where there is no such lease."""

    revision: int
    id: int
    ttl: int
    granted_ttl: int = 0
    keys: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One change of one key. A deletion's ``kv`` has only the key and the revision; ``prev`` is what stood before."""

    kind: Literal["put", "delete"]
    kv: KeyValue
    prev: KeyValue | None = None


@dataclass(frozen=True, slots=True)
class Watching:
    """The number of a new watch."""

    revision: int
    id: int


@dataclass(frozen=True, slots=True)
class WatchAnswer:
    """Events in order: all up to ``revision`` for a start in the past, then those of one revision at a time.

    No events: none came in time. ``cancelled``: none will come; where ``compact_revision`` is set, because the start
    is older than that, which is all that is kept.
    """

    revision: int
    events: tuple[Event, ...] = ()
    cancelled: bool = False
    compact_revision: int = 0


@dataclass(frozen=True, slots=True)
class StatusAnswer:
    """``size``: how many bytes the keys and values take."""

    revision: int
    version: str
    size: int


ExtraAnswer = Done | Watching | LeaseAnswer | LeaseInfoAnswer | WatchAnswer | StatusAnswer
