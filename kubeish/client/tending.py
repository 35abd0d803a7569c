"""Tending the store: compaction and status, and one clear refusal for what only a cluster of servers can do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from kubeish.client.asking import Asking
from kubeish.errors import NotOffered
from kubeish.store.extras import Compact, StatusAnswer, StatusRequest


@dataclass(frozen=True)
class Member:
    """The one member that the embedded store is. Its ``remove`` and ``update`` are not offered."""

    id: int = 1
    name: str = "embedded"
    peer_urls: list[str] = field(default_factory=list)
    client_urls: list[str] = field(default_factory=lambda: ["memory://"])


@dataclass(frozen=True)
class Status:
    """``db_size`` in bytes; ``raft_index`` moves with each write; ``leader`` is the Member that leads."""

    version: str
    db_size: int
    leader: Member
    raft_index: int
    raft_term: int


class Tending(Asking):
    """The part of the client that looks after the store."""

    def compact(self, revision: int, physical: bool = False) -> None:
        """Forget what was overwritten before ``revision``. Raises RequestRefused (OUT_OF_RANGE) where that is done."""
        self._answer(Compact(revision, physical))

    def status(self) -> Status:
        """What the store says of itself."""
        answer: StatusAnswer = self._answer(StatusRequest())
        return Status(answer.version, answer.size, Member(), answer.revision, 1)

    @property
    def members(self) -> Iterator[Member]:
        """The one member."""
        yield Member()


def _not_offered(name: str, why: str) -> Callable[..., Any]:
    def refuse(self: Asking, *args: Any, **kwargs: Any) -> Any:
        raise NotOffered(f"{name} is not offered: {why} Use a real etcd for that, such as kubeish.LocalEtcd().")

    refuse.__name__ = name
    refuse.__doc__ = f"Not offered: {why}"
    return refuse


_ONE_MEMBER = "the embedded store is one member and stays one."
_NO_DISK = "the embedded store has no database on disk."

NOT_OFFERED = {
    "add_member": _ONE_MEMBER,
    "remove_member": _ONE_MEMBER,
    "update_member": _ONE_MEMBER,
    "defragment": _NO_DISK,
    "hash": _NO_DISK,
    "snapshot": _NO_DISK,
    "create_alarm": _NO_DISK,
    "list_alarms": _NO_DISK,
    "disarm_alarm": _NO_DISK,
}

for _name, _why in NOT_OFFERED.items():
    setattr(Tending, _name, _not_offered(_name, _why))
