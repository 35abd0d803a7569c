"""Random requests for a store, and what it means that two stores answer alike.

Few keys, so that requests meet; no more than six are written, as etcd leaves open how ties in a sort of more stand.
Much is put and little deleted, so that there is something to be found, sorted and cut off by a limit.
Revisions are drawn as steps from where a run begins and made absolute by ``placed``, for both stores begin there.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from kubeish.store.extras import Compact, LeaseGrant, LeaseInfo, LeaseKeepAlive, LeaseRevoke
from kubeish.store.requests import Compare, DeleteRange, Put, Range, Txn

KEYS = [b"a", b"a/1", b"a/2", b"a0", b"b", b"b\xff"]
keys = st.sampled_from(KEYS)
some_keys = st.sampled_from([*KEYS * 6, b"", b"\0", b"zz"])  # an empty key is refused: now and then
ends = st.sampled_from([b"", b"", b"\0", b"b", b"a0", b"c", b"a"])
values = st.sampled_from([b"", b"1", b"2", b"10"])
LEASES = [7001, 7002]
lease_ids = st.sampled_from(LEASES)
steps = st.sampled_from(range(-2, 16))  # revisions, counted from where the run begins
bounds = st.sampled_from([0] * 60 + list(range(1, 16)))
seldom = st.sampled_from([False] * 7 + [True])
operators = st.sampled_from(["==", "!=", "<", ">"])

named = st.tuples(some_keys, ends) | st.sampled_from([(b"a", b"c"), (b"\0", b"\0"), (b"a/", b"\0"), (b"a", b"b")])

puts = st.builds(Put, st.sampled_from([*KEYS * 6, b""]), values, st.sampled_from([0] * 18 + LEASES), st.booleans())
deletes = st.builds(
    DeleteRange, some_keys, st.sampled_from([b""] * 12 + [b"\0", b"b", b"a0", b"c", b"a"]), st.booleans()
)
ranges = st.builds(
    lambda named, **options: Range(*named, **options),
    named,
    limit=st.sampled_from([-1, 0, 0, 1, 2, 3, 4]),
    revision=st.sampled_from([0] * 24 + list(range(1, 13))),
    sort_order=st.sampled_from(["none", "ascend", "descend"]),
    sort_target=st.sampled_from(["key", "version", "create", "mod", "value"]),
    serializable=st.booleans(),
    keys_only=seldom,
    count_only=seldom,
    min_mod_revision=bounds,
    max_mod_revision=bounds,
    min_create_revision=bounds,
    max_create_revision=bounds,
)
plain_ranges = named.map(lambda named: Range(*named))
compares = st.one_of(
    st.builds(Compare, st.just("version"), operators, some_keys, st.sampled_from(range(4)), ends),
    st.builds(Compare, st.sampled_from(["mod", "create"]), operators, some_keys, steps, ends),
    st.builds(Compare, st.sampled_from(["mod", "create"]), operators, some_keys, st.just(None), ends),
    st.builds(Compare, st.just("value"), operators, some_keys, values, ends),
)


def tuples(of: Any, most: int) -> Any:
    return st.lists(of, max_size=most).map(tuple)


def txns(inner: Any) -> Any:
    return st.builds(Txn, tuples(compares, 2), tuples(inner, 3), tuples(inner, 2))


parts = puts | puts | deletes | ranges | plain_ranges
nested = txns(st.one_of(puts, ranges, txns(parts), txns(parts), txns(st.one_of(deletes, txns(parts)))))
# Long leases: a real one that ended in the middle of a run would be a difference of clocks, not of stores.
grants = st.builds(LeaseGrant, st.sampled_from([60, 90, 10**10]), lease_ids)
lease_requests = grants | grants | st.one_of([st.builds(kind, lease_ids) for kind in (LeaseRevoke, LeaseKeepAlive)])
others = lease_requests | st.builds(LeaseInfo, lease_ids) | st.builds(Compact, steps)
both = txns(parts) | txns(parts) | nested | nested
# Drawn in two steps, for one_of() takes what is alternatives itself apart, and most would be leases.
operations = st.sampled_from([puts] * 5 + [deletes] + [ranges] * 4 + [both] * 4 + [others] * 2).flatmap(lambda one: one)


def placed(request: Any, base: int) -> Any:
    """``request`` with its revisions counted from ``base``, where the run begins."""
    if isinstance(request, Range):
        named = ("revision", *(f"{end}_{kind}_revision" for end in ("min", "max") for kind in ("mod", "create")))
        return request._replace(**{name: base + getattr(request, name) for name in named if getattr(request, name)})
    if isinstance(request, Compare) and request.target in ("mod", "create"):
        return request._replace(operand=0 if request.operand is None else base + request.operand)
    if isinstance(request, Txn):
        return Txn(*(tuple(placed(part, base) for part in group) for group in request))
    return Compact(base + request.revision) if isinstance(request, Compact) else request
