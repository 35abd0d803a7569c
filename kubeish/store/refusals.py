"""The refusals of etcd in etcd's own words, and the requests that it refuses whatever the store holds."""

from __future__ import annotations

from kubeish.store.requests import DeleteRange, Put, Refused, Request, Txn

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


def complaint(request: Request) -> Refused | None:
    """Why no store could serve ``request``, or None."""
    if type(request) is Txn:
        return _form_complaint(request, MAX_TXN_OPS) or _overlap_complaint(request)
    return None if request[0] else EMPTY_KEY


def _form_complaint(request: Txn, room: int) -> Refused | None:
    """Empty keys and sheer size; a nested transaction gets the room that is left beside its siblings."""
    compare, success, failure = request
    if len(compare) > room or len(success) > room or len(failure) > room:
        return TOO_MANY_OPS
    for condition in compare:
        if not condition[2]:
            return EMPTY_KEY
    for part in success + failure:
        if type(part) is Txn:
            wrong = _form_complaint(part, room - max(map(len, request)))
            if wrong:
                return wrong
        elif not part[0]:
            return EMPTY_KEY
    return None


def _overlap_complaint(request: Txn) -> Refused | None:
    """A key must not be put twice in one transaction, nor put where a delete covers it."""
    for branch in request[1:]:
        meets = len(branch) > 1 or (branch and type(branch[0]) is Txn)
        if meets and _writes(branch) is None:
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
