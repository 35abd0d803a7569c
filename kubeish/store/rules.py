"""The rules of the store: a state and a request give the next state and an answer. Pure, and the same as etcd's.

A revision is a number for the whole store that each write moves by one. ``past`` gives older states where someone
keeps them (``EmbeddedStore`` does); alone, a state knows nothing older than itself, as if all else were compacted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

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
    kind = type(request)
    if kind is not Txn and kind not in _DO:
        raise NotOffered(f"The rules of the store know no {kind.__name__}; ask an EmbeddedStore for that.")
    refused = complaint(request)
    if refused:
        return refused
    doubtful: list[Leaf] = []
    step = _decide(draft.before, request, doubtful)
    return (doubtful and _trouble(draft, doubtful)) or _do(draft, step, outermost=True)


class Decided(NamedTuple):
    """A transaction whose compares have been looked at: what will run."""

    succeeded: bool
    steps: list[Step]


Leaf = Range | Put | DeleteRange
Step = Leaf | Decided
_DO: dict[type, Callable[[Draft, Any], Answer]] = {Range: Draft.read, Put: Draft.put, DeleteRange: Draft.delete}


def _decide(state: State, request: Request, doubtful: list[Leaf]) -> Step:
    """Choose the branch of each transaction, nested ones too, by the state before any of them has written.

    ``doubtful`` collects what will run and may find something missing: a lease, or an old revision.
    """
    if isinstance(request, Txn):
        succeeded = all([holds(state, compare) for compare in request.compare])  # noqa: C419
        branch = request.success if succeeded else request.failure
        return Decided(succeeded, [_decide(state, part, doubtful) for part in branch])
    if (isinstance(request, Range) and request.revision > 0) or (isinstance(request, Put) and request.lease):
        doubtful.append(request)
    return request


def _trouble(draft: Draft, doubtful: list[Leaf]) -> Refused | None:
    """What stands in the way of what would run: a lease that is gone, else a revision that is not there."""
    for leaf in doubtful:
        if isinstance(leaf, Put) and not draft.before.lease(leaf.lease):
            return LEASE_NOT_FOUND
    for leaf in doubtful:
        if isinstance(leaf, Range) and (refused := _revision_trouble(draft, leaf.revision)):
            return refused
    return None


def _revision_trouble(draft: Draft, revision: int) -> Refused | None:
    if revision >= draft.before.revision:
        return FUTURE_REVISION if revision > draft.before.revision else None
    then = draft.past(revision)
    return then if isinstance(then, Refused) else None


def _do(draft: Draft, step: Step, outermost: bool = False) -> Answer:
    """Run what was decided. Of transactions, etcd fills in the revision of the outermost one only."""
    if not isinstance(step, Decided):
        return _DO[type(step)](draft, step)
    answers = tuple([_do(draft, part) for part in step.steps])
    return TxnAnswer(draft.revision if outermost else 0, step.succeeded, answers)
