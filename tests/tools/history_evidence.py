"""Evidence in an answer: the revision at which it was given, whether it wrote, which writes it shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kubeish.etcd.store.messages import (
    Answer,
    DeleteAnswer,
    KeyValue,
    PutAnswer,
    RangeAnswer,
    Refused,
    TxnAnswer,
)
from tests.tools.history import Operation, list_reads


def read_revision(operation: Operation) -> int:
    """The store's revision when it gave this answer."""
    assert operation.answer is not None
    assert not isinstance(operation.answer, Refused)
    return operation.answer.revision


def is_write(answer: Answer | None) -> bool:
    """Whether an answer is that of a write that took a revision of its own."""
    if isinstance(answer, TxnAnswer):
        return any(map(is_write, answer.answers))
    return isinstance(answer, PutAnswer) or (isinstance(answer, DeleteAnswer) and answer.deleted > 0)


def collect_reads(answered: Iterable[Operation]) -> defaultdict[int, set[KeyValue]]:
    """By revision, what was read of the keys that were written at it."""
    seen: defaultdict[int, set[KeyValue]] = defaultdict(set)
    for operation in answered:
        if not any(read.keys_only for read in list_reads(operation.request)):
            for kv in _iter_key_values(operation.answer):
                seen[kv.mod_revision].add(kv)
    return seen


def _iter_key_values(answer: Answer | None) -> Iterator[KeyValue]:
    if isinstance(answer, TxnAnswer):
        for part in answer.answers:
            yield from _iter_key_values(part)
    elif isinstance(answer, RangeAnswer):
        yield from answer.kvs
    elif isinstance(answer, DeleteAnswer):
        yield from answer.prev
    elif isinstance(answer, PutAnswer) and answer.prev:
        yield answer.prev
