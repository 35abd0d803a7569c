"""Calls with arguments of a wrong type or size, and what each client makes of them.

Every argument of every call is replaced by every odd value, one at a time. Protobuf, which checks
the arguments of a real client, is the oracle: see test_conformance_arguments.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import GeneratorType
from typing import Any

import grpc


class IndexOnly:
    """A number by ``__index__``, as numpy's integers are."""

    def __index__(self) -> int:
        return 1

    def __repr__(self) -> str:
        return "IndexOnly()"


class IntOnly:
    """A number by ``__int__`` only, as a Decimal is."""

    def __int__(self) -> int:
        return 1

    def __repr__(self) -> str:
        return "IntOnly()"


class WithId:
    """What etcd3 takes for a lease: an object with an ``id``."""

    def __init__(self, id: object) -> None:
        self.id = id

    def __repr__(self) -> str:
        return f"WithId({self.id!r})"


ODD: list[Any] = [
    None, True, False, 0, 1, -1, -5, 2, 1.5, 1.0, "", "b", "1", "False", "\ud800", b"", b"b", b"\xff",
    bytearray(b"b"), [], ["b"], [0], (), {}, 2**31, 2**32, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 10**30,
    IndexOnly(), IntOnly(), WithId(1), WithId("x"), WithId(None), WithId(2**63),
]  # fmt: skip
_RANGE = {"sort_order": None, "sort_target": "key", "serializable": False, "keys_only": False}
_WATCH = {"range_end": None, "start_revision": None, "progress_notify": False, "filters": None, "prev_kv": False}
# By method: the arguments by position, and those by name. ``t.`` marks a part of a transaction.
CALLS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "get": ({"key": "a"}, {"serializable": False}),
    "get_response": ({"key": "a"}, {"serializable": False}),
    "get_prefix": ({"key_prefix": "a"}, _RANGE | {"key": None, "range_end": None}),
    "get_prefix_response": ({"key_prefix": "a"}, _RANGE),
    "get_range": ({"range_start": "a", "range_end": "c"}, _RANGE),
    "get_range_response": ({"range_start": "a", "range_end": "c"}, _RANGE),
    "get_all": ({}, {"sort_order": None, "sort_target": "key", "keys_only": False}),
    "get_all_response": ({}, {"sort_order": None, "sort_target": "key", "keys_only": False}),
    "put": ({"key": "a", "value": "1"}, {"lease": None, "prev_kv": False}),
    "put_if_not_exists": ({"key": "a", "value": "1"}, {"lease": None}),
    "replace": ({"key": "a", "initial_value": "1", "new_value": "2"}, {}),
    "delete": ({"key": "a"}, {"prev_kv": False, "return_response": False}),
    "delete_prefix": ({"prefix": "a"}, {}),
    "lease": ({"ttl": 60}, {"lease_id": 7001}),
    "revoke_lease": ({"lease_id": 7002}, {}),
    "refresh_lease": ({"lease_id": 7002}, {}),
    "get_lease_info": ({"lease_id": 7002}, {}),
    "compact": ({"revision": 1}, {"physical": False}),
    "transaction": ({"compare": [], "success": [], "failure": []}, {}),
    "t.put": ({"key": "a", "value": "1"}, {"lease": None, "prev_kv": False}),
    "t.get": ({"key": "a"}, {"range_end": None}),
    "t.delete": ({"key": "a"}, {"range_end": None, "prev_kv": False}),
    "t.txn": ({"compare": [], "success": [], "failure": []}, {}),
    "t.value": ({"key": "a", "operand": "1"}, {"range_end": None}),
    "t.version": ({"key": "a", "operand": 1}, {"range_end": None}),
    "t.create": ({"key": "a", "operand": 1}, {"range_end": None}),
    "t.mod": ({"key": "a", "operand": 1}, {"range_end": None}),
    "watch": ({"key": "a"}, _WATCH),
    "watch_response": ({"key": "a"}, _WATCH),
    "watch_prefix": ({"key_prefix": "a"}, {name: _WATCH[name] for name in ("start_revision", "prev_kv")}),
    "watch_once": ({"key": "a", "timeout": 0.02}, {}),
    "watch_once_response": ({"key": "a", "timeout": 0.02}, {}),
    "watch_prefix_once": ({"key_prefix": "a", "timeout": 0.02}, {}),
    "add_watch_callback": ({"key": "a", "callback": print}, _WATCH),
    "cancel_watch": ({"watch_id": 404}, {}),
    "list_alarms": ({}, {"member_id": 0, "alarm_type": "none"}),
    "disarm_alarm": ({}, {"member_id": 0}),
}  # fmt: skip
RANGE_OPTIONS = ["limit", "revision", "count_only"] + [
    f"{m}_{k}_revision" for m in ("min", "max") for k in ("mod", "create")
]
"""Options that etcd3 takes and does not send, so that only the two clients of kubeish can be compared."""
_ENDLESS = {("watch_once", "timeout"), ("watch_once_response", "timeout"), ("watch_prefix_once", "timeout")}


class OddCall:
    """One call with one argument replaced; ``arguments`` by name, those by position first."""

    def __init__(self, method: str, name: str, value: Any) -> None:
        self.method, self.name, self.value = method, name, value
        required = CALLS[method][0]
        self.args = [value if each == name else default for each, default in required.items()]
        self.options = {} if name in required else {name: value}

    def __repr__(self) -> str:
        return f"{self.method}({self.name}={self.value!r})"

    def on(self, client: Any) -> str:
        """``done``, or the name of the error: of the store's own refusals their code."""
        try:
            self._run(client)
        except grpc.RpcError as error:
            return str(error.code().name)
        except Exception as error:
            return str(getattr(error, "code", type(error).__name__))
        return "done"

    def _run(self, client: Any) -> None:
        if not self.method.startswith("t."):
            result = getattr(client, self.method)(*self.args, **self.options)
            if self.method == "lease":
                client.revoke_lease(result.id)
            elif self.method == "add_watch_callback":
                client.cancel_watch(result)
            elif isinstance(result, tuple) and len(result) == 2 and callable(result[1]):
                result[1]()
            elif isinstance(result, GeneratorType):
                list(result)
            return
        make = getattr(client.transactions, self.method[2:])
        if self.method in ("t.put", "t.get", "t.delete", "t.txn"):
            client.transaction([], [make(*self.args, **self.options)], [])
        else:
            client.transaction([make(self.args[0], **self.options) == self.args[1]], [], [])


def list_odd_calls() -> Iterator[OddCall]:
    """Every argument of every call with every odd value; a wait without an end is left out."""
    for method, (required, named) in CALLS.items():
        for name in (*required, *named):
            for value in ODD:
                if not ((method, name) in _ENDLESS and (value is None or value is True or type(value) in (int, float))):
                    yield OddCall(method, name, value)


def list_odd_range_options() -> Iterator[OddCall]:
    """The options that etcd3 does not send, with every odd value."""
    for method in ("get_prefix", "get_range_response"):
        yield from (OddCall(method, name, value) for name in RANGE_OPTIONS for value in ODD)
