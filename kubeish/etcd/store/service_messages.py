"""Requests beyond reading and writing keys, and their answers: leases, watches, compaction, status.

They need a clock, the history or a wait, so EmbeddedStore answers them, and ``apply`` does not.
The requests are dataclasses, which are equal only to their own kind: a Watch is never a Put.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, NewType

from kubeish.etcd.store.messages import KeyValue

Uint64 = NewType("Uint64", int)
"""The id of a member, an unsigned number of 64 bits."""


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
    """Restart the lease's time to live."""

    id: int


@dataclass(frozen=True, slots=True)
class LeaseInfo:
    """Ask how long a lease still has, and which keys are attached to it."""

    id: int


@dataclass(frozen=True, slots=True)
class Compact:
    """Forget what was overwritten before ``revision``."""

    revision: int
    physical: bool = False


@dataclass(frozen=True, slots=True)
class Watch:
    """Collect the events on some keys from ``start_revision`` on; 0: from the next write on.

    ``filters``: 0 leaves puts out, 1 deletions, as in etcd. ``has_reader``, such as a weak
    reference: the watch ends once it gives nothing. None: the watch stays until it is cancelled.
    """

    key: bytes
    range_end: bytes = b""
    start_revision: int = 0
    prev_kv: bool = False
    filters: tuple[int, ...] = ()
    has_reader: Callable[[], object] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class WatchNext:
    """Ask for a watch's next events. ``wait``: at most so many seconds; None: no limit."""

    id: int
    wait: float | None = None


@dataclass(frozen=True, slots=True)
class WatchCancel:
    """End a watch; a WatchNext that waits for it is answered at once. No such watch: no error."""

    id: Hashable


@dataclass(frozen=True, slots=True)
class StatusRequest:
    """Ask for the store's version and size."""


@dataclass(frozen=True, slots=True)
class AlarmRequest:
    """Raise or end the alarm of no space of ``member``, 0: of all together; or ask for all alarms."""

    action: Literal["get", "activate", "deactivate"]
    member: Uint64 = Uint64(0)


ServiceRequest = (
    LeaseGrant
    | LeaseRevoke
    | LeaseKeepAlive
    | LeaseInfo
    | Compact
    | Watch
    | WatchNext
    | WatchCancel
    | StatusRequest
    | AlarmRequest
)


class Done(NamedTuple):
    """The answer to a LeaseRevoke, a Compact and a WatchCancel."""

    revision: int


class LeaseAnswer(NamedTuple):
    """``ttl``: whole seconds left. There is no such lease: 0 for a keep-alive, -1 for a LeaseInfo.

    Only the answer to a LeaseInfo has ``granted_ttl`` and ``keys``.
    """

    revision: int
    id: int
    ttl: int
    granted_ttl: int = 0
    keys: tuple[bytes, ...] = ()


class KeyEvent(NamedTuple):
    """One change of one key; ``prev``: what it held before. A deletion's ``kv`` has no value."""

    kind: Literal["put", "delete"]
    kv: KeyValue
    prev: KeyValue | None = None


class WatchCreated(NamedTuple):
    """The answer to a Watch: its number, for WatchNext and WatchCancel."""

    revision: int
    id: int


class WatchAnswer(NamedTuple):
    """Events in order: first all of the past together, then those of one revision at a time.

    No events: none came in time. ``cancelled``: none will follow. ``compact_revision``: the start
    lies before this revision, the oldest that is kept; 0 otherwise. ``failure``: why the store
    had to end the watch.
    """

    revision: int
    events: tuple[KeyEvent, ...] = ()
    cancelled: bool = False
    compact_revision: int = 0
    failure: str = ""


class StatusAnswer(NamedTuple):
    """``size``: bytes of all keys and values."""

    revision: int
    version: str
    size: int


class AlarmAnswer(NamedTuple):
    """``members``: those with the alarm of no space that was asked for, raised or ended."""

    revision: int
    members: tuple[Uint64, ...] = ()


ServiceAnswer = Done | WatchCreated | LeaseAnswer | WatchAnswer | StatusAnswer | AlarmAnswer
