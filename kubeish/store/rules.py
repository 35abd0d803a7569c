"""The rules of the store: a state and a request give the next state and an answer. Pure, and the same as etcd's.

A revision is a number for the whole store that each write moves by one. ``past`` gives older states where someone
keeps them (``EmbeddedStore`` does); alone, a state knows nothing older than itself, as if all else were compacted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from kubeish.errors import NotOffered
from kubeish.store.comparing import holds
from kubeish.store.draft import Draft, Past
from kubeish.store.reading import read
from kubeish.store.refusals import COMPACTED, FUTURE_REVISION, LEASE_NOT_FOUND, complaint
from kubeish.store.requests import Answer, DeleteRange, Put, Range, Refused, Request, Txn, TxnAnswer, made
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
    if type(request) is not Txn and type(request) not in _DO:
        raise NotOffered(f"The rules of the store know no {type(request).__name__}; ask an EmbeddedStore for that.")
    refused = complaint(request)
    if refused:
        return refused
    path: list[bool] = []
    doubtful: list[Request] = []
    if type(request) is Txn:
        _decide(draft.before, request, path, doubtful)
    elif may_miss(request):
        doubtful.append(request)
    refused = _trouble(draft, doubtful) if doubtful else None
    return refused or _do(draft, request, iter(path))


_DO: dict[type, Callable[[Draft, Any], Answer]] = {Range: Draft.read, Put: Draft.put, DeleteRange: Draft.delete}


def may_miss(leaf: Request) -> bool:
    """Whether the request needs what may not be there: a lease, or an old revision."""
    return leaf.lease != 0 if type(leaf) is Put else type(leaf) is Range and leaf.revision > 0


def _decide(state: State, request: Txn, path: list[bool], doubtful: list[Request]) -> None:
    """Choose the branch of each transaction, nested ones too, by the state before any of them has written.

    ``path`` collects what was chosen, in the order in which it will run; ``doubtful`` what will run and may miss
    something.
    """
    succeeded = True
    for compare in request[0]:
        succeeded = holds(state, compare) and succeeded
    path.append(succeeded)
    for part in request[1] if succeeded else request[2]:
        if type(part) is Txn:
            _decide(state, part, path, doubtful)
        elif may_miss(part):
            doubtful.append(part)


def _trouble(draft: Draft, doubtful: list[Request]) -> Refused | None:
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


def _do(draft: Draft, request: Request, path: Iterator[bool], inside: bool = False) -> Answer:
    """Run what was decided. Of transactions, etcd fills in the revision of the outermost one only."""
    if type(request) is not Txn:
        return _DO[type(request)](draft, request)
    succeeded = next(path)
    branch = request[1] if succeeded else request[2]
    answers = tuple([_do(draft, part, path, inside=True) for part in branch])
    return made(TxnAnswer, (0 if inside else draft.revision, succeeded, answers))
