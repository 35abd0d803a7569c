"""Random requests for a store.

There are few keys, so that requests meet, and at most six are written, because etcd leaves open the
order of ties in a sort of more. Most requests put and few delete, so that there is something to
find, to sort and to cut off by a limit. Revisions are drawn as steps from the revision at which
both stores begin; ``place_revisions`` makes them absolute.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from kubeish.etcd.store.messages import Compare, DeleteRange, Put, Range, Txn
from kubeish.etcd.store.service_messages import (
    Compact,
    LeaseGrant,
    LeaseInfo,
    LeaseKeepAlive,
    LeaseRevoke,
)

KEYS = [b"a", b"a/1", b"a/2", b"a0", b"b", b"b\xff"]
# Instead of those, in part of the runs: names at the ends of the order of bytes.
ODD_KEYS = dict(zip(KEYS, [b"a", b"\0", b"\0\0", b"a\0", b"\xff", b"\xff\xff"], strict=True))
keys = st.sampled_from(KEYS)
some_keys = st.sampled_from([*KEYS * 6, b"", b"\0", b"zz"])  # rarely an empty one: it is refused
ends = st.sampled_from([b"", b"", b"\0", b"b", b"a0", b"c", b"a"])
values = st.sampled_from([b"", b"1", b"2", b"10"])
LEASES = [7001, 7002]
lease_ids = st.sampled_from(LEASES)
ENDS_OF_INT64 = [2**63 - 1, -(2**63)]
steps = st.sampled_from([*range(-2, 16)] * 4 + ENDS_OF_INT64)  # revisions, counted from where the run begins
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
    limit=st.sampled_from([-1, 0, 0, 1, 2, 3, 4] * 4 + ENDS_OF_INT64),
    revision=st.sampled_from([0] * 24 + list(range(1, 13)) + ENDS_OF_INT64),
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


def build_tuples(of: Any, most: int) -> Any:
    return st.lists(of, max_size=most).map(tuple)


def build_txns(inner: Any) -> Any:
    return st.builds(Txn, build_tuples(compares, 2), build_tuples(inner, 3), build_tuples(inner, 2))


parts = puts | puts | deletes | ranges | plain_ranges
flat = build_txns(parts)
# A put of a key that its own transaction has deleted: etcd does not see that an end of NUL names it.
rewrites = st.builds(lambda put: Txn((), (DeleteRange(put.key or b"a", b"\0"), put)), puts)
nested = build_txns(st.one_of(puts, ranges, flat, flat, build_txns(st.one_of(deletes, flat))))
# Long leases: one that ends during a run would show a difference of clocks, not of stores.
grants = st.builds(LeaseGrant, st.sampled_from([60, 90, 10**10, 2**63 - 1]), lease_ids)
lease_requests = grants | grants | st.one_of([st.builds(kind, lease_ids) for kind in (LeaseRevoke, LeaseKeepAlive)])
others = lease_requests | st.builds(LeaseInfo, lease_ids) | st.builds(Compact, steps)
both = flat | flat | nested | nested | rewrites
# Drawn in two steps: one_of() flattens nested alternatives, and most requests would be leases.
operations = st.sampled_from([puts] * 5 + [deletes] + [ranges] * 4 + [both] * 4 + [others] * 2).flatmap(lambda one: one)


def place_revisions(request: Any, base: int) -> Any:
    """``request`` with its revisions counted from ``base``, at which the run begins."""
    if isinstance(request, Range):
        named = ("revision", *(f"{end}_{kind}_revision" for end in ("min", "max") for kind in ("mod", "create")))
        steps = {name: getattr(request, name) for name in named if getattr(request, name)}
        return request._replace(**{name: place(step, base) for name, step in steps.items()})
    if isinstance(request, Compare) and request.target in ("mod", "create"):
        return request._replace(operand=0 if request.operand is None else place(request.operand, base))
    if isinstance(request, Txn):
        return Txn(*(tuple(place_revisions(part, base) for part in group) for group in request))
    return Compact(place(request.revision, base)) if isinstance(request, Compact) else request


def place(step: int, base: int) -> int:
    """A revision that is so many steps after ``base``; the ends of int64 stay where they are."""
    return step if step in ENDS_OF_INT64 else base + step


def rename_keys(request: Any) -> Any:
    """``request`` on ODD_KEYS instead of KEYS."""
    if isinstance(request, Txn):
        return Txn(*(tuple(map(rename_keys, group)) for group in request))
    names = {name: getattr(request, name) for name in ("key", "range_end") if hasattr(request, name)}
    renamed = {name: ODD_KEYS.get(key, key) for name, key in names.items()}
    return request._replace(**renamed) if renamed else request
