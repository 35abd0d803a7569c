"""Alarms that clients raise. One of no space makes the store refuse what needs space, as in etcd."""

from __future__ import annotations

from kubeish.etcd.store.messages import Put, Refused, Txn
from kubeish.etcd.store.service_messages import AlarmAnswer, AlarmRequest, LeaseGrant, Uint64
from kubeish.etcd.store.validation import NO_SPACE, validate
from kubeish.etcd.store.write_batch import WriteBatch


class Alarms:
    """``members``: those for which an alarm of no space is raised; 0 stands for all of them."""

    def __init__(self) -> None:
        self.members: set[Uint64] = set()

    def handle(self, batch: WriteBatch, request: AlarmRequest) -> AlarmAnswer:
        """Raise or end an alarm, and answer with it; or answer with all of them."""
        if request.action == "get":
            return AlarmAnswer(batch.revision, tuple(sorted(self.members)))
        changed: tuple[Uint64, ...] = (request.member,)
        if request.action == "activate":
            self.members.add(request.member)
        elif request.member in self.members:
            self.members.remove(request.member)
        else:
            changed = ()
        return AlarmAnswer(batch.revision, changed)

    def refuse(self, request: object) -> Refused | None:
        """Why a store that is out of space refuses ``request``, or None.

        Source: etcd's quota.go, which does not look into nested transactions.
        """
        if isinstance(request, LeaseGrant):
            return NO_SPACE
        branches = request.success + request.failure if isinstance(request, Txn) else (request,)
        if not any(isinstance(part, Put) for part in branches) or not isinstance(request, (Put, Txn)):
            return None
        return validate(request) or NO_SPACE
