"""The refusals of etcd in etcd's own words, and the requests that it refuses whatever the store holds."""

from __future__ import annotations

from collections.abc import Iterable

from kubeish.store.requests import Compare, DeleteRange, Put, Refused, Request, Txn

# Source: etcd-io/etcd api/v3rpc/rpctypes/error.go
EMPTY_KEY = Refused("INVALID_ARGUMENT", "etcdserver: key is not provided")
TOO_MANY_OPS = Refused("INVALID_ARGUMENT", "etcdserver: too many operations in txn request")
DUPLICATE_KEY = Refused("INVALID_ARGUMENT", "etcdserver: duplicate key given in txn request")
COMPACTED = Refused("OUT_OF_RANGE", "etcdserver: mvcc: required revision has been compacted")
FUTURE_REVISION = Refused("OUT_OF_RANGE", "etcdserver: mvcc: required revision is a future revision")
LEASE_NOT_FOUND = Refused("NOT_FOUND", "etcdserver: requested lease not found")
LEASE_EXISTS = Refused("FAILED_PRECONDITION", "etcdserver: lease already exists")
LEASE_TTL_TOO_LARGE = Refused("OUT_OF_RANGE", "etcdserver: too large lease TTL")

MAX_TXN_OPS = 128  # etcd's --max-txn-ops


def complaint(request: Request, room: int = MAX_TXN_OPS) -> Refused | None:
    """Why no store could serve ``request``, or None. ``room``: how many operations a transaction may still hold."""
    if not isinstance(request, Txn):
        return None if request.key else EMPTY_KEY
    return _form_complaint(request, room) or _overlap_complaint(request)


def _form_complaint(request: Request, room: int) -> Refused | None:
    """Empty keys and sheer size; a nested transaction gets the room that is left beside its siblings."""
    if not isinstance(request, Txn):
        return None if request.key else EMPTY_KEY
    most = max(len(request.compare), len(request.success), len(request.failure))
    if most > room:
        return TOO_MANY_OPS
    parts: Iterable[Compare | Request] = (*request.compare, *request.success, *request.failure)
    for part in parts:
        if isinstance(part, Compare):
            wrong = None if part.key else EMPTY_KEY
        else:
            wrong = _form_complaint(part, room - most)
        if wrong:
            return wrong
    return None


def _overlap_complaint(request: Txn) -> Refused | None:
    """A key must not be put twice in one transaction, nor put where a delete covers it."""
    for branch in (request.success, request.failure):
        if (len(branch) > 1 or any(isinstance(part, Txn) for part in branch)) and _writes(branch) is None:
            return DUPLICATE_KEY
    return None


Written = tuple[set[bytes], list[DeleteRange]]


def _writes(branch: tuple[Request, ...]) -> Written | None:
    """The keys that a branch puts and the ranges that it deletes, or None where two of them overlap.

    The order of the checks is etcd's (checkIntervals in server/etcdserver/api/v3rpc/key.go), with its gap: a delete
    in a later nested transaction is not held against a put in an earlier one.
    """
    deletes = [part for part in branch if isinstance(part, DeleteRange)]
    puts: set[bytes] = set()
    for part in branch:
        if isinstance(part, Txn) and not _add_nested(part, puts, deletes):
            return None
    for part in branch:
        if isinstance(part, Put):
            if part.key in puts or _covered(part.key, deletes):
                return None
            puts.add(part.key)
    return puts, deletes


def _add_nested(nested: Txn, puts: set[bytes], deletes: list[DeleteRange]) -> bool:
    """Add what a nested transaction may write. Its two branches may share keys, as only one of them runs."""
    then, otherwise = _writes(nested.success), _writes(nested.failure)
    if then is None or otherwise is None:
        return False
    new = then[0] | otherwise[0]
    if new & puts or any(_covered(key, deletes) for key in new):
        return False
    puts |= new
    deletes += then[1] + otherwise[1]
    return True


def _covered(key: bytes, deletes: list[DeleteRange]) -> bool:
    """Whether a delete names ``key``. Like etcd, this takes an end of ``b"\\0"`` literally: it covers nothing."""
    return any(delete.key <= key < delete.range_end if delete.range_end else key == delete.key for delete in deletes)
