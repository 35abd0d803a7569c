"""docs/etcd3-api.md, run: every row is made on the embedded store and by ``etcd3`` on a real etcd."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import etcd3
import pytest

from kubeish.client import Client
from kubeish.errors import KubeishError, NotOffered
from kubeish.real import LocalEtcd, find_etcd, open_client
from kubeish.real.errors import EtcdNotInstalled
from kubeish.store import EmbeddedStore
from tests.conformance.calls import plain
from tests.conformance.pairs import fresh

PAGE = Path(__file__).parents[2] / "docs" / "etcd3-api.md"
NAMES, ERRORS, MORE = (
    [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines()[2:]]
    for table in re.findall(r"(?:^\|.*\n)+", PAGE.read_text(), re.MULTILINE)
)
SAME = [row[0].strip("` ") for row in NAMES if row[1] == "same"]
REFUSED = [row[0].strip("` ") for row in NAMES if row[1] == "not offered"]
WORDS = ("value", "version", "create", "mod", "put", "get", "delete", "txn")
# A client of etcd3 that has watched leaves a thread that fails when the client is closed.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")


def name_of(call: str) -> str:
    return re.match(r"client\.(\w+)", call)[1]  # type: ignore[index]


def made(call: str, client: Any) -> Any:
    """What the call gives, on a store where ``a`` holds ``1``."""
    now = client.put("a", "1").header.revision
    lease = client.lease(60, 4710).id
    result = eval(call, {"client": client, "words": client.transactions, "now": now, "lease": lease})
    if isinstance(result, tuple) and len(result) == 2 and callable(result[1]):  # a watch, and what ends it
        result, cancel = next(result[0]), result[1]
        cancel()
    return seen(result)


def seen(result: Any) -> Any:
    """A result as plain values; of what is the server's own, only its kind."""
    kind = type(result).__name__
    if kind in ("PutEvent", "DeleteEvent"):
        return kind, result.key, result.value, result.mod_revision
    if kind == "WatchResponse":
        return kind, result.header.revision, [seen(event) for event in result.events]
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
        return [type(part).__name__ if type(part).__name__ == "Member" else plain(part) for part in result]
    return kind if type(result) is int else plain(result)


def error_of(call: str, client: Any) -> BaseException | None:
    try:
        made(call, client)
    except Exception as error:
        return error
    return None


def embedded() -> Client:
    store = EmbeddedStore()
    client = Client(store.ask)
    for _ in range(3):
        client.put("before", "")
    client.compact(4)
    return client


@pytest.fixture(scope="module")
def etcd() -> Iterator[LocalEtcd]:
    try:
        find_etcd()
    except EtcdNotInstalled as error:
        pytest.skip(str(error))
    with LocalEtcd() as etcd:
        yield etcd


@pytest.fixture
def on_both(etcd: LocalEtcd) -> Iterator[Callable[..., Any]]:
    """A function that makes a call on a wiped real etcd and on an embedded store at the same revision."""
    real = etcd3.client(*etcd.url.removeprefix("etcd://").split(":"), timeout=60)

    def ask_both(call: str, how: Callable[[str, Any], Any]) -> tuple[Any, Any]:
        pair = fresh(real)
        return how(call, Client(pair.embedded.ask)), how(call, real)

    yield ask_both
    real.close()


def test_the_table_has_every_name_of_etcd3_and_no_other() -> None:
    theirs = {name for name in dir(etcd3.Etcd3Client) if not name.startswith("_")} | {"transactions"}
    listed = [name_of(row[0].strip("` ")) for row in NAMES]
    assert sorted(listed) == sorted(theirs)
    assert {row[1] for row in NAMES} == {"same", "not offered"}


def test_what_is_gRPC_s_own_is_named_and_absent() -> None:
    carried = {name for name in vars(etcd3.client()) if not name.startswith("_")} - {"transactions"}
    sentence = PAGE.read_text().partition("is gRPC's, and there is none here:")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", sentence)) == carried
    assert not any(hasattr(embedded(), name) for name in carried)


@pytest.mark.etcd
@pytest.mark.parametrize("call", SAME)
def test_what_is_the_same_is_the_same(call: str, on_both: Callable[..., Any]) -> None:
    ours, theirs = on_both(call, made)
    assert ours == theirs


@pytest.mark.parametrize("call", REFUSED)
def test_what_is_not_offered_says_so(call: str) -> None:
    error = error_of(call, embedded())
    assert isinstance(error, NotOffered)
    assert str(error).startswith(f"{name_of(call)} is not offered: ")


@pytest.mark.parametrize(("call", "ours"), [(row[0].strip("` "), row[2]) for row in ERRORS])
def test_errors_on_the_embedded_store(call: str, ours: str) -> None:
    error = error_of(call, embedded())
    assert type(error).__name__ == ours
    assert len(str(error)) > 20, "an error is a sentence"


@pytest.mark.etcd
@pytest.mark.parametrize(("call", "theirs", "ours"), [(row[0].strip("` "), *row[1:]) for row in ERRORS])
def test_errors_of_etcd3(call: str, theirs: str, ours: str, on_both: Callable[..., Any]) -> None:
    our_error, their_error = on_both(call, error_of)
    if theirs.startswith("gRPC's"):
        assert their_error.code().name == theirs.removeprefix("gRPC's ")
        assert (our_error.code, our_error.message) == (their_error.code().name, their_error.details())
    else:
        assert type(their_error).__name__ == theirs
    if isinstance(our_error, KubeishError) and hasattr(etcd3.exceptions, ours):
        assert isinstance(our_error, getattr(etcd3.exceptions, ours))


@pytest.mark.etcd
def test_what_kubeish_does_and_etcd3_only_says(on_both: Callable[..., Any], etcd: LocalEtcd) -> None:
    limit, branch, compacted = (row[0].strip("` ") for row in MORE)
    more = "[client.put('aa', '2'), client.get_range('a', 'b', limit=1)][1]"
    ours, theirs = on_both(more, made)
    assert (len(ours), len(theirs)) == (1, 2)
    assert eval_on_the_real_client(more, etcd) == 1
    assert limit.replace('"', "'") in more
    assert [type(error).__name__ for error in on_both(branch, error_of)] == ["NoneType", "TypeError"]
    ours, theirs = on_both(compacted, error_of)
    assert type(ours).__name__ == "RevisionCompactedError"
    assert isinstance(theirs, AssertionError)  # what came back was no response


def eval_on_the_real_client(call: str, etcd: LocalEtcd) -> int:
    with open_client(etcd.url) as client:
        return len(list(eval(call, {"client": client})))
