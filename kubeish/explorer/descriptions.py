"""Descriptions of requests, answers and values, for timelines and error messages."""

from __future__ import annotations

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
from kubeish.wording import join, say

from .stored_values import clip, describe_key, describe_value

Words = tuple[str, str, str]
"""(verb, what, index) of a step."""


def describe_request(request: object) -> str:
    """A request: ``read m1/kubelet``, ``write [web] to m1/kubelet if m1/kubelet is absent``."""
    if isinstance(request, Range):
        return say("list {key}" if request.range_end else "read {key}", key=describe_key(request.key))
    if isinstance(request, Put):
        return say("write {value} to {key}", value=describe_value(request.value), key=describe_key(request.key))
    if isinstance(request, DeleteRange):
        return say("delete {key}", key=describe_key(request.key))
    if isinstance(request, Txn):
        done = join(", ", map(describe_request, request.success)) or say("do nothing")
        conditions = join(" and ", map(_describe_condition, request.compare))
        return say("{done} if {conditions}", done=done, conditions=conditions) if conditions else done
    return describe_service(request)


def describe_service(request: object) -> str:
    """A request on leases or watches: ``take a lease of 5 s``, ``wait for the next event``."""
    match request:
        case service.LeaseGrant():
            return say("take a lease of {ttl} s", ttl=request.ttl)
        case service.LeaseRevoke():
            return say("give its lease back")
        case service.LeaseKeepAlive():
            return say("refresh its lease")
        case service.LeaseInfo():
            return say("ask about a lease")
        case service.Watch():
            return say(
                "watch {key} and what begins with it" if request.range_end else "watch {key}",
                key=describe_key(request.key),
            )
        case service.WatchNext():
            return say("wait for the next event")
        case service.Compact():
            return say("forget what is older than revision {revision}", revision=request.revision)
        case service.StatusRequest():
            return say("ask how the store is")
        case service.AlarmRequest():
            return say("{action} an alarm", action=request.action)
    return clip(str(request), 120)


def _describe_condition(compare: Compare) -> str:
    key = describe_key(compare.key)
    if compare.target in ("mod", "create", "version") and compare.operator == "==" and compare.operand == 0:
        return say("{key} is absent", key=key)
    name = say("index") if compare.target == "mod" else compare.target
    operand = describe_value(compare.operand) if isinstance(compare.operand, bytes) else compare.operand
    return say("{key}'s {name} {operator} {operand}", key=key, name=name, operator=compare.operator, operand=operand)


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
        return say("is refused"), describe_request(request), answer.message
    if isinstance(request, Range):
        return _describe_read(request, answer)
    if isinstance(request, Put):
        return (
            say("writes"),
            describe_value(request.value),
            say("index {revision}", revision=answer.revision) if isinstance(answer, PutAnswer) else "",
        )
    if isinstance(request, Txn):
        return _describe_txn(request, answer)
    if not isinstance(request, DeleteRange):
        return _describe_service_step(request, answer)
    if not isinstance(answer, DeleteAnswer):
        return say("deletes"), "", ""
    return (
        say("deletes"),
        say("it") if answer.deleted else say("nothing"),
        say("index {revision}", revision=answer.revision) if answer.deleted else "",
    )


def _describe_service_step(request: object, answer: object) -> Words:
    match request, answer:
        case service.LeaseGrant(), _:
            return say("takes"), say("a lease of {ttl} s", ttl=request.ttl), ""
        case service.LeaseRevoke(), _:
            return say("gives back"), say("its lease"), ""
        case service.LeaseKeepAlive(), service.LeaseAnswer(ttl=0):
            return say("refreshes"), say("its lease"), say("which has ended")
        case service.LeaseKeepAlive(), _:
            return say("refreshes"), say("its lease"), ""
        case service.Watch(), _:
            return say("watches"), describe_key(request.key), ""
        case service.WatchNext(), service.WatchAnswer():
            return say("hears"), join(", ", map(_describe_event, answer.events)) or say("nothing"), ""
    return say("asks to"), describe_request(request), ""


def _describe_event(event: service.KeyEvent) -> str:
    key = describe_key(event.kv.key)
    return (
        say("{key} is gone", key=key)
        if event.kind == "delete"
        else say("{key} is {value}", key=key, value=describe_value(event.kv.value))
    )


def _describe_read(request: Range, answer: object) -> Words:
    verb = say("lists" if request.range_end else "reads")
    if not isinstance(answer, RangeAnswer):
        return verb, "", ""
    if request.range_end:
        return verb, say("1 key" if answer.count == 1 else "{count} keys", count=answer.count), ""
    if not answer.kvs:
        return verb, say("nothing"), say("index 0")
    return (
        verb,
        describe_value(answer.kvs[0].value),
        say("at index {index}", index=answer.kvs[0].mod_revision),
    )


def _describe_txn(request: Txn, answer: object) -> Words:
    swap = _read_swap(request)
    if swap is None:
        if not isinstance(answer, TxnAnswer):
            return say("asks"), describe_request(request), ""
        words = join(", ", map(_describe_part, request.success))
        return (
            (say("commits"), words, say("index {revision}", revision=answer.revision))
            if answer.succeeded
            else (say("is refused"), words, "")
        )
    index, value = swap
    verb = say("swaps" if index else "creates")
    if not isinstance(answer, TxnAnswer):
        return verb, value, ""
    if answer.succeeded:
        return (
            verb,
            value,
            say("index {index} → {revision}", index=index, revision=answer.revision)
            if index
            else say("index {revision}", revision=answer.revision),
        )
    return say("is refused"), value, say("index {index} is gone", index=index) if index else say("it exists")


def _describe_part(request: Request) -> str:
    """What one part of a transaction does, or the value that it writes."""
    if isinstance(request, Put):
        return describe_value(request.value)
    return say("a deletion") if isinstance(request, DeleteRange) else say("a read")
