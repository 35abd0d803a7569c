"""Opaque indexes in messages: into the answers for a client, and out of its requests."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from kubeish.etcd.store import State
from kubeish.etcd.store.messages import (
    Answer,
    Compare,
    DeleteAnswer,
    KeyValue,
    Put,
    PutAnswer,
    Range,
    RangeAnswer,
    Request,
    Txn,
    TxnAnswer,
    make,
)

from .opaque_index import HIDDEN, TRACES, Index, get_first_number, leak

_version = attrgetter("version")


def canonicalize(state: State) -> State:
    """``state`` with each key's version for its index, and no revision of its own."""
    kvs = tuple([_replace_index(kv, 1, _version) for kv in state.kvs])
    return make(State, (1, kvs, state.leases, state.granted))


def strip_revisions(answer: Answer) -> Answer:
    """``answer`` without the store's revision: equal for answers that look alike to a client."""
    if isinstance(answer, TxnAnswer):
        return make(TxnAnswer, (0, answer.succeeded, tuple(map(strip_revisions, answer.answers))))
    kind = type(answer)
    return make(kind, (0, *answer[1:])) if kind is RangeAnswer or kind is PutAnswer else answer


def wrap_indexes(answer: Answer) -> Answer:
    """``answer`` of a canonical state with opaque indexes."""
    wrapped: Answer = _map_indexes(answer, HIDDEN, lambda kv: Index(kv.key, kv.mod_revision))
    return wrapped


def number_indexes(answer: object) -> object:
    """A ``wrap_indexes`` answer with a number for each index."""
    return _map_indexes(answer, HIDDEN.to_number(), lambda kv: kv.mod_revision.to_number())


def _map_indexes(answer: Any, hidden: Any, index: Callable[[Any], object]) -> Any:
    """``answer`` with ``index(kv)`` for each index, and ``hidden`` for all other revisions."""
    kind = type(answer)
    if kind is RangeAnswer:
        kvs = tuple([_replace_index(kv, hidden, index) for kv in answer.kvs])
        return RangeAnswer(hidden, kvs, answer.count, answer.more)
    if kind is TxnAnswer:
        return TxnAnswer(
            hidden, answer.succeeded, tuple([_map_indexes(part, hidden, index) for part in answer.answers])
        )
    if kind is PutAnswer:
        return PutAnswer(hidden, answer.prev and _replace_index(answer.prev, hidden, index))
    return leak() if kind is DeleteAnswer else answer


def _replace_index(kv: KeyValue, hidden: object, index: Callable[[KeyValue], object]) -> KeyValue:
    key, value, _, _, version, lease = kv
    return make(KeyValue, (key, value, hidden, index(kv), version, lease))


def unwrap_indexes(request: object) -> object:
    """``request`` with versions for the opaque indexes that it hands back."""
    return _map_compares(request, _unwrap_index) if type(request) is Txn else request


def unwrap_numbers(request: object) -> object:
    """``request`` with versions for the numbers that it hands back."""
    return _map_compares(request, _unwrap_number) if type(request) is Txn else request


def _map_compares(request: Txn, plain: Callable[[Compare], Compare]) -> Txn:
    compare, success, failure = request
    return make(Txn, (tuple(map(plain, compare)), _map_branch(success, plain), _map_branch(failure, plain)))


def _map_branch(branch: tuple[Request, ...], plain: Callable[[Compare], Compare]) -> tuple[Request, ...]:
    for part in branch:
        if type(part) is Txn:
            return tuple([_map_compares(part, plain) if type(part) is Txn else part for part in branch])
    return branch


def _unwrap_index(compare: Compare) -> Compare:
    operand: Any  # an Index, beside what a Compare declares
    target, operator, key, operand, range_end = compare
    if target in ("value", "version"):
        return leak() if type(operand) is Index else compare
    if operator not in ("==", "!=") or range_end:
        leak()
    if type(operand) is not Index:
        return leak() if operand != 0 else compare
    if target != "mod" or operand.key != key:
        leak()  # an index of another key says nothing about this one
    return make(Compare, (target, operator, key, operand.version, range_end))


def _unwrap_number(compare: Compare) -> Compare:
    target, operator, key, operand, range_end = compare
    if target != "mod" or type(operand) is not int or operand == 0:
        return compare
    return make(Compare, (target, operator, key, operand - get_first_number(key), range_end))


_PRESENT = Range(b"")[3:6]
_ANY_REVISION = Range(b"")[9:]


def check_request(request: object) -> None:
    """Leak if ``request`` needs real revisions, or writes down the mark of an index."""
    if isinstance(request, Txn):
        for part in request.success + request.failure:
            check_request(part)
    elif isinstance(request, Range):
        if request[3:6] != _PRESENT or request[9:] != _ANY_REVISION:
            leak()
    elif not isinstance(request, Put) or any(mark in request.value or mark in request.key for mark in TRACES):
        leak()
