"""Arguments of a wrong type or size: the embedded client refuses what protobuf refuses."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import google.protobuf
import pytest

from kubeish.etcd.client import EmbeddedClient
from kubeish.etcd.cluster import LocalEtcd
from tests.etcd.conformance.conftest import connected
from tests.etcd.conformance.odd_calls import OddCall, list_odd_calls, list_odd_range_options
from tests.etcd.conformance.pairs import Pair, make_embedded, make_pair

pytestmark = [pytest.mark.etcd, pytest.mark.slow]

# An AttributeError of etcd3 and its bare Exception are TypeErrors with a sentence here; what does not fit into a field
# is a ValueError, of which a UnicodeEncodeError is a kind.
CLEARER = {
    "AttributeError": "TypeError",
    "Exception": "TypeError",
    "OverflowError": "ValueError",
    "UnicodeEncodeError": "ValueError",
}
PROTOBUF = int(google.protobuf.__version__.partition(".")[0])


def find_reason(call: OddCall, ours: str, theirs: str) -> str:
    """Why the two differ, as docs/etcd3-api.md lists it; an empty text where nothing says so."""
    if call.name == "lease" and (ours, theirs) == ("TypeError", "done"):
        return "etcd3 writes without a lease where the lease is a list, a tuple or a dict"
    if call.name in ("success", "failure") and call.value is None:
        return "kubeish allows a branch to be left out"
    if call.name == "range_end" and (ours, theirs) == ("CANCELLED", "done"):
        return "etcd3 does not notice that etcd refuses a watch of an empty range"
    if call.name == "watch_id" and isinstance(call.value, (list, dict, bytearray)):
        return "no id at all: etcd3 refuses it as well, once it watches anything"
    if PROTOBUF < 7 and type(call.value) is bool and (ours, theirs) == ("TypeError", "done"):
        return "before 7 protobuf takes True for 1"
    if PROTOBUF < 7 and type(call.value) is int and (ours, theirs) == ("ValueError", "done"):
        return "before 7 protobuf takes any number for True"
    if call.name == "start_revision" and (ours, theirs) == ("done", "RevisionCompactedError"):
        return "etcd says that the past is gone after it has begun a watch: a busy machine may hear of it in time"
    if call.name == "progress_notify" and ours == "NotOffered":
        return "progress_notify is not offered"
    return ""


@pytest.fixture
def client(etcd: LocalEtcd) -> Iterator[Any]:
    """A client of etcd3 for this test alone: its thread for watches would fail on a closed channel."""

    def wait_for_ever(*args: object, **options: object) -> None:
        threading.Event().wait()

    for client in connected(etcd):
        yield client
        client.watcher._watch_stub = SimpleNamespace(Watch=wait_for_ever)


class StartState:
    """Two keys and a lease, on an etcd and on a new embedded store: what each call finds.

    etcd is emptied only after a call that may have changed something: most are refused by the client.
    """

    CHANGE_LEASES_OR_PAST = frozenset(("lease", "revoke_lease", "refresh_lease", "compact"))

    def __init__(self, client: Any) -> None:
        self._client, self._revision = client, 0
        self._pair: Pair | None = None

    def restore(self, last: OddCall | None) -> EmbeddedClient:
        """Undo the ``last`` call on etcd; returns a client of a new embedded store at the same revision."""
        may_have_changed = last is None or last.method in self.CHANGE_LEASES_OR_PAST
        if self._pair is None or may_have_changed or self._read_revision() != self._revision:
            self._pair = make_pair(self._client)
            self._fill(self._client)
            self._revision = self._read_revision()
        embedded = EmbeddedClient(make_embedded(self._pair.base).ask)
        self._fill(embedded)
        assert embedded.get_response("a").header.revision == self._revision
        return embedded

    def _read_revision(self) -> int:
        return int(self._client.get_response("a").header.revision)

    @staticmethod
    def _fill(client: Any) -> None:
        client.lease(60, 7002)
        client.transaction([], [client.transactions.put(key, "1") for key in ("a", "b")], [])


def test_every_odd_argument_is_refused_or_taken_alike(client: Any, real_client: Any) -> None:
    logging.getLogger("etcd3.watch").setLevel(logging.CRITICAL)
    tally: Counter[str] = Counter()
    different = []
    start, last = StartState(client), None
    for call in list_odd_calls():
        # etcd3 cannot send filters at all, so kubeish's own client of a real etcd is asked.
        real = real_client if call.name == "filters" else client
        embedded, last = start.restore(last), call
        before = embedded.get_response("a").header.revision
        ours, theirs = call.on(embedded), call.on(real)
        alike = ours in (theirs, CLEARER.get(theirs)) or CLEARER.get(ours) == theirs
        reason = "" if alike else find_reason(call, ours, theirs)
        tally["calls"] += 1
        tally[reason or "alike"] += 1
        if not alike and not reason:
            different.append(f"{call}: {ours}, and etcd3: {theirs}")
        assert embedded.put("a", "after").header.revision > before, "the store is poisoned"
    print(dict(tally))
    assert not different, f"{len(different)} of {tally['calls']} differ:\n" + "\n".join(different)


def test_kubeish_s_two_clients_refuse_alike(client: Any, real_client: Any) -> None:
    calls = [*list_odd_calls(), *list_odd_range_options()]
    different = []
    start, last = StartState(client), None
    for call in [call for call in calls if call.name != "progress_notify"]:
        embedded, last = start.restore(last), call
        ours, theirs = call.on(embedded), call.on(real_client)
        alike = ours in (theirs, CLEARER.get(theirs)) or CLEARER.get(ours) == theirs
        if not alike and not find_reason(call, ours, theirs):
            different.append(f"{call}: {ours}, and the real client: {theirs}")
    assert not different, f"{len(different)} of {len(calls)} differ:\n" + "\n".join(different)
