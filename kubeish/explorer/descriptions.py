"""Descriptions of requests, answers and values, for timelines and error messages."""

from __future__ import annotations

import json
from typing import Any

from kubeish.etcd.store import service_messages as service
from kubeish.etcd.store.messages import (
    Compare,
    DeleteAnswer,
    DeleteRange,
    Put,
    PutAnswer,
    Range,
    RangeAnswer,
    Refused,
    Request,
    Txn,
    TxnAnswer,
)

Words = tuple[str, str, str]
"""(verb, what, index) of a step."""


def describe_value(value: bytes, most: int = 48) -> str:
    """A stored value: a list of objects by their ids, ``[web, db]``, other text as it is."""
    text = value.decode("utf-8", "backslashreplace").replace("\n", "\\n")  # a step is one line
    try:
        found = json.loads(value)
    except ValueError:
        return clip(text, most)
    if isinstance(found, list) and found and all(_get_id(item) for item in found):
        return clip("[" + ", ".join(_get_id(item) for item in found) + "]", most)
    return clip(_get_id(found) or text, most)


def list_ids(value: bytes) -> list[str]:
    """The ids listed in a stored value; empty if the value is no list of objects with ids."""
    try:
        found = json.loads(value)
    except ValueError:
        return []
    return [_get_id(item) for item in found] if isinstance(found, list) else []


def _get_id(item: object) -> str:
    """The id of a stored object; an empty text if it has none."""
    return str(item.get("id", "")) if isinstance(item, dict) else ""


def clip(text: str, most: int) -> str:
    """``text``, cut to ``most`` characters."""
    return text if len(text) <= most else text[: most - 1] + "…"


def describe_key(key: bytes, prefix: str = "") -> str:
    """A key without the part that all keys of a timeline share."""
    return key.decode("utf-8", "backslashreplace").removeprefix(prefix)


def describe_request(request: object) -> str:
    """A request: ``read m1/kubelet``, ``write [web] to m1/kubelet if m1/kubelet is absent``."""
    if isinstance(request, Range):
        return ("list " if request.range_end else "read ") + describe_key(request.key)
    if isinstance(request, Put):
        return f"write {describe_value(request.value)} to {describe_key(request.key)}"
    if isinstance(request, DeleteRange):
        return f"delete {describe_key(request.key)}"
    if isinstance(request, Txn):
        done = ", ".join(map(describe_request, request.success)) or "do nothing"
        conditions = " and ".join(map(_describe_condition, request.compare))
        return f"{done} if {conditions}" if conditions else done
    return describe_service(request)


def describe_service(request: object) -> str:
    """A request on leases or watches: ``take a lease of 5 s``, ``wait for the next event``."""
    match request:
        case service.LeaseGrant():
            return f"take a lease of {request.ttl} s"
        case service.LeaseRevoke():
            return "give its lease back"
        case service.LeaseKeepAlive():
            return "refresh its lease"
        case service.LeaseInfo():
            return "ask about a lease"
        case service.Watch():
            return f"watch {describe_key(request.key)}" + ("" if not request.range_end else " and what begins with it")
        case service.WatchNext():
            return "wait for the next event"
        case service.Compact():
            return f"forget what is older than revision {request.revision}"
        case service.StatusRequest():
            return "ask how the store is"
        case service.AlarmRequest():
            return f"{request.action} an alarm"
    return clip(str(request), 120)


def _describe_condition(compare: Compare) -> str:
    key = describe_key(compare.key)
    if compare.target in ("mod", "create", "version") and compare.operator == "==" and compare.operand == 0:
        return f"{key} is absent"
    name = {"mod": "index"}.get(compare.target, compare.target)
    operand = describe_value(compare.operand) if isinstance(compare.operand, bytes) else compare.operand
    return f"{key}'s {name} {compare.operator} {operand}"


def _read_swap(request: Request) -> tuple[int, str] | None:
    """The index and the new value of a compare-and-swap of one key; None for any other request.

    The index is 0 where the key must be absent. As in #269, the key may be compared further.
    """
    if not isinstance(request, Txn) or len(request.success) != 1:
        return None
    put, first = request.success[0], request.compare[0] if request.compare else None
    if not isinstance(put, Put) or first is None or {compare.key for compare in request.compare} != {put.key}:
        return None
    if first.operator != "==" or first.target not in ("mod", "create", "version"):
        return None
    return int(first.operand), describe_value(put.value)


def describe_step(request: Any, answer: object) -> Words:
    """One request and its answer in words: ``("reads", "[web]", "at index 2")``.

    With an ``answer`` of None, what the request would have done if it had arrived.
    """
    if isinstance(answer, Refused):
        return "is refused", describe_request(request), answer.message
    if isinstance(request, Range):
        return _describe_read(request, answer)
    if isinstance(request, Put):
        return (
            "writes",
            describe_value(request.value),
            f"index {answer.revision}" if isinstance(answer, PutAnswer) else "",
        )
    if isinstance(request, Txn):
        return _describe_txn(request, answer)
    if not isinstance(request, DeleteRange):
        return _describe_service_step(request, answer)
    if not isinstance(answer, DeleteAnswer):
        return "deletes", "", ""
    return "deletes", "it" if answer.deleted else "nothing", f"index {answer.revision}" if answer.deleted else ""


def _describe_service_step(request: object, answer: object) -> Words:
    match request, answer:
        case service.LeaseGrant(), _:
            return "takes", f"a lease of {request.ttl} s", ""
        case service.LeaseRevoke(), _:
            return "gives back", "its lease", ""
        case service.LeaseKeepAlive(), service.LeaseAnswer(ttl=0):
            return "refreshes", "its lease", "which has ended"
        case service.LeaseKeepAlive(), _:
            return "refreshes", "its lease", ""
        case service.Watch(), _:
            return "watches", describe_key(request.key), ""
        case service.WatchNext(), service.WatchAnswer():
            return "hears", ", ".join(map(_describe_event, answer.events)) or "nothing", ""
    return "asks to", describe_request(request), ""


def _describe_event(event: service.KeyEvent) -> str:
    key = describe_key(event.kv.key)
    return f"{key} is gone" if event.kind == "delete" else f"{key} is {describe_value(event.kv.value)}"


def _describe_read(request: Range, answer: object) -> Words:
    verb = "lists" if request.range_end else "reads"
    if not isinstance(answer, RangeAnswer):
        return verb, "", ""
    if request.range_end:
        return verb, f"{answer.count} key{'' if answer.count == 1 else 's'}", ""
    if not answer.kvs:
        return verb, "nothing", "index 0"
    return verb, describe_value(answer.kvs[0].value), f"at index {answer.kvs[0].mod_revision}"


def _describe_txn(request: Txn, answer: object) -> Words:
    swap = _read_swap(request)
    if swap is None:
        if not isinstance(answer, TxnAnswer):
            return "asks", describe_request(request), ""
        words = ", ".join(map(_describe_part, request.success))
        return ("commits", words, f"index {answer.revision}") if answer.succeeded else ("is refused", words, "")
    index, value = swap
    verb = "swaps" if index else "creates"
    if not isinstance(answer, TxnAnswer):
        return verb, value, ""
    if answer.succeeded:
        return verb, value, f"index {index} → {answer.revision}" if index else f"index {answer.revision}"
    return "is refused", value, f"index {index} is gone" if index else "it exists"


def _describe_part(request: Request) -> str:
    """What one part of a transaction does, or the value that it writes."""
    if isinstance(request, Put):
        return describe_value(request.value)
    return "a deletion" if isinstance(request, DeleteRange) else "a read"
