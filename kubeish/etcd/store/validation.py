"""The errors of etcd in etcd's own words, and the requests that it refuses in every state."""

from __future__ import annotations

from kubeish.etcd.store.messages import DeleteRange, Put, Refused, Request, Txn

# Source: etcd-io/etcd api/v3rpc/rpctypes/error.go
EMPTY_KEY = Refused("INVALID_ARGUMENT", "etcdserver: key is not provided")
TOO_MANY_OPS = Refused("INVALID_ARGUMENT", "etcdserver: too many operations in txn request")
DUPLICATE_KEY = Refused("INVALID_ARGUMENT", "etcdserver: duplicate key given in txn request")
COMPACTED = Refused("OUT_OF_RANGE", "etcdserver: mvcc: required revision has been compacted")
FUTURE_REVISION = Refused("OUT_OF_RANGE", "etcdserver: mvcc: required revision is a future revision")
LEASE_NOT_FOUND = Refused("NOT_FOUND", "etcdserver: requested lease not found")
LEASE_EXISTS = Refused("FAILED_PRECONDITION", "etcdserver: lease already exists")
LEASE_TTL_TOO_LARGE = Refused("OUT_OF_RANGE", "etcdserver: too large lease TTL")
NO_SPACE = Refused("RESOURCE_EXHAUSTED", "etcdserver: mvcc: database space exceeded")
EMPTY_WATCH_RANGE = Refused("CANCELLED", "mvcc: watcher range is empty")

MAX_TXN_OPS = 128  # etcd's --max-txn-ops


def validate(request: Request) -> Refused | None:
    """Why etcd refuses ``request`` whatever the store holds, or None."""
    if type(request) is Txn:
        return _validate_form(request, MAX_TXN_OPS) or _validate_overlap(request)
    return None if request[0] else EMPTY_KEY


def _validate_form(request: Txn, limit: int) -> Refused | None:
    """Refuse empty keys and too many operations; a nested transaction counts with its siblings."""
    compare, success, failure = request
    if len(compare) > limit or len(success) > limit or len(failure) > limit:
        return TOO_MANY_OPS
    for condition in compare:
        if not condition[2]:
            return EMPTY_KEY
    for part in success + failure:
        if type(part) is Txn:
            refused = _validate_form(part, limit - max(map(len, request)))
            if refused:
                return refused
        elif not part[0]:
            return EMPTY_KEY
    return None


def _validate_overlap(request: Txn) -> Refused | None:
    """Refuse a branch that puts a key twice, or puts a key that it also deletes."""
    for branch in request[1:]:
        can_overlap = len(branch) > 1 or (branch and type(branch[0]) is Txn)
        if can_overlap and _collect_writes(branch) is None:
            return DUPLICATE_KEY
    return None


def _collect_writes(branch: tuple[Request, ...]) -> tuple[set[bytes], list[DeleteRange]] | None:
    """The keys that a branch puts and the ranges that it deletes, or None where two overlap.

    The order of the checks is etcd's (checkIntervals in server/etcdserver/api/v3rpc/key.go), with
    its gap: a delete in a later nested transaction is not compared with a put in an earlier one.
    """
    deletes = [part for part in branch if isinstance(part, DeleteRange)]
    puts: set[bytes] = set()
    for part in branch:
        if isinstance(part, Txn) and not _add_nested(part, puts, deletes):
            return None
    for part in branch:
        if isinstance(part, Put):
            if part.key in puts or _is_deleted(part.key, deletes):
                return None
            puts.add(part.key)
    return puts, deletes


def _add_nested(nested: Txn, puts: set[bytes], deletes: list[DeleteRange]) -> bool:
    """Add the writes of a nested transaction; False where they overlap with earlier ones.

    Its two branches may share keys, because only one of them runs.
    """
    success, failure = _collect_writes(nested.success), _collect_writes(nested.failure)
    if success is None or failure is None:
        return False
    new = success[0] | failure[0]
    if new & puts or any(_is_deleted(key, deletes) for key in new):
        return False
    puts |= new
    deletes += success[1] + failure[1]
    return True


def _is_deleted(key: bytes, deletes: list[DeleteRange]) -> bool:
    """Whether a delete names ``key``. Like etcd, this reads an end of ``b"\\0"`` as that byte."""
    return any(delete.key <= key < delete.range_end if delete.range_end else key == delete.key for delete in deletes)
