"""Requests, answers and values in a few plain words, for timelines and error messages. Nothing here decides."""

from __future__ import annotations

import json
from typing import Any

from kubeish.store.requests import (
    Compare,
    DeleteAnswer,
    DeleteRange,
    KeyValue,
    Put,
    PutAnswer,
    Range,
    RangeAnswer,
    Refused,
    Txn,
    TxnAnswer,
)


def value_text(value: bytes, most: int = 48) -> str:
    """A stored value: a list of objects by their ids (``[web, db]``), one object by its id, other text as it is."""
    text = value.decode("utf-8", "backslashreplace")
    try:
        found = json.loads(text)
    except ValueError:
        return clip(text, most)
    if isinstance(found, list) and found and all(item_id(item) for item in found):
        return clip("[" + ", ".join(item_id(item) for item in found) + "]", most)
    return clip(item_id(found) or text, most)


def item_id(item: Any) -> str:
    """The id by which the story knows an object; an empty text if it has none."""
    return str(item.get("id", "")) if isinstance(item, dict) else ""


def ids_in(value: bytes) -> list[str]:
    """The ids listed in a stored value; empty if the value is no list of objects with ids."""
    try:
        found = json.loads(value)
    except ValueError:
        return []
    return [item_id(item) for item in found] if isinstance(found, list) else []


def clip(text: str, most: int) -> str:
    """``text``, cut to ``most`` characters."""
    return text if len(text) <= most else text[: most - 1] + "…"


def key_text(key: bytes, prefix: str = "") -> str:
    """A key without the part that all keys of a timeline share."""
    return key.decode("utf-8", "backslashreplace").removeprefix(prefix)


def request_words(request: Any, prefix: str = "") -> str:
    """What is about to be asked: ``read m1/kubelet``, ``swap m1/kubelet to [web, db] if its index is 2``."""
    if isinstance(request, Range):
        return ("list " if request.range_end else "read ") + key_text(request.key, prefix)
    if isinstance(request, Put):
        return f"write {value_text(request.value)} to {key_text(request.key, prefix)}"
    if isinstance(request, DeleteRange):
        return f"delete {key_text(request.key, prefix)}"
    if isinstance(request, Txn):
        return f"if {_conditions(request, prefix)}: {_branch(request.success, prefix)}"
    return str(request)


def _conditions(txn: Txn, prefix: str) -> str:
    return " and ".join(_condition(c, prefix) for c in txn.compare) or "nothing stands against it"


def _condition(compare: Compare, prefix: str) -> str:
    key = key_text(compare.key, prefix)
    if compare.target in ("mod", "create", "version") and compare.operator == "==" and compare.operand == 0:
        return f"{key} is absent"
    name = {"mod": "index"}.get(compare.target, compare.target)
    wanted = value_text(compare.operand) if isinstance(compare.operand, bytes) else compare.operand
    return f"{key}'s {name} {compare.operator} {wanted}"


def _branch(requests: tuple[Any, ...], prefix: str) -> str:
    return ", ".join(request_words(r, prefix) for r in requests) or "do nothing"


def is_swap(request: Any) -> bool:
    """True for a transaction that puts one key if that same key stands at an index (and holds a value, as in #269)."""
    return (
        isinstance(request, Txn)
        and len(request.success) == 1
        and isinstance(request.success[0], Put)
        and {compare.key for compare in request.compare} == {request.success[0].key}
        and request.compare[0].operator == "=="
        and request.compare[0].target in ("mod", "create", "version")
    )


def step_words(request: Any, answer: Any) -> tuple[str, str, str]:
    """One request and its answer as (verb, what, index): ``("reads", "[web]", "at index 2")``."""
    if isinstance(answer, Refused):
        return "is refused", request_words(request), answer.message
    if isinstance(request, Range) and isinstance(answer, RangeAnswer):
        return _read_words(request, answer)
    if isinstance(request, Put) and isinstance(answer, PutAnswer):
        return "writes", value_text(request.value), f"index {answer.revision}"
    if isinstance(request, DeleteRange) and isinstance(answer, DeleteAnswer):
        return "deletes", "it" if answer.deleted else "nothing", f"index {answer.revision}" if answer.deleted else ""
    if isinstance(request, Txn) and isinstance(answer, TxnAnswer):
        return _txn_words(request, answer)
    return _unanswered_words(request)


def _unanswered_words(request: Any) -> tuple[str, str, str]:
    """What a request would have done, had it arrived."""
    if isinstance(request, Range):
        return ("lists" if request.range_end else "reads"), "", ""
    if isinstance(request, Put):
        return "writes", value_text(request.value), ""
    if isinstance(request, DeleteRange):
        return "deletes", "", ""
    if is_swap(request):
        return ("swaps" if request.compare[0].operand else "creates"), value_text(request.success[0].value), ""
    return "asks", request_words(request), ""


def _read_words(request: Range, answer: RangeAnswer) -> tuple[str, str, str]:
    if request.range_end:
        return "lists", f"{answer.count} key{'' if answer.count == 1 else 's'}", ""
    if not answer.kvs:
        return "reads", "nothing", "index 0"
    found: KeyValue = answer.kvs[0]
    return "reads", value_text(found.value), f"at index {found.mod_revision}"


def _txn_words(request: Txn, answer: TxnAnswer) -> tuple[str, str, str]:
    wanted = int(request.compare[0].operand) if is_swap(request) else 0
    if is_swap(request):
        assert isinstance(request.success[0], Put)
        verb, what = ("creates" if wanted == 0 else "swaps"), value_text(request.success[0].value)
        if answer.succeeded:
            return verb, what, f"index {answer.revision}" if wanted == 0 else f"index {wanted} → {answer.revision}"
        return "is refused", what, "it exists" if wanted == 0 else f"index {wanted} is gone"
    words = ", ".join(map(_wanted, request.success))
    return ("commits", words, f"index {answer.revision}") if answer.succeeded else ("is refused", words, "")


def _wanted(request: Any) -> str:
    """What one part of a transaction is for: the value that it writes, or that it reads or deletes."""
    if isinstance(request, Put):
        return value_text(request.value)
    return "a deletion" if isinstance(request, DeleteRange) else "a read"
