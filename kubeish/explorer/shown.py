"""Answers as a client is shown them where indexes are opaque, and its requests as the store then gets them."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from kubeish.store import State
from kubeish.store.requests import (
    Compare,
    DeleteAnswer,
    KeyValue,
    Put,
    PutAnswer,
    Range,
    RangeAnswer,
    Txn,
    TxnAnswer,
    made,
)

from .opaque import HIDDEN, TRACES, Index, first_number, leak

_version = attrgetter("version")


def canonical(state: State) -> State:
    """``state`` with each key's version for its index, and no revision of its own."""
    kvs = tuple([_kv(kv, 1, _version) for kv in state.kvs])
    return made(State, (1, kvs, state.leases, state.granted))


def without_revisions(answer: Any) -> Any:
    """``answer`` without the store's own revision, so that answers which look alike to a client are equal."""
    kind = type(answer)
    if kind is TxnAnswer:
        return made(TxnAnswer, (0, answer.succeeded, tuple(map(without_revisions, answer.answers))))
    return made(kind, (0, *answer[1:])) if kind is RangeAnswer or kind is PutAnswer else answer


def wrapped(answer: Any) -> Any:
    """``answer`` of a canonical state with opaque indexes."""
    return _shown(answer, HIDDEN, lambda kv: Index(kv.key, kv.mod_revision))


def numbered(answer: Any) -> Any:
    """A ``wrapped`` answer with a number for each index."""
    return _shown(answer, HIDDEN.number(), lambda kv: kv.mod_revision.number())


def _shown(answer: Any, hidden: Any, index: Callable[[Any], Any]) -> Any:
    """``answer`` with ``index`` of each key value for its index, and ``hidden`` for all other revisions."""
    kind = type(answer)
    if kind is RangeAnswer:
        return RangeAnswer(hidden, tuple([_kv(kv, hidden, index) for kv in answer.kvs]), answer.count, answer.more)
    if kind is TxnAnswer:
        return TxnAnswer(hidden, answer.succeeded, tuple([_shown(part, hidden, index) for part in answer.answers]))
    if kind is PutAnswer:
        return PutAnswer(hidden, answer.prev and _kv(answer.prev, hidden, index))
    return leak() if kind is DeleteAnswer else answer


def _kv(kv: KeyValue, hidden: Any, index: Callable[[Any], Any]) -> Any:
    key, value, _, _, version, lease = kv
    return made(KeyValue, (key, value, hidden, index(kv), version, lease))


def unwrapped(request: Any) -> Any:
    """``request`` with versions for the opaque indexes that it hands back."""
    return _mapped(request, _from_index) if type(request) is Txn else request


def unnumbered(request: Any) -> Any:
    """``request`` with versions for the numbers that it hands back."""
    return _mapped(request, _from_number) if type(request) is Txn else request


def _mapped(request: Txn, plain: Callable[[Compare], Compare]) -> Txn:
    compare, success, failure = request
    return made(Txn, (tuple(map(plain, compare)), _branch(success, plain), _branch(failure, plain)))


def _branch(branch: tuple[Any, ...], plain: Callable[[Compare], Compare]) -> tuple[Any, ...]:
    for part in branch:
        if type(part) is Txn:
            return tuple([_mapped(part, plain) if type(part) is Txn else part for part in branch])
    return branch


def _from_index(compare: Compare) -> Compare:
    operand: Any
    target, operator, key, operand, range_end = compare
    if target in ("value", "version"):
        return leak() if type(operand) is Index else compare
    if operator not in ("==", "!=") or range_end:
        leak()
    if type(operand) is not Index:
        return leak() if operand != 0 else compare
    if target != "mod" or operand.key != key:
        leak()  # an index of another key says nothing about this one
    return made(Compare, (target, operator, key, operand.version, range_end))


def _from_number(compare: Compare) -> Compare:
    target, operator, key, operand, range_end = compare
    if target != "mod" or type(operand) is not int or operand == 0:
        return compare
    return made(Compare, (target, operator, key, operand - first_number(key), range_end))


_PRESENT = Range(b"")[3:6]
_ANY_REVISION = Range(b"")[9:]


def allowed(request: Any) -> None:
    """Leaks if ``request`` asks what only real revisions can answer, or writes down what a client was not shown."""
    kind = type(request)
    if kind is Txn:
        for part in request.success + request.failure:
            allowed(part)
    elif kind is Range:
        if request[3:6] != _PRESENT or request[9:] != _ANY_REVISION:
            leak()
    elif kind is not Put or any(mark in request.value or mark in request.key for mark in TRACES):
        leak()
