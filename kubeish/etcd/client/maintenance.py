"""MaintenanceCalls: compaction, status, alarms. What only a cluster can do is not offered."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any, Literal, NoReturn

from kubeish.errors import NotOffered
from kubeish.etcd.client.base import ClientBase
from kubeish.etcd.client.encoding import to_bool, to_id
from kubeish.etcd.etcd3_compat import derive_class
from kubeish.etcd.store.field_types import to_uint64
from kubeish.etcd.store.messages import Range, RangeAnswer
from kubeish.etcd.store.service_messages import (
    AlarmAnswer,
    AlarmRequest,
    Compact,
    Done,
    StatusAnswer,
    StatusRequest,
)

NO_SPACE = 1  # etcd's number of this alarm


@dataclass(frozen=True)
class Member:
    """The one member that the embedded store is. Its ``remove`` and ``update`` are not offered."""

    etcd_client: MaintenanceCalls = field(repr=False, compare=False)
    id: int = 1
    name: str = "embedded"
    peer_urls: list[str] = field(default_factory=list)
    client_urls: list[str] = field(default_factory=lambda: ["memory://"])

    def remove(self) -> None:
        """Not offered."""
        self.etcd_client.remove_member(self.id)

    def update(self, peer_urls: list[str]) -> None:
        """Not offered."""
        self.etcd_client.update_member(self.id, peer_urls)

    @property
    def active_alarms(self) -> Iterator[Alarm]:
        """The alarms that are raised."""
        return self.etcd_client.list_alarms(member_id=self.id)


@dataclass(frozen=True)
class Alarm:
    """``alarm_type``: 1, etcd's number of "no space"; ``member_id``: 0 stands for all members."""

    alarm_type: int
    member_id: int


@dataclass(frozen=True)
class Status:
    """``db_size``: bytes; ``raft_index``: advances with each write."""

    version: str
    db_size: int
    leader: Member
    raft_index: int
    raft_term: int


class MaintenanceCalls(ClientBase):
    """The calls that maintain the store. Those in NOT_OFFERED raise NotOffered."""

    remove_member: Callable[..., Any]
    update_member: Callable[..., Any]

    def compact(self, revision: int, physical: bool = False) -> None:
        """Forget what was overwritten before ``revision``.

        Raises RequestRefused (OUT_OF_RANGE) for a future or a compacted revision.
        """
        flag = physical is not None and to_bool("physical", physical)
        self._answer(Compact(to_id("revision", revision), flag), Done)

    def status(self) -> Status:
        """The store's version, size and revision."""
        answer = self._answer(StatusRequest(), StatusAnswer)
        leader = next(self.members)
        return derive_class(Status, "etcd3.client")(answer.version, answer.size, leader, answer.revision, 1)

    @property
    def members(self) -> Iterator[Member]:
        """The one member."""
        yield derive_class(Member, "etcd3.members")(self)

    def create_alarm(self, member_id: int = 0) -> list[Alarm]:
        """Raise the alarm of no space: until it is disarmed, puts and new leases are refused."""
        return self._ask_alarms("activate", member_id)

    def list_alarms(self, member_id: int = 0, alarm_type: str = "none") -> Iterator[Alarm]:
        """The alarms that are raised; like etcd, of every member. Asks when the first is fetched."""
        if alarm_type not in ("none", "no space"):
            raise ValueError(f'Unknown alarm type: {alarm_type!r}; use "none" or "no space".')
        yield from self._ask_alarms("get", member_id)

    def disarm_alarm(self, member_id: int = 0) -> list[Alarm]:
        """End the alarm that was raised with that id; the result is empty where none was."""
        return self._ask_alarms("deactivate", member_id)

    def _ask_alarms(self, action: Literal["get", "activate", "deactivate"], member_id: int) -> list[Alarm]:
        answer = self._answer(AlarmRequest(action, to_uint64("member_id", member_id)), AlarmAnswer)
        return [derive_class(Alarm, "etcd3.client")(NO_SPACE, member) for member in answer.members]

    def snapshot(self, file_obj: IO[bytes]) -> None:
        """Write every key to ``file_obj`` as JSON, not as the database that ``etcdctl`` reads."""
        file_obj.write(self._dump())

    def hash(self) -> int:
        """A checksum of 32 bits of every key, its value and its revisions."""
        return zlib.crc32(self._dump())

    def _dump(self) -> bytes:
        answer = self._answer(Range(b"\0", b"\0"), RangeAnswer)
        kvs = [kv._asdict() | {"key": _to_base64(kv.key), "value": _to_base64(kv.value)} for kv in answer.kvs]
        return json.dumps({"revision": answer.revision, "kvs": kvs}).encode()


def _to_base64(text: bytes) -> str:
    return base64.b64encode(text).decode()


def _build_refusal(name: str, why: str) -> Callable[..., NoReturn]:
    def refuse(self: ClientBase, *args: object, **kwargs: object) -> NoReturn:
        raise NotOffered(f"{name} is not offered: {why} Use a real etcd for that, such as kubeish.LocalEtcd().")

    refuse.__name__, refuse.__doc__ = name, f"Not offered: {why}"
    return refuse


NOT_OFFERED = {
    "the embedded store is one member and stays one.": "add_member remove_member update_member",
    "the embedded store has no database on disk.": "defragment",
}

for _why, _names in NOT_OFFERED.items():
    for _name in _names.split():
        setattr(MaintenanceCalls, _name, _build_refusal(_name, _why))
