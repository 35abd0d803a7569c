"""The rules of etcd as one pure function: a state and a request give the next state and an answer.

A revision is a number for the whole store that each write advances by one. ``find_state`` gives an
older state, where they are kept (EmbeddedStore keeps them). Without it, they count as compacted.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

from kubeish.errors import NotOffered
from kubeish.etcd.store.field_types import OPERATIONS
from kubeish.etcd.store.messages import (
    FIELDS,
    Answer,
    Compare,
    DeleteRange,
    Put,
    Range,
    Refused,
    Request,
    Txn,
    TxnAnswer,
    make,
)
from kubeish.etcd.store.range_query import read
from kubeish.etcd.store.state import State
from kubeish.etcd.store.validation import COMPACTED, FUTURE_REVISION, LEASE_NOT_FOUND, validate
from kubeish.etcd.store.write_batch import FindState, WriteBatch


def refuse_revision(revision: int) -> State | Refused:
    """Refuse every older revision: a lone state keeps none."""
    return COMPACTED


def apply(state: State, request: Request, find_state: FindState = refuse_revision) -> tuple[State, Answer]:
    """The state after ``request``, and the answer. A refused request leaves the same state.

    Raises NotOffered for a request that is not a Range, Put, DeleteRange or Txn. The types of its
    fields are not checked here, but by the client that made it and by EmbeddedStore.
    """
    if type(request) is Range and request.revision <= 0 and request.key:
        return state, read(state, request, state.revision)
    batch = WriteBatch(state, find_state)
    answer = execute(batch, request)
    return batch.to_state(), answer


def execute(batch: WriteBatch, request: Request) -> Answer:
    """Check ``request`` against the batch's state, then run it there. A Refused changes nothing."""
    if type(request) not in OPERATIONS:
        raise NotOffered(f"apply() has no rule for a {type(request).__name__}; ask an EmbeddedStore for that.")
    refused = validate(request)
    if refused:
        return refused
    branches: list[bool] = []
    dependent: list[Request] = []
    if type(request) is Txn:
        _choose_branches(batch.before, request, branches, dependent)
    elif request.lease if type(request) is Put else type(request) is Range and request.revision > 0:
        dependent.append(request)
    refused = _check_prerequisites(batch, dependent) if dependent else None
    return refused or _run(batch, request, iter(branches))


_OPERATIONS: dict[type, Callable[[WriteBatch, Any], Answer]] = {
    Range: WriteBatch.read,
    Put: WriteBatch.put,
    DeleteRange: WriteBatch.delete,
}


def _has_prerequisite(part: Request) -> bool:
    """Whether this part of a transaction needs what may be missing: a lease, or an old revision.

    A negative revision counts as an old one here, and as the current one outside a transaction.
    """
    return part.lease != 0 if type(part) is Put else type(part) is Range and part.revision != 0


def _choose_branches(state: State, request: Txn, branches: list[bool], dependent: list[Request]) -> None:
    """Choose the branch of each transaction, nested ones too, by the state before any write.

    ``branches`` collects the choices in the order in which they run; ``dependent`` the operations
    in them that have a prerequisite.
    """
    succeeded = True
    for compare in request[0]:
        succeeded = _is_satisfied(state, compare) and succeeded
    branches.append(succeeded)
    for part in request[1] if succeeded else request[2]:
        if type(part) is Txn:
            _choose_branches(state, part, branches, dependent)
        elif _has_prerequisite(part):
            dependent.append(part)


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
}


def _is_satisfied(state: State, compare: Compare) -> bool:
    """Whether each key that ``compare`` names passes it.

    Where there is no such key, its numbers are 0 and a compare of values fails.
    """
    target, by, key, operand, range_end = compare
    passes, field = _COMPARISONS[by], FIELDS[target]
    if not range_end:
        kv = state.find(key)
        if kv:
            return passes(kv[field], operand)
    elif found := state.select(key, range_end):
        return all(passes(kv[field], operand) for kv in found)
    return target != "value" and passes(0, operand)


def _check_prerequisites(batch: WriteBatch, dependent: list[Request]) -> Refused | None:
    """The first missing lease, else the first missing revision: etcd checks in this order."""
    for part in dependent:
        if isinstance(part, Put) and not batch.before.find_lease(part.lease):
            return LEASE_NOT_FOUND
    current = batch.before.revision
    for part in dependent:
        if isinstance(part, Range) and part.revision > current:
            return FUTURE_REVISION
        if isinstance(part, Range) and part.revision < current:
            then = batch.find_state(part.revision)
            if isinstance(then, Refused):
                return then
    return None


def _run(batch: WriteBatch, request: Request, branches: Iterator[bool], nested: bool = False) -> Answer:
    """Run the chosen branches. As in etcd, a nested transaction's answer has revision 0."""
    if type(request) is not Txn:
        return _OPERATIONS[type(request)](batch, request)
    succeeded = next(branches)
    chosen = request[1] if succeeded else request[2]
    answers = tuple([_run(batch, part, branches, nested=True) for part in chosen])
    return make(TxnAnswer, (0 if nested else batch.revision, succeeded, answers))
