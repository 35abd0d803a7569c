"""docs/etcd3-api.md: every row runs on the embedded store and by ``etcd3`` on a real etcd."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import etcd3
import pytest

from kubeish.errors import KubeishError, NotOffered
from kubeish.etcd.client import EmbeddedClient, LockTimedOut
from kubeish.etcd.client.lock import Lock
from kubeish.etcd.cluster import LocalEtcd, open_client
from kubeish.etcd.store import EmbeddedStore
from tests.etcd.conformance.calls import to_plain
from tests.etcd.conformance.pairs import make_pair

PAGE = Path(__file__).parents[3] / "docs" / "etcd3-api.md"
NAMES, ERRORS, MORE, ARGUMENTS, OWN_TESTS = (
    [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines()[2:]]
    for table in re.findall(r"(?:^\|.*\n)+", PAGE.read_text(), re.MULTILINE)
)
SAME = [row[0].strip("` ") for row in NAMES if row[1] == "same"]
REFUSED = [row[0].strip("` ") for row in NAMES if row[1] == "not offered"]
# A client of etcd3 that has watched leaves a thread that fails when the client is closed.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")


def find_name(call: str) -> str:
    return re.match(r"client\.(\w+)", call)[1]  # type: ignore[index]


def run(call: str, client: Any) -> Any:
    """What the call gives, on a store where ``a`` holds ``1``."""
    now = client.put("a", "1").header.revision
    lease = client.lease(60, 4710).id
    names = {"client": client, "t": client.transactions, "now": now, "lease": lease, "file": io.BytesIO()}
    result = eval(call, names)
    if isinstance(result, tuple) and len(result) == 2 and callable(result[1]):  # a watch
        result, cancel = next(result[0]), result[1]
        cancel()
    return describe(result)


def describe(result: Any) -> Any:
    """A result as plain values; of what is the server's own, only its kind."""
    kind = type(result).__name__
    if kind in ("PutEvent", "DeleteEvent"):
        return kind, result.key, result.value, result.mod_revision
    if kind == "WatchResponse":
        return kind, result.header.revision, [describe(event) for event in result.events]
    if kind == "Transactions":
        return sorted(
            name
            for name in ("value", "version", "create", "mod", "put", "get", "delete", "txn", "x")
            if hasattr(result, name)
        )
    if hasattr(result, "grantedTTL"):
        return result.ID, result.grantedTTL, list(result.keys)
    if kind in ("Status", "Lock"):
        return kind
    if kind == "generator":
        return [type(part).__name__ if type(part).__name__ == "Member" else to_plain(part) for part in result]
    return kind if type(result) is int else to_plain(result)


def catch_error(call: str, client: Any) -> BaseException | None:
    try:
        run(call, client)
    except Exception as error:
        return error
    return None


def build_client() -> EmbeddedClient:
    store = EmbeddedStore()
    client = EmbeddedClient(store.ask)
    for _ in range(3):
        client.put("before", "")
    client.compact(4)
    return client


@pytest.fixture
def on_both(etcd: LocalEtcd) -> Iterator[Callable[..., Any]]:
    """A function that makes a call on an empty real etcd and on an embedded store."""
    real = etcd3.client(*etcd.url.removeprefix("etcd://").split(":"), timeout=60)

    def ask_both(call: str, how: Callable[[str, Any], Any]) -> tuple[Any, Any]:
        pair = make_pair(real)
        return how(call, EmbeddedClient(pair.embedded.ask)), how(call, real)

    yield ask_both
    real.close()
    with open_client(etcd.url) as client:
        client.disarm_alarm()


def test_the_table_has_every_name_of_etcd3_and_no_other() -> None:
    theirs = {name for name in dir(etcd3.Etcd3Client) if not name.startswith("_")} | {"transactions"}
    listed = [find_name(row[0].strip("` ")) for row in NAMES]
    assert sorted(listed) == sorted(theirs)
    assert {row[1] for row in NAMES} == {"same", "not offered"}


def test_the_names_of_gRPC_are_listed_and_absent() -> None:
    carried = {name for name in vars(etcd3.client()) if not name.startswith("_")} - {"transactions"}
    sentence = PAGE.read_text().partition("the embedded client does not have them:")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", sentence)) == carried
    assert not any(hasattr(build_client(), name) for name in carried)


@pytest.mark.etcd
@pytest.mark.parametrize("call", SAME)
def test_same_means_the_same_result(call: str, on_both: Callable[..., Any]) -> None:
    ours, theirs = on_both(call, run)
    assert ours == theirs


@pytest.mark.parametrize("call", REFUSED)
def test_not_offered_raises_NotOffered(call: str) -> None:
    error = catch_error(call, build_client())
    assert isinstance(error, NotOffered)
    assert str(error).startswith(f"{find_name(call)} is not offered: ")


@pytest.mark.parametrize(("call", "ours"), [(row[0].strip("` "), row[2]) for row in ERRORS])
def test_errors_on_the_embedded_store(call: str, ours: str) -> None:
    error = catch_error(call, build_client())
    assert type(error).__name__ == ours
    assert len(str(error)) > 20, "an error is a sentence"


@pytest.mark.etcd
@pytest.mark.parametrize(("call", "theirs", "ours"), [(row[0].strip("` "), *row[1:]) for row in ERRORS])
def test_errors_of_etcd3(call: str, theirs: str, ours: str, on_both: Callable[..., Any]) -> None:
    our_error, their_error = on_both(call, catch_error)
    if theirs.startswith("gRPC's"):
        assert their_error.code().name == theirs.removeprefix("gRPC's ")
        assert (our_error.code, our_error.message) == (their_error.code().name, their_error.details())
    else:
        assert type(their_error).__name__ == theirs
    if isinstance(our_error, KubeishError) and hasattr(etcd3.exceptions, ours):
        assert isinstance(our_error, getattr(etcd3.exceptions, ours))


@pytest.mark.etcd
def test_what_kubeish_does_and_etcd3_does_not(on_both: Callable[..., Any], etcd: LocalEtcd) -> None:
    limit, branch, compacted, filters, empty, _ = (row[0].strip("` ") for row in MORE)
    more = "[client.put('aa', '2'), client.get_range('a', 'b', limit=1)][1]"
    ours, theirs = on_both(more, run)
    assert (len(ours), len(theirs)) == (1, 2)
    assert eval_on_the_real_client(more, etcd) == 1
    assert limit.replace('"', "'") in more
    assert [type(error).__name__ for error in on_both(branch, catch_error)] == ["NoneType", "TypeError"]
    ours, theirs = on_both(compacted, catch_error)
    assert type(ours).__name__ == "RevisionCompactedError"
    assert isinstance(theirs, AssertionError)  # what came back was no response
    past = filters.replace("watch(", "watch_once(").replace("filters", "timeout=0.1, start_revision=now, filters")
    assert [type(error).__name__ for error in on_both(past, catch_error)] == ["WatchTimedOut", "AttributeError"]
    with open_client(etcd.url) as client:
        client.revoke_lease(4710)
        errors = [catch_error(empty, build_client()), catch_error(empty, client)]
    assert list(map(str, errors)) == ["CANCELLED: mvcc: watcher range is empty"] * 2


@pytest.mark.etcd
def test_a_with_block_is_not_entered_without_the_lock(etcd: LocalEtcd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Lock.acquire, "__defaults__", (0.1,))
    with open_client(etcd.url) as client:
        client.lock("held").acquire()
        with pytest.raises(LockTimedOut, match="The lock 'held' was not free"), client.lock("held"):
            pytest.fail("entered without the lock")


def eval_on_the_real_client(call: str, etcd: LocalEtcd) -> int:
    with open_client(etcd.url) as client:
        return len(list(eval(call, {"client": client})))
