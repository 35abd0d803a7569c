"""Watches on the embedded store against those on a real etcd: the same events in the same order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kubeish.etcd.store import EmbeddedStore
from kubeish.etcd.store.messages import Put, Refused, Txn
from kubeish.etcd.store.service_messages import Compact, Watch, WatchAnswer, WatchNext
from tests.etcd.conformance.operations import KEYS, build_txns, deletes, lease_requests, parts, puts, rewrites
from tests.etcd.conformance.pairs import Pair, make_pair
from tests.etcd.conformance.streams import RealWatch

pytestmark = pytest.mark.etcd

ranges = st.sampled_from([(b"\0", b"\0"), (b"a", b"b"), (b"a", b""), (b"a/1", b"\0"), (b"b", b"a"), (b"", b"\0")])
starts = st.sampled_from([None, None, None, -1, 1, 2, 4, 8, 40, -(10**6), -(2**63)])
watches = st.builds(lambda named, start, prev: (*named, start, prev), ranges, starts, st.booleans())
compactions = st.sampled_from([1, 2, 4, 8]).map(Compact)
many_puts = st.lists(puts, min_size=2, max_size=4, unique_by=lambda put: put.key).map(lambda some: Txn((), tuple(some)))
writes = st.one_of(puts, many_puts, many_puts, deletes, build_txns(parts), rewrites, lease_requests)
steps = st.one_of(writes, writes, writes, writes, writes, watches, watches, compactions)


# Not shrunk: each failure is a wait until the timeout.
@pytest.mark.slow
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
@given(first=st.lists(writes, min_size=5, max_size=10), asked=st.lists(steps, min_size=20, max_size=40))
def test_random_watches_get_the_same_events(client: Any, first: list[Any], asked: list[Any]) -> None:
    pair = make_pair(client)
    watched: list[WatchPair] = []
    try:
        for request in [*first, *asked]:
            if type(request) is tuple:
                watched.append(WatchPair(pair, client, *request))
            else:
                settle(request, watched)
                assert not pair.differ(request)
        for both in watched:
            both.compare()
    finally:
        for both in watched:
            both.real.close()


def settle(request: Any, watched: list[WatchPair]) -> None:
    """Fetch all events before a compaction: etcd looks up prev_kv when it sends an event."""
    for both in watched if type(request) is Compact else ():
        if both.request.start_revision <= both.pair.embedded.state.revision + 1:
            both.compare()


class WatchPair:
    """One watch on both stores.

    Its events of the past are compared at once: etcd may send them only after a compaction.
    """

    def __init__(self, pair: Pair, client: Any, key: bytes, range_end: bytes, after: int | None, prev_kv: bool) -> None:
        start = 0 if after is None else pair.base + after if after > -9 else after
        # Whether a watch gets a deletion at the revision of a compaction differs among the
        # versions of etcd (etcd-io/etcd #18089).
        start += start == pair.embedded._history.compacted
        self.request = Watch(key, range_end, start, prev_kv)
        self.pair, self.real = pair, RealWatch(client, self.request)
        answer = pair.embedded.ask(self.request)
        self.number = None if isinstance(answer, Refused) else answer.id
        self.over = self.real.refused
        assert (self.number is None) == self.over
        if start != 0 and start <= pair.embedded.state.revision:
            self.compare()

    def compare(self) -> None:
        """Write a key that the watch follows, and compare all events up to that."""
        if self.over:
            assert self.number is None or not any(
                answer.events for answer in fetch_all(self.pair.embedded, self.number)
            )
            return
        while self.pair.embedded.state.revision + 1 < self.request.start_revision:
            assert not self.pair.differ(Put(b"b", b""))
        inside = self.request.key if self.request.key in KEYS else b"a"  # at most six keys
        assert not self.pair.differ(Put(inside, b"last"))
        answers = list(fetch_all(self.pair.embedded, self.number))
        assert flatten(answers) == flatten(self.real.take(self.pair.embedded.state.revision))
        self.over = answers[-1].cancelled


def flatten(answers: Iterable[WatchAnswer]) -> list[Any]:
    """All events and the watch's error. How etcd groups events depends on its load."""
    return [part for answer in answers for part in (*answer.events, *filter(None, [answer.compact_revision]))]


def fetch_all(store: EmbeddedStore, number: int) -> Iterator[WatchAnswer]:
    while True:
        answer = store.ask(WatchNext(number, 0))
        if answer.events or answer.compact_revision:
            yield answer
        else:
            return


def test_every_event_of_the_past_with_prev_kv(client: Any) -> None:
    pair = make_pair(client)
    for key in KEYS * 3:
        assert not pair.differ(Put(key, key))
    WatchPair(pair, client, b"\0", b"\0", 1, True).compare()
