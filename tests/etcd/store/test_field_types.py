"""Types of the fields of a request: nothing is touched where one is wrong."""

from __future__ import annotations

from typing import Any, get_args, get_type_hints

import pytest

from kubeish.etcd.store import EmbeddedStore, field_types
from kubeish.etcd.store import service_messages as service
from kubeish.etcd.store.field_types import check_types
from kubeish.etcd.store.messages import Compare, DeleteRange, Put, Range, Txn

BIG = 2**63
WRONG: list[tuple[Any, type[Exception]]] = [
    (Range("a"), TypeError),
    (Range(b"a", "b"), TypeError),
    (Range(b"a", b"", "1"), TypeError),
    (Range(b"a", revision=1.5), TypeError),
    (Range(b"a", revision=BIG), ValueError),
    (Range(b"a", keys_only="False"), TypeError),
    (Range(b"a", sort_order="up"), ValueError),
    (Range(b"a", revision=True), TypeError),
    (Range(b"a", keys_only=BIG), ValueError),
    (Put("a", b""), TypeError),
    (Put(b"a", bytearray()), TypeError),
    (Put(b"a", b"", None), TypeError),
    (Put(b"a", b"", -BIG - 1), ValueError),
    (Put(b"a", b"", 0, "x"), TypeError),
    (DeleteRange(b"a", None), TypeError),
    (Txn([], (), ()), TypeError),
    (Txn((), (Compare("mod", "==", b"a", 0),)), TypeError),
    (Txn((Put(b"a", b""),)), TypeError),
    (Txn((Compare("mod", "==", b"a", "0"),)), TypeError),
    (Txn((Compare("mod", "==", b"a", BIG),)), ValueError),
    (Txn((Compare("value", "==", b"a", 0),)), TypeError),
    (Txn((Compare("mod", ">=", b"a", 0),)), ValueError),
    (Txn((Compare("age", "==", b"a", 0),)), ValueError),
    (Txn((), (Txn((), (Put(b"a", b""), Put(b"b", None))),)), TypeError),
    (service.LeaseGrant(1.5), TypeError),
    (service.LeaseGrant(60, BIG), ValueError),
    (service.LeaseRevoke("1"), TypeError),
    (service.Compact("1"), TypeError),
    (service.Watch("a"), TypeError),
    (service.Watch(b"a", start_revision="5"), TypeError),
    (service.Watch(b"a", filters=("x",)), TypeError),
    (service.Watch(b"a", has_reader="me"), TypeError),
    (service.WatchNext(0, "soon"), TypeError),
    (service.WatchCancel([]), TypeError),
    (service.AlarmRequest("raise"), ValueError),
    (service.AlarmRequest("activate", -1), ValueError),
]


@pytest.mark.parametrize(("request_", "error"), WRONG, ids=lambda value: str(value)[:60])
@pytest.mark.parametrize("alarm", [False, True])
def test_a_field_of_a_wrong_type_changes_nothing(request_: Any, error: type[Exception], alarm: bool) -> None:
    store = EmbeddedStore()
    store.ask(Put(b"a", b"1"))
    if alarm:
        store.ask(service.AlarmRequest("activate"))
    before = store.state
    with pytest.raises(error):
        store.ask(request_)
    assert store.state is before
    assert store._watches.open == {}
    store.ask(service.AlarmRequest("deactivate"))
    assert store.ask(Put(b"a", b"2")).revision == 3


def test_every_field_of_every_request_has_a_check() -> None:
    for kind in (Range, Put, DeleteRange, *get_args(service.ServiceRequest)):
        assert [name for name, _ in field_types._list_checks(kind)] == list(get_type_hints(kind))


def test_numbers_at_the_ends_of_64_bits_and_integers_as_flags_are_taken() -> None:
    for request in [
        Put(b"a", b"", BIG - 1),
        Put(b"a", b"", -BIG),
        Range(b"a", revision=-BIG, keys_only=1),
        Txn((Compare("mod", "<", b"a", BIG - 1), Compare("mod", ">", b"a", -BIG, b"b"))),
        service.AlarmRequest("activate", service.Uint64(2 * BIG - 1)),
    ]:
        check_types(request)
