"""What the explorer answers on leases and watches, compared with a real etcd: the same requests in turn."""

from __future__ import annotations

import random
from typing import Any

import pytest

from kubeish.etcd.store import State
from kubeish.etcd.store import service_messages as service
from kubeish.etcd.store.messages import Compare, DeleteRange, KeyValue, Put, Range, Txn, TxnAnswer
from kubeish.explorer.service_rules import LeaseEnd, WatchOpen, WatchRead, apply_any, open_watch, read_events
from tests.etcd.conformance.real_store import RealStore
from tests.etcd.conformance.streams import RealWatch

pytestmark = pytest.mark.etcd

KEYS = (b"explored/a", b"explored/b")
LEASES = (880_001, 880_002)


def draw_request(draw: random.Random) -> Any:
    """A request on two keys or two leases."""
    key, lease = draw.choice(KEYS), draw.choice(LEASES)
    put = Put(key, draw.choice((b"1", b"2")), draw.choice((0, lease)))
    return draw.choice(
        (
            *(put, put, put, DeleteRange(key), Range(key), Range(b"explored/", b"explored0")),
            Txn((Compare("create", "==", key, 0),), (put,), (Range(key),)),
            Txn((Compare("value", "==", key, b"1"),), (DeleteRange(key),), ()),
            *(service.LeaseGrant(60, lease), service.LeaseGrant(60, lease)),
            *(service.LeaseRevoke(lease), service.LeaseKeepAlive(lease), LeaseEnd(lease)),
        )
    )


def shift(answer: Any, by: int) -> Any:
    """``answer`` with ``by`` less in each revision: a real etcd has a past. An answer to a missing key has none."""
    if isinstance(answer, TxnAnswer):
        parts = tuple(shift(part, by if part[0] else 0) for part in answer.answers)
        return TxnAnswer(answer.revision - by, answer.succeeded, parts)
    if isinstance(answer, KeyValue):
        created = answer.create_revision - by if answer.create_revision else 0
        return answer._replace(create_revision=created, mod_revision=answer.mod_revision - by)
    if hasattr(answer, "kvs"):
        answer = answer._replace(kvs=tuple(shift(kv, by) for kv in answer.kvs))
    return answer._replace(revision=answer.revision - by) if hasattr(answer, "revision") else answer


@pytest.mark.parametrize("seed", range(20))
def test_the_same_answers_and_events(client: Any, seed: int) -> None:
    draw, real = random.Random(seed), RealStore(client)
    for lease in LEASES:
        real.ask(service.LeaseRevoke(lease))
    client.delete_prefix("explored/")
    state = State.empty()
    by = client.get_response("explored/").header.revision - state.revision
    log: tuple[KeyValue, ...] = ()
    theirs_opened = RealWatch(client, service.Watch(b"explored/", b"explored0", by + 2))
    watch = service.Watch(b"explored/", b"explored0", 2)
    assert open_watch(state, WatchOpen(watch, 0), 1) == service.WatchCreated(1, 0)
    for _ in range(40):
        request = draw_request(draw)
        asked = service.LeaseRevoke(request.id) if isinstance(request, LeaseEnd) else request
        state, answer, changes = apply_any(state, request)
        log += tuple(changes)
        theirs = real.ask(asked)
        if isinstance(answer, service.LeaseAnswer):  # the revision in its header is etcd's own
            assert (theirs.id, theirs.ttl) == (answer.id, answer.ttl), request
        else:
            assert shift(theirs, by) == answer, request
    ours: list[tuple[Any, ...]] = []
    start = 2
    while (found := read_events(state, log, (), WatchRead(watch, start, 1))) is not None:
        ours += [(event.kind, event.kv) for event in found.events]
        start = found.revision + 1
    answers = list(theirs_opened.take(state.revision + by)) if log else []
    theirs_opened.close()
    assert ours == [(event.kind, shift(event.kv, by)) for answer in answers for event in answer.events]
    assert start == (log[-1].mod_revision + 1 if log else 2)
