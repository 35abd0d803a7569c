"""Which keys a request touches, which index of each key a client has seen, and so which of its writes are blind."""

from __future__ import annotations

from typing import Any

from kubeish.store import State
from kubeish.store.requests import DeleteRange, Put, PutAnswer, Range, RangeAnswer, Txn, TxnAnswer

from .steps import Asks, History, Program


def touched(request: Any) -> tuple[bytes, ...]:
    """The keys that a request names to read or to write, without the compares of a transaction."""
    if isinstance(request, Txn):
        branch = request.success or request.failure
        return tuple(dict.fromkeys(key for part in branch for key in touched(part)))
    return (request.key,) if isinstance(request, (Range, Put, DeleteRange)) else ()


def value_of(state: State, key: bytes) -> bytes:
    """The value of ``key`` in ``state``; empty where it is absent."""
    return next((kv.value for kv in state.select(key, b"")), b"")


def mod_of(state: State, key: bytes) -> int:
    """The index of ``key`` in ``state``; 0 where it is absent."""
    return next((kv.mod_revision for kv in state.select(key, b"")), 0)


def changed(before: State, after: State) -> tuple[bytes, ...]:
    """The keys that are not at the same index in both states, sorted."""
    was, now = ({kv.key: kv.mod_revision for kv in state.kvs} for state in (before, after))
    return tuple(sorted(key for key in was.keys() | now.keys() if was.get(key) != now.get(key)))


def blind_writes(request: Any, seen: dict[bytes, int], before: State, after: State) -> tuple[bytes, ...]:
    """The keys that ``request`` changed at an index that its client had not ``seen``, and did not compare with.

    To delete a key that was never looked at is no blind write: that is what a delete is for.
    """
    guarded = {compare.key for compare in request.compare} if isinstance(request, Txn) else set()
    looked = {key: 0 for key in changed(before, after) if mod_of(after, key)} | seen
    return tuple(
        key
        for key in changed(before, after)
        if key not in guarded and key in looked and looked[key] != mod_of(before, key)
    )


def indexes_read(request: Any, answer: Any) -> dict[bytes, int]:
    """The keys that an answer told of, with the index of each; 0 for a key that was asked for and is absent."""
    if isinstance(request, Range) and isinstance(answer, RangeAnswer):
        absent = {} if request.range_end else {request.key: 0}
        return {**absent, **{kv.key: kv.mod_revision for kv in answer.kvs}}
    if isinstance(request, Txn) and isinstance(answer, TxnAnswer):
        branch = request.success if answer.succeeded else request.failure
        return {k: i for r, a in zip(branch, answer.answers) for k, i in indexes_read(r, a).items()}
    return {}


def indexes_written(request: Any, answer: Any) -> dict[bytes, int]:
    """The keys that a request surely wrote, with their index: the revision of the answer."""
    if isinstance(request, Put) and isinstance(answer, PutAnswer):
        return {request.key: answer.revision}
    if isinstance(request, Txn) and isinstance(answer, TxnAnswer):
        branch = request.success if answer.succeeded else request.failure
        return {k: i for r, a in zip(branch, answer.answers) for k, i in indexes_written(r, a).items()}
    return {}


def seen_after(program: Program, history: History) -> dict[bytes, int]:
    """Which index of each key the client has last read or written, having had ``history``."""
    seen: dict[bytes, int] = {}
    for i, answer in enumerate(history):
        step = program.next(history[:i])
        if isinstance(step, Asks):
            seen.update(indexes_read(step.request, answer))
            seen.update(indexes_written(step.request, answer))
    return seen
