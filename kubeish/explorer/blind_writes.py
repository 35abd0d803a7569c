"""Blind writes: those at an index of their key that the writer has not seen."""

from __future__ import annotations

from kubeish.etcd.store import State
from kubeish.etcd.store.messages import DeleteRange, Put, PutAnswer, Range, RangeAnswer, Txn, TxnAnswer


def find_touched_keys(request: object) -> tuple[bytes, ...]:
    """The keys that a request names to read or to write, without the compares of a transaction."""
    if isinstance(request, Txn):
        branch = request.success or request.failure
        return tuple(dict.fromkeys(key for part in branch for key in find_touched_keys(part)))
    return (request.key,) if isinstance(request, (Range, Put, DeleteRange)) else ()


def read_value(state: State, key: bytes) -> bytes:
    """The value of ``key`` in ``state``; empty where it is absent."""
    kv = state.find(key)
    return kv.value if kv else b""


def read_index(state: State, key: bytes) -> int:
    """The index of ``key`` in ``state``; 0 where it is absent."""
    kv = state.find(key)
    return kv.mod_revision if kv else 0


def find_changed_keys(before: State, after: State) -> tuple[bytes, ...]:
    """The keys that are not at the same index in both states, sorted."""
    was, now = ({kv.key: kv.mod_revision for kv in state.kvs} for state in (before, after))
    return tuple(sorted(key for key in was.keys() | now.keys() if was.get(key) != now.get(key)))


def find_blind_writes(request: object, seen: dict[bytes, int], before: State, after: State) -> tuple[bytes, ...]:
    """The keys that ``request`` changed at an index neither ``seen`` nor compared with.

    To delete a key that was never read is no blind write: that is what a delete is for.
    """
    guarded = {compare.key for compare in request.compare} if isinstance(request, Txn) else set()
    changed = find_changed_keys(before, after)
    expected = {key: 0 for key in changed if read_index(after, key)} | seen
    return tuple(
        key for key in changed if key not in guarded and key in expected and expected[key] != read_index(before, key)
    )


def collect_indexes(request: object, answer: object) -> dict[bytes, int]:
    """The index of each key that an answer tells; 0 for a key that was read and is absent.

    A key that the request wrote is at the revision of the answer.
    """
    if isinstance(request, Range) and isinstance(answer, RangeAnswer):
        absent = {} if request.range_end else {request.key: 0}
        return {**absent, **{kv.key: kv.mod_revision for kv in answer.kvs}}
    if isinstance(request, Put) and isinstance(answer, PutAnswer):
        return {request.key: answer.revision}
    if isinstance(request, Txn) and isinstance(answer, TxnAnswer):
        branch = request.success if answer.succeeded else request.failure
        return {k: i for r, a in zip(branch, answer.answers) for k, i in collect_indexes(r, a).items()}
    return {}
