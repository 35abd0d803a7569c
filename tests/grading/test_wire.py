"""The wire carries a closed set of values both ways unchanged, and takes nothing else."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubeish import api
from kubeish.api import TODO
from kubeish.checks.answer import Call, Construct, Create, Function, Ref, Result, Strange
from kubeish.classroom.grading.wire import MAX_DEPTH, WireError, decode, encode
from kubeish.errors import ConnectionTimeoutError, EtcdError, KubeishError
from kubeish.etcd.store import messages as r
from kubeish.etcd.store import service_messages as s
from kubeish.explorer.directed_race import Direction
from kubeish.explorer.opaque_index import Index
from kubeish.explorer.steps import CRASHED, LOST, Asks, Location, Raised, Returned

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary()
PLAIN = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=12,
)
KEY_VALUE = r.KeyValue(b"k", b"v\xff", 2, 3, 1)

VALUES = [
    TODO,
    LOST,
    CRASHED,
    api.Pod("web", {"a": "b"}, (api.Container("c", "i", (api.Port(1, 2),), (api.EnvVar("x", "y"),)),), "m1"),
    api.ContainerManifest("web"),
    r.Range(b"a", b"b", 3, 0, "descend", "mod", True),
    r.Put(b"k", b"v", 7, True),
    r.DeleteRange(b"k"),
    r.Txn((r.Compare("mod", "==", b"k", 3),), (r.Put(b"k", b"v"), r.Txn()), (r.Range(b"k"),)),
    r.RangeAnswer(5, (KEY_VALUE,), 1, False),
    r.PutAnswer(3, KEY_VALUE),
    r.DeleteAnswer(3, 1, (KEY_VALUE,)),
    r.TxnAnswer(4, True, (r.RangeAnswer(4), r.PutAnswer(4))),
    r.Refused("NOT_FOUND", "no such lease"),
    s.LeaseGrant(10),
    s.LeaseRevoke(7),
    s.LeaseKeepAlive(7),
    s.LeaseInfo(7),
    s.LeaseAnswer(3, 7, 9, 10, (b"k",)),
    s.Done(3),
    s.Watch(b"k", b"l", 3, True, (0, 1)),
    s.WatchCreated(3, 0),
    s.WatchNext(0),
    s.WatchNext(0, 5),
    s.WatchNext(0, 0.5),
    s.WatchAnswer(4, (s.KeyEvent("put", KEY_VALUE, KEY_VALUE), s.KeyEvent("delete", KEY_VALUE)), False, 2, "why"),
    Asks(r.Range(b"k")),
    Asks(Direction("step", "A")),
    Returned((b"v", 3, None)),
    Location("run_pod", "def run_pod():\n    pass", 2, (("a", "1"),), "printed"),
    Create("error", ("EtcdError", 101)),
    Construct("x", Create("random", (4,)), (Ref("y"), [1, 2])),
    Call("x", "has", ("a",), 3),
    Function("run_pod", "client", (api.Pod("db"), "m1")),
    Result([1, 2], "KeyError", "'x'", 0, "line 3 of has"),
    Strange("Thing", "<Thing>"),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_every_kind_arrives_as_it_was(value: Any) -> None:
    arrived = decode(encode(value))
    assert arrived == value
    assert type(arrived) is type(value)
    assert repr(arrived) == repr(value)  # to the last field's type: 1 and True are equal


@given(PLAIN)
def test_plain_values_arrive_as_they_were(value: Any) -> None:
    arrived = decode(encode(value))
    assert repr(arrived) == repr(value)


def test_an_error_arrives_as_one_that_answers_to_its_name() -> None:
    class Conflict(EtcdError):
        pass

    error = decode(encode(Raised(Conflict(101, "[3 != 4]", 9)))).error
    assert (type(error).__name__, error.code, error.cause, error.index) == ("Conflict", 101, "[3 != 4]", 9)
    assert isinstance(error, EtcdError)
    assert str(error) == str(Conflict(101, "[3 != 4]", 9))
    timeout = decode(encode(ConnectionTimeoutError("nobody")))
    assert isinstance(timeout, ConnectionTimeoutError)
    assert not timeout.definite
    missing = decode(encode(KeyError("x")))
    assert isinstance(missing, KeyError)
    assert str(missing) == "'x'"
    assert type(decode(encode(KeyError("y")))) is type(missing)


def test_an_error_whose_words_raise_still_arrives() -> None:
    class Unspeakable(Exception):
        def __str__(self) -> str:
            raise ValueError

    assert "raise ValueError" in str(decode(encode(Unspeakable())))


@pytest.mark.parametrize(
    "error",
    [UnicodeDecodeError("utf-8", b"x", 0, 1, "bad"), ExceptionGroup("g", [ValueError()]), SystemExit(3), OSError()],
)
def test_errors_that_cannot_be_made_from_their_words_arrive(error: BaseException) -> None:
    arrived = decode(encode(error))
    assert type(arrived).__name__ == type(error).__name__
    assert str(arrived) == str(error)


@pytest.mark.parametrize(
    "value",
    [object(), {1, 2}, 3j, type("I", (int,), {})(3), lambda: 0, bytearray(b"x"), 10**5000],
    ids=lambda value: type(value).__name__,
)
def test_what_is_not_of_the_set_is_not_sent(value: Any) -> None:
    with pytest.raises(WireError):
        encode([value])


def test_nesting_is_bounded_both_ways() -> None:
    deep: Any = 1
    for _ in range(MAX_DEPTH + 1):
        deep = [deep]
    with pytest.raises(WireError):
        encode(deep)
    with pytest.raises(WireError):
        decode(b'["l",' * 200 + b"1" + b"]" * 200)


PUT = r.Put(b"k", b"v")


def replace_part(value: Any, place: int, part: Any) -> bytes:
    """An encoded ``value`` with one of its parts replaced."""
    packed = json.loads(encode(value))
    packed[place] = part
    return json.dumps(packed).encode()


HOSTILE = [
    replace_part(s.WatchNext(0, 5), 2, "5"),
    replace_part(s.WatchNext(0, 5), 2, True),
    replace_part(s.WatchNext(0, 5), 2, float("nan")),
    replace_part(s.LeaseRevoke(7), 1, 7.0),
    replace_part(s.WatchAnswer(4, (s.KeyEvent("put", KEY_VALUE),)), 2, ["t", 1]),
    replace_part(s.KeyEvent("put", KEY_VALUE), 1, "change"),
    b'["Watch",["b","k"],["b",""],0,false,["t"],null]',
    b'["WatchCancel",0]',
    b"",
    b"[]",
    b"{}",
    b'{"a":1}',
    b"[" * 100_000,
    b'["nothing-known"]',
    b'["__import__","os"]',
    b'["Put",["b","k"]]',
    b'["Put",["b","k"],["b","v"],0,false,0]',
    replace_part(PUT, 1, 1),
    replace_part(PUT, 3, True),
    replace_part(PUT, 4, 1),
    replace_part(r.Range(b"k"), 5, "sideways"),
    replace_part(r.Compare("mod", "==", b"k", 1), 2, "="),
    replace_part(r.Txn(), 1, ["l"]),
    replace_part(r.Txn(), 1, ["t", json.loads(encode(PUT))]),
    replace_part(Location("f", "s"), 3, "1"),
    b'["Asks"]',
    b'["Raised","no error"]',
    b'["b",3]',
    b'["b","\\u1234"]',
    b'["d",["l"]]',
    b'["d",[["l"],1]]',
    b'["index",null,3]',
    b'["error","x","y"]',
    b'["error","x","y",["l"],["l",1],2]',
    b'["error","EtcdError","y",["l","kubeish.errors:EtcdError"],["l","101","",0]]',
    b'["error","\\u0000","y",["l"],["l"]]',
    b"1" * 5000,
    b"\xff\xfe",
    b"[[[]]]",
]


@pytest.mark.parametrize("data", HOSTILE, ids=lambda data: data[:40].decode("latin-1"))
def test_what_is_no_message_is_refused(data: bytes) -> None:
    with pytest.raises(WireError):
        decode(data)


GRADERS = ("kubeish.classroom.grading.channel:ChannelTimeout", "kubeish.classroom.grading.deadline:DeadlineExceeded")


def test_a_base_is_never_imported_nor_one_of_the_graders_own() -> None:
    import sys

    assert "this" not in sys.modules
    for base in (
        "this:d",
        "os:system",
        "kubeish.no_such:Thing",
        "kubeish:connect",
        "builtins:exec",
        "builtins:int",
        *GRADERS,
    ):
        error = decode(json.dumps(["error", "E", "words", ["l", base], ["l"]]).encode())
        assert type(error).__mro__[1] is Exception
    assert "this" not in sys.modules


def test_an_index_is_taken_only_where_the_explorer_gave_any() -> None:
    held = r.RangeAnswer(1, (KEY_VALUE._replace(mod_revision=Index(b"k", 2)),), 1)  # type: ignore[arg-type]
    data = encode(held)
    assert decode(data, opaque=True).kvs[0].mod_revision.version == 2
    with pytest.raises(WireError):
        decode(data)
    # A request never holds one: the store could not compare it.
    with pytest.raises(WireError):
        decode(replace_part(r.Compare("mod", "==", b"k", 1), 4, ["index", ["b", "k"], 2]), opaque=True)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_value_or_a_wire_error(data: bytes) -> None:
    with contextlib.suppress(KubeishError):
        decode(data)


def test_a_watch_s_reader_stays_where_it_is() -> None:
    arrived = decode(encode(s.Watch(b"k", has_reader=lambda: None)))
    assert arrived == s.Watch(b"k")
    assert arrived.has_reader is None
