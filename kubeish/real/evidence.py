"""What an answer gives away: at which revision it was given, whether it wrote, and which writes it has seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kubeish.real.history import Operation, reads
from kubeish.store.requests import Answer, DeleteAnswer, KeyValue, PutAnswer, RangeAnswer, Refused, TxnAnswer


def revision_of(operation: Operation) -> int:
    """The store's revision when it gave this answer."""
    assert operation.answer is not None
    assert not isinstance(operation.answer, Refused)
    return operation.answer.revision


def wrote(answer: Answer | None) -> bool:
    """Whether an answer is that of a write that took a revision of its own."""
    if isinstance(answer, TxnAnswer):
        return any(map(wrote, answer.answers))
    return isinstance(answer, PutAnswer) or (isinstance(answer, DeleteAnswer) and answer.deleted > 0)


def seen_at(answered: Iterable[Operation]) -> defaultdict[int, set[KeyValue]]:
    """By revision, what was read of the keys that were written at it."""
    seen: defaultdict[int, set[KeyValue]] = defaultdict(set)
    for operation in answered:
        if not any(read.keys_only for read in reads(operation.request)):
            for kv in _kvs(operation.answer):
                seen[kv.mod_revision].add(kv)
    return seen


def _kvs(answer: Answer | None) -> Iterator[KeyValue]:
    if isinstance(answer, TxnAnswer):
        for part in answer.answers:
            yield from _kvs(part)
    elif isinstance(answer, RangeAnswer):
        yield from answer.kvs
    elif isinstance(answer, DeleteAnswer):
        yield from answer.prev
    elif isinstance(answer, PutAnswer) and answer.prev:
        yield answer.prev
