"""The rules of the store: a state and a request give the next state and an answer. Pure, and the same as etcd's.

A revision is a number for the whole store that each write moves by one. ``past`` gives older states where someone
keeps them (``EmbeddedStore`` does); alone, a state knows nothing older than itself, as if all else were compacted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kubeish.errors import NotOffered
from kubeish.store.comparing import holds
from kubeish.store.draft import Draft, Past
from kubeish.store.reading import read
from kubeish.store.refusals import COMPACTED, FUTURE_REVISION, LEASE_NOT_FOUND, complaint
from kubeish.store.requests import Answer, DeleteRange, Put, Range, Refused, Request, Txn, TxnAnswer
from kubeish.store.state import State


def no_past(revision: int) -> State | Refused:
    """A lone state keeps nothing older than itself."""
    return COMPACTED


def apply(state: State, request: Request, past: Past = no_past) -> tuple[State, Answer]:
    """The state after ``request`` and the answer to it. A refused request leaves the very same state.

    Raises NotOffered for a request that is not one of Range, Put, DeleteRange and Txn.
    """
    if type(request) is Range and request.revision <= 0 and request.key:
        return state, read(state, request, state.revision)
    draft = Draft(state, past)
    answer = run(draft, request)
    return draft.state(), answer


def run(draft: Draft, request: Request) -> Answer:
    """Check ``request`` against the draft's state, then do it there. Where the answer is Refused nothing was done."""
    if not isinstance(request, (Range, Put, DeleteRange, Txn)):
        raise NotOffered(f"The rules of the store know no {type(request).__name__}; ask an EmbeddedStore for that.")
    refused = complaint(request)
    if refused:
        return refused
    step = _decide(draft.before, request)
    answer = _trouble(draft, step) or _do(draft, step)
    return answer._replace(revision=draft.revision) if isinstance(answer, TxnAnswer) else answer


class Decided(NamedTuple):
    """A transaction whose compares have been looked at: what will run."""

    succeeded: bool
    steps: tuple[Step, ...]


Step = Range | Put | DeleteRange | Decided


def _decide(state: State, request: Request) -> Step:
    """Choose the branch of each transaction, nested ones too, by the state before any of them has written."""
    if not isinstance(request, Txn):
        return request
    succeeded = all(holds(state, compare) for compare in request.compare)
    branch = request.success if succeeded else request.failure
    return Decided(succeeded, tuple(_decide(state, part) for part in branch))


def _leaves(step: Step) -> Iterator[Range | Put | DeleteRange]:
    if isinstance(step, Decided):
        for part in step.steps:
            yield from _leaves(part)
    else:
        yield step


def _trouble(draft: Draft, step: Step) -> Refused | None:
    """What stands in the way of the steps that would run: a lease that is gone, else a revision that is not there."""
    reads = []
    for leaf in _leaves(step):
        if isinstance(leaf, Put) and leaf.lease and not draft.before.lease(leaf.lease):
            return LEASE_NOT_FOUND
        if isinstance(leaf, Range) and leaf.revision > 0:
            reads.append(leaf.revision)
    return next(filter(None, (_revision_trouble(draft, revision) for revision in reads)), None)


def _revision_trouble(draft: Draft, revision: int) -> Refused | None:
    if revision >= draft.before.revision:
        return FUTURE_REVISION if revision > draft.before.revision else None
    then = draft.past(revision)
    return then if isinstance(then, Refused) else None


def _do(draft: Draft, step: Step) -> Answer:
    if isinstance(step, Put):
        return draft.put(step)
    if isinstance(step, Range):
        return draft.read(step)
    if isinstance(step, DeleteRange):
        return draft.delete(step)
    answers = tuple(_do(draft, part) for part in step.steps)
    return TxnAnswer(0, step.succeeded, answers)  # etcd fills in the revision of the outermost one only
