"""Watches on the embedded store against those on a real etcd: the same events in the same order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kubeish.store import EmbeddedStore
from kubeish.store.extras import Compact, Watch, WatchAnswer, WatchNext
from kubeish.store.requests import Put, Txn
from tests.conformance.operations import KEYS, deletes, lease_requests, parts, puts, txns
from tests.conformance.pairs import Pair, fresh
from tests.conformance.streams import RealWatch

pytestmark = pytest.mark.etcd

ranges = st.sampled_from([(b"\0", b"\0"), (b"a", b"b"), (b"a", b""), (b"a/1", b"\0"), (b"b", b"a"), (b"", b"\0")])
starts = st.sampled_from([None, None, None, -1, 1, 2, 4, 8, 40])
watches = st.builds(lambda named, start, prev: (*named, start, prev), ranges, starts, st.booleans())
compactions = st.sampled_from([1, 2, 4, 8]).map(Compact)
many_puts = st.lists(puts, min_size=2, max_size=4, unique_by=lambda put: put.key).map(lambda some: Txn((), tuple(some)))
writes = st.one_of(puts, many_puts, many_puts, deletes, txns(parts), lease_requests)
steps = st.one_of(writes, writes, writes, writes, writes, watches, watches, compactions)


# Not shrunk: a watch that fails is one that is waited for in vain, each time.
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
@given(first=st.lists(writes, min_size=5, max_size=10), asked=st.lists(steps, min_size=20, max_size=40))
def test_random_watches_hear_the_same(client: Any, first: list[Any], asked: list[Any]) -> None:
    pair = fresh(client)
    watched: list[Both] = []
    try:
        for request in [*first, *asked]:
            if type(request) is tuple:
                watched.append(Both(pair, client, *request))
            else:
                settle(request, watched)
                assert not pair.differ(request)
        for both in watched:
            both.compare()
    finally:
        for both in watched:
            both.real.close()


def settle(request: Any, watched: list[Both]) -> None:
    """Let all be heard before a compaction: etcd looks up what stood before an event only when it sends it."""
    for both in watched if type(request) is Compact else ():
        if both.request.start_revision <= both.pair.embedded.state.revision + 1:
            both.compare()


class Both:
    """One watch on both stores.

    Of the past it is to hear at once: etcd lets a watch catch up when it can, and a compaction may come before that.
    """

    def __init__(self, pair: Pair, client: Any, key: bytes, range_end: bytes, after: int | None, prev_kv: bool) -> None:
        start = 0 if after is None else max(0, pair.base + after)
        # Whether a deletion is heard of that the compaction ends with differs between etcd's versions (#18089).
        start += start == pair.embedded._past.compacted
        self.request = Watch(key, range_end, start, prev_kv)
        self.pair, self.real = pair, RealWatch(client, self.request)
        self.number = pair.embedded.ask(self.request).id
        self.over = self.real.refused
        if 0 < start <= pair.embedded.state.revision:
            self.compare()

    def compare(self) -> None:
        """Write a key that the watch must hear of, so that neither has anything more to say after that."""
        if self.over:
            assert not any(answer.events for answer in fetched(self.pair.embedded, self.number))
            return
        while self.pair.embedded.state.revision + 1 < self.request.start_revision:
            assert not self.pair.differ(Put(b"b", b""))
        inside = self.request.key if self.request.key in KEYS else b"a"  # no seventh key: see operations
        assert not self.pair.differ(Put(inside, b"last"))
        heard = list(fetched(self.pair.embedded, self.number))
        assert flat(heard) == flat(self.real.take(self.pair.embedded.state.revision))
        self.over = heard[-1].cancelled


def flat(answers: Iterable[WatchAnswer]) -> list[Any]:
    """Every event, and what ended the watch. How events come together in one answer is a matter of etcd's haste."""
    return [part for answer in answers for part in (*answer.events, *filter(None, [answer.compact_revision]))]


def fetched(store: EmbeddedStore, number: int) -> Iterator[WatchAnswer]:
    while True:
        answer = store.ask(WatchNext(number, 0))
        if answer.events or answer.compact_revision:
            yield answer
        else:
            return


def test_every_event_of_the_past_with_what_stood_before(client: Any) -> None:
    pair = fresh(client)
    for key in KEYS * 3:
        assert not pair.differ(Put(key, key))
    Both(pair, client, b"\0", b"\0", 1, True).compare()
