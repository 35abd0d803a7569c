"""Alarms, by what etcd 3.4.23 and 3.5.1 answered to the same requests."""

from __future__ import annotations

from typing import Any

import pytest

from kubeish.etcd.store import EmbeddedStore
from kubeish.etcd.store.messages import Compare, DeleteRange, Put, Range, Refused, Txn
from kubeish.etcd.store.service_messages import AlarmRequest, Compact, LeaseGrant, LeaseRevoke, Uint64
from kubeish.etcd.store.validation import EMPTY_KEY, NO_SPACE

A = Put(b"a", b"")
MISSING = Compare("version", "==", b"a", 0)


@pytest.mark.parametrize(
    ("request_", "refused"),
    [
        (A, NO_SPACE),
        (Put(b"", b""), EMPTY_KEY),
        (Put(b"a", b"", 404), NO_SPACE),
        (Txn((), (A,)), NO_SPACE),
        (Txn((MISSING,), (), (A,)), NO_SPACE),  # also in the branch that does not run
        (Txn((), (Txn((), (A,)),)), None),  # etcd's quota does not look into a nested one
        (Txn((), (Range(b"a"),)), None),
        (Txn((), (DeleteRange(b"a"),)), None),
        (DeleteRange(b"a"), None),
        (Range(b"a"), None),
        (Compact(1), None),
        (LeaseGrant(60), NO_SPACE),
        (LeaseGrant(10**10), NO_SPACE),
        (LeaseRevoke(7), None),
    ],
)
def test_an_alarm_of_no_space_refuses_what_needs_space(request_: Any, refused: Refused | None) -> None:
    store = EmbeddedStore()
    store.ask(LeaseGrant(60, 7))
    store.ask(AlarmRequest("activate"))
    answer = store.ask(request_)
    assert answer == refused if refused else not isinstance(answer, Refused)
    store.ask(AlarmRequest("deactivate"))
    assert store.ask(A).revision >= 2


def test_an_alarm_is_of_one_member_or_of_all() -> None:
    store, five = EmbeddedStore(), Uint64(5)
    assert store.ask(AlarmRequest("activate")).members == (0,)
    assert store.ask(AlarmRequest("activate", five)).members == (5,)
    assert store.ask(AlarmRequest("activate", five)).members == (5,)
    assert store.ask(AlarmRequest("get", five)).members == (0, 5)
    assert store.ask(AlarmRequest("deactivate")).members == (0,)
    assert store.ask(A) == NO_SPACE
    assert store.ask(AlarmRequest("deactivate", five)).members == (5,)
    assert store.ask(AlarmRequest("deactivate", five)).members == ()
    assert store.ask(A).revision == 2
