"""Random calls of etcd3's client API, and their results as plain values, to be compared."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field
from types import GeneratorType
from typing import Any

from hypothesis import strategies as st

from tests.etcd.conformance.operations import KEYS, ends, lease_ids, operators, values

_SIX = [key for key in KEYS if key != b"a0"] + ["é"]  # no more, for the reason in operations.py
names = st.sampled_from(_SIX) | st.sampled_from(_SIX) | st.sampled_from(["a", "é", "", b""])
texts = values | st.sampled_from(["1", "ü"])
prefixes = st.sampled_from([b"a", "a", "a/", "b", "", b"b\xff", b"zz"])
leases = st.none() | st.none() | lease_ids
maybe_ends = st.none() | ends


@dataclass(frozen=True)
class Call:
    """One call. Each client makes its own parts of a transaction."""

    method: str
    args: tuple[Any, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)

    def on(self, client: Any, base: int = 0) -> Any:
        """The result of the call, or its error, as plain values."""
        try:
            args = [build_argument(arg, client, base) for arg in self.args]
            options = self._place_options(base)
            return to_plain(getattr(client, self.method)(*args, **options))
        except Exception as error:
            return describe_error(error)

    def _place_options(self, base: int) -> dict[str, Any]:
        """The options, with revisions counted from ``base``; 0 and None mean that none is set."""
        return {
            name: base + value if name.endswith("revision") and value else value for name, value in self.options.items()
        }


@dataclass(frozen=True)
class Part:
    """``client.transactions.KIND(*args)``; a compare has an operator and an operand too."""

    kind: str
    args: tuple[Any, ...]
    operator: str = ""
    operand: Any = None


def build_argument(arg: Any, client: Any, base: int) -> Any:
    """A part becomes the client's own; revisions are counted from ``base``."""
    if isinstance(arg, list):
        return [build_argument(part, client, base) for part in arg]
    if not isinstance(arg, Part):
        return arg
    part = getattr(client.transactions, arg.kind)(*[build_argument(each, client, base) for each in arg.args])
    operand = base + arg.operand if arg.kind in ("mod", "create") and arg.operand is not None else arg.operand
    return COMPARED[arg.operator](part, 0 if operand is None else operand) if arg.operator else part


COMPARED = {"==": operator.eq, "!=": operator.ne, "<": operator.lt, ">": operator.gt}
FIELDS = {
    "KVMetadata": ("key", "create_revision", "mod_revision", "version", "lease_id", "response_header"),
    "ResponseHeader": ("revision",),
    "KeyValue": ("key", "value", "create_revision", "mod_revision", "version", "lease"),
    "RangeResponse": ("header", "kvs", "count", "more"),
    "PutResponse": ("header", "prev_kv"),
    "DeleteRangeResponse": ("header", "deleted", "prev_kvs"),
    "TxnResponse": ("header", "succeeded", "responses"),
    "Lease": ("id", "ttl"),
    "Alarm": ("alarm_type", "member_id"),
    "LeaseResponse": ("header", "ID", "TTL"),
    "LeaseKeepAliveResponse": ("header", "ID", "TTL"),
}


def to_plain(result: Any) -> Any:
    """A result as tuples of its fields, whatever its class is."""
    kind = type(result).__name__
    if kind in FIELDS:
        return tuple(to_plain(getattr(result, name)) for name in FIELDS[kind])
    if kind == "ResponseOp":
        name = result.WhichOneof("response")
        return name, to_plain(getattr(result, name))
    if isinstance(result, (list, tuple, GeneratorType)) or kind.startswith("Repeated"):
        return tuple(to_plain(part) for part in result)
    assert result is None or isinstance(result, (bool, int, bytes)), f"no way to compare a {kind}"
    return result


def describe_error(error: Exception) -> tuple[str, str]:
    """The kind of an error, and etcd's message where the store has refused."""
    if hasattr(error, "details"):  # gRPC's own, where etcd3 has no name for it
        return error.code().name, error.details()
    if type(error).__name__ == "RequestRefused":
        return error.code, error.message
    if isinstance(error, AttributeError):
        raise error
    return type(error).__name__, ""


compares = st.one_of(
    st.builds(Part, st.just("value"), st.tuples(names, maybe_ends), operators, texts),
    st.builds(Part, st.just("version"), st.tuples(names, maybe_ends), operators, st.sampled_from([0, 1, 2, "1"])),
    st.builds(
        Part, st.sampled_from(["mod", "create"]), st.tuples(names), operators, st.none() | st.sampled_from(range(12))
    ),
)
parts = st.one_of(
    st.builds(Part, st.just("put"), st.tuples(names, texts, leases, st.booleans())),
    st.builds(Part, st.just("get"), st.tuples(names, maybe_ends)),
    st.builds(Part, st.just("delete"), st.tuples(names, maybe_ends, st.booleans())),
)
inner = st.builds(Part, st.just("txn"), st.tuples(*[st.lists(each, max_size=2) for each in (compares, parts, parts)]))
branches = st.lists(parts | parts | inner, max_size=3)
sorts = st.fixed_dictionaries(
    {},
    optional={
        "sort_order": st.sampled_from([None, "ascend", "descend"]),
        "sort_target": st.sampled_from([None, "key", "version", "create", "mod", "value"]),
        "keys_only": st.booleans(),
    },
)

bounded = st.fixed_dictionaries(
    {},
    optional={
        "limit": st.sampled_from([None, 0, 1, 1, 2, 2, 3]),
        "count_only": st.sampled_from([None, False, False, True]),
        "serializable": st.booleans(),
        **{
            f"{end}_{kind}_revision": st.sampled_from([None] * 48 + list(range(12)))
            for end in ("min", "max")
            for kind in ("mod", "create")
        },
        "revision": st.sampled_from([None] * 12 + list(range(12))),
    },
)


def build_call(method: str, *args: Any, **options: Any) -> Any:
    return st.builds(Call, st.just(method), st.tuples(*args), st.fixed_dictionaries(options))


def build_calls(branches: Any, orders: Any) -> Any:
    """Every call that reads, writes or leases; ``orders`` are the options of what reads many keys.

    Most add keys or read many, so that there is something to find, to sort and to cut off.
    """
    adds = build_call("put", names, texts)
    many = st.one_of(
        st.builds(Call, st.sampled_from(["get_prefix", "get_prefix_response"]), st.tuples(prefixes), orders),
        st.builds(Call, st.sampled_from(["get_range", "get_range_response"]), st.tuples(names, ends), orders),
        st.builds(Call, st.sampled_from(["get_all", "get_all_response"]), st.just(()), sorts),
    )
    one = st.one_of(
        build_call("put", names, texts, leases, prev_kv=st.booleans()),
        build_call("put_if_not_exists", names, texts, lease=leases),
        build_call("replace", names, texts, texts),
        build_call("get", names),
        build_call("get_response", names, serializable=st.booleans()),
        build_call("delete", names, prev_kv=st.booleans(), return_response=st.booleans()),
        build_call("delete_prefix", st.sampled_from(["a/1", "a/", b"b", "", b"zz", b"b\xff", "a"])),
    )
    leased = st.one_of(
        build_call("lease", st.sampled_from([60, 61]), lease_ids),
        build_call("revoke_lease", lease_ids),
        build_call("refresh_lease", lease_ids),
    )
    swap = build_call("transaction", st.lists(compares, max_size=2), branches, branches)
    kinds = [adds] * 4 + [many] * 4 + [one] * 5 + [swap] * 3 + [leased]
    return st.sampled_from(kinds).flatmap(lambda kind: kind)


# Calls that etcd3 0.12.0 handles as it says, and those that kubeish handles, on either store.
etcd3_calls = build_calls(branches, sorts)
kubeish_calls = build_calls(st.none() | branches, st.one_of(sorts, bounded))
