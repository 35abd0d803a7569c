"""Indexes that a client may hand back and compare, and nothing else: so that states which differ only in them are one.

A store's revision counts every write to every key. Two orders that write a key's neighbours in another sequence leave
other revisions behind, and states that no client can tell apart. So the explorer first tries *opaque* indexes: a key's
index is its version, the store's own revision is hidden. That is sound as long as no key is deleted (a version starts
again then) and each client only asks whether an index is 0, whether two indexes of one key are equal, and gives it
back in a compare for equality on that key: along each run, versions and revisions of one key match one to one, and the
answers to these questions are the same. Whoever does anything else (adds, orders, hashes, writes down a number) is
found out, since an opaque index is no int; then everything is explored again with real revisions.
"""

from __future__ import annotations

from typing import Any, NoReturn

from kubeish.store import State
from kubeish.store.requests import (
    Compare,
    DeleteAnswer,
    KeyValue,
    Put,
    PutAnswer,
    Range,
    RangeAnswer,
    Txn,
    TxnAnswer,
)


class NeedRevisions(BaseException):
    """A client did more with an index than hand it back: explore with real revisions."""


class Leaks:
    """Counts how often more was wanted of an index than it could give, since a client may swallow the NeedRevisions."""

    count = 0


def leak(*_: object) -> NoReturn:
    """More is wanted of an index than an opaque one can give."""
    Leaks.count += 1
    raise NeedRevisions


OPEN, CLOSE = "\ue000", "\ue001"  # for private use: no text of a learner's has them
_TRACES = (OPEN.encode(), b"\\ue000")


class Index:
    """An index of ``key``, as a client may hold it; a ``key`` of None is a revision that is not shown at all.

    In a text (an error's message, say) it leaves a mark, so that a text with a number in it is found out where it
    matters: in what is written to the store, and in what the invariant says.
    """

    __slots__ = ("_key", "_number")
    opaque = True  # by which the client's transactions know it

    def __init__(self, key: bytes | None, number: int) -> None:
        self._key, self._number = key, number

    def __eq__(self, other: object) -> bool:
        if type(other) is Index and self._key is not None and self._key == other._key:
            return self._number == other._number
        if self._key is not None and (other is None or (type(other) is int and other == 0)):
            return False
        leak()

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"{OPEN}{self._number} {self._key!r}{CLOSE}"

    def __format__(self, spec: str) -> str:
        return str(self) if not spec else leak()

    def plain(self, key: bytes) -> int:
        """The number, for a compare on ``key``; an index of another key says nothing about this one."""
        return self._number if key == self._key else leak()


for _name in (
    "hash int float complex index lt le gt ge add radd sub rsub mul rmul truediv floordiv mod divmod pow "
    "neg pos abs and or xor rshift lshift round trunc floor ceil invert reduce_ex copy deepcopy"
).split():
    setattr(Index, f"__{_name}__", leak)

_HIDDEN = Index(None, 0)


def leaves_a_mark(text: str) -> bool:
    """True if an opaque index was written into ``text``."""
    return OPEN in text


def canonical(state: State) -> State:
    """``state`` with each key's version for its index, and no revision of its own."""
    kvs = tuple(kv._replace(create_revision=1, mod_revision=kv.version) for kv in state.kvs)
    return state._replace(revision=1, kvs=kvs)


def without_revisions(answer: Any) -> Any:
    """``answer`` as the history keeps it: without the revisions that a client is not shown."""
    if isinstance(answer, TxnAnswer):
        return answer._replace(revision=0, answers=tuple(without_revisions(a) for a in answer.answers))
    return answer._replace(revision=0) if isinstance(answer, (RangeAnswer, PutAnswer)) else answer


def wrapped(answer: Any) -> Any:
    """``answer`` with opaque indexes, as a client is given it."""
    kind = type(answer)
    if kind is RangeAnswer:
        return answer._replace(revision=_HIDDEN, kvs=tuple(map(_kv, answer.kvs)))
    if kind is TxnAnswer:
        return answer._replace(revision=_HIDDEN, answers=tuple(map(wrapped, answer.answers)))
    if kind is PutAnswer:
        return answer._replace(revision=_HIDDEN, prev=answer.prev and _kv(answer.prev))
    return leak() if kind is DeleteAnswer else answer


def _kv(kv: KeyValue) -> Any:
    return kv._replace(create_revision=_HIDDEN, mod_revision=Index(kv.key, kv.mod_revision))  # type: ignore[arg-type]


def unwrapped(request: Any) -> Any:
    """``request`` with plain numbers for the opaque indexes that it hands back."""
    if type(request) is not Txn:
        return request
    compare, success, failure = request
    nested = any(type(part) is Txn for part in success + failure)
    return Txn(
        tuple([_compare(c) for c in compare]),
        tuple([unwrapped(part) for part in success]) if nested else success,
        tuple([unwrapped(part) for part in failure]) if nested else failure,
    )


_PRESENT = Range(b"")[3:6]
_ANY_REVISION = Range(b"")[9:]


def allowed(request: Any) -> None:
    """Leaks if ``request`` asks what only real revisions can answer, or writes down what a client was not shown."""
    kind = type(request)
    if kind is Txn:
        for part in request.success + request.failure:
            allowed(part)
    elif kind is Range:
        if request[3:6] != _PRESENT or request[9:] != _ANY_REVISION:
            leak()
    elif kind is not Put or any(mark in request.value or mark in request.key for mark in _TRACES):
        leak()


def _compare(compare: Compare) -> Compare:
    operand: Any = compare.operand
    if compare.target in ("value", "version"):
        return leak() if type(operand) is Index else compare
    if compare.operator not in ("==", "!=") or compare.range_end:
        leak()
    if type(operand) is Index and compare.target == "mod":
        return compare._replace(operand=operand.plain(compare.key))
    return leak() if type(operand) is Index or operand != 0 else compare
