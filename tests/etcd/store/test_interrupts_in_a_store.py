"""Ctrl-C at any line of the store: a request is done everywhere or nowhere, and the next one is served as ever."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

import pytest

from kubeish.etcd.store import EmbeddedStore
from kubeish.etcd.store.messages import DeleteRange, Put, Range, Txn
from kubeish.etcd.store.service_messages import LeaseGrant, LeaseInfo, LeaseRevoke, Watch, WatchNext
from tests.clock import Clock

PREPARED = [LeaseGrant(5, 7), Put(b"a", b"1"), Put(b"leased", b"", 7), Put(b"b", b"1", 7)]


def interrupt_at(number: int, call: Callable[[], object]) -> bool:
    """Raise KeyboardInterrupt before the line of that number that the store runs; whether there was one."""
    left = number

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal left
        if not frame.f_globals["__name__"].startswith("kubeish.etcd.store"):
            return None
        if event == "line":
            left -= 1
            if left == 0:
                raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


def describe(store: EmbeddedStore, watch: int) -> object:
    """What the store holds, what it held at each revision, and what a watch from the beginning has heard of."""
    state = store.state
    history = [store.ask(Range(b"\0", b"\0", revision=revision)).kvs for revision in range(2, state.revision + 1)]
    heard = []
    while events := store.ask(WatchNext(watch, 0)).events:
        heard += [(event.kind, event.kv.key, event.kv.mod_revision) for event in events]
    left = [store.ask(LeaseInfo(lease.id)).ttl for lease in state.leases]
    return state, history, heard, left, sorted(store._leases.ends)


REQUESTS: dict[str, Callable[[EmbeddedStore, Clock], object]] = {
    "put": lambda store, clock: store.ask(Put(b"a", b"2")),
    "delete": lambda store, clock: store.ask(DeleteRange(b"a", b"\0")),
    "transaction": lambda store, clock: store.ask(Txn((), (DeleteRange(b"a", b"\0"), Put(b"a", b"2"), Put(b"c", b"")))),
    "grant": lambda store, clock: store.ask(LeaseGrant(60, 8)),
    "revoke": lambda store, clock: store.ask(LeaseRevoke(7)),
    "the end of a lease": lambda store, clock: (setattr(clock, "now", clock.now + 6), store.ask(Range(b"a"))),
}


@pytest.mark.parametrize("request_", REQUESTS)
def test_a_request_is_done_everywhere_or_nowhere(request_: str) -> None:
    def prepare() -> tuple[EmbeddedStore, Clock, int]:
        clock = Clock()
        store = EmbeddedStore(clock)
        for each in PREPARED:
            store.ask(each)
        return store, clock, store.ask(Watch(b"\0", b"\0", start_revision=1)).id

    def finish(store: EmbeddedStore, watch: int) -> object:
        store.ask(Put(b"after", b""))
        return describe(store, watch)

    store, clock, watch = prepare()
    undone = finish(store, watch)
    store, clock, watch = prepare()
    REQUESTS[request_](store, clock)
    done = finish(store, watch)
    for number in itertools.count(1):
        store, clock, watch = prepare()
        interrupted = interrupt_at(number, partial(REQUESTS[request_], store, clock))
        assert finish(store, watch) in (done, undone), f"interrupted before line {number}"
        if not interrupted:
            break
    assert number > 10
