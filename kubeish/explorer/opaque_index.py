"""Opaque indexes: to be handed back and compared; states that differ only in them are one.

A store's revision counts every write to every key. Two orders that write a key's neighbours in
another sequence leave other revisions behind, and states that no client can tell apart. So the
explorer first tries *opaque* indexes: a key's index is its version, the store's own revision is
hidden. That is sound as long as no key is deleted (a version starts again then) and each client
only asks whether an index is 0, whether two indexes of one key are equal, and gives it back in a
compare for equality on that key: along each run, versions and revisions of one key match one to
one, and the answers to these questions are the same.

A client that does anything else is detected, and all is explored again with real revisions.
There are three detectors. An ``Index`` is no int, so that arithmetic, order, hash, ``int()`` and
the like *leak*. In a text it leaves a mark, which is looked for in what is written and in what the
invariant says. And each run of a client is replayed with plain numbers for indexes
(``number_indexes``), and must ask and end the same: that catches ``isinstance``, ``type``, JSON,
and texts that are taken apart. What would pass all three is code that takes a number out of a text
and acts differently on some numbers, yet alike on a marked text and on the one number that it was
tried with.
"""

from __future__ import annotations

import re
import threading
from functools import cache
from typing import NoReturn


class NeedRevisions(BaseException):
    """A client did more with an index than hand it back: explore with real revisions."""


class _Leaks(threading.local):
    """Counts, by thread, how often more was wanted of an index than it can give.

    The client may swallow the NeedRevisions, and other threads may explore at the same time.
    """

    count = 0


LEAKS = _Leaks()


def leak(*_: object) -> NoReturn:
    """Raise NeedRevisions: more is wanted of an index than an opaque one can give."""
    LEAKS.count += 1
    raise NeedRevisions


_OPEN, _OF, _CLOSE = "\ue000", "\ue001", "\ue002"  # for private use: no learner's text has them
_ESCAPED = "\\ue000"  # as JSON and repr write it
_MARK = re.compile(r"(?:\ue000|\\ue000)(\d+)(?:\ue001|\\ue001)\d+(?:\ue002|\\ue002)")
TRACES = (_OPEN.encode(), _ESCAPED.encode())


class Index:
    """An index of ``key``, as a client may hold it; ``key`` None: a hidden revision."""

    __slots__ = ("key", "version")
    opaque = True  # by which the client's transactions know it

    def __init__(self, key: bytes | None, version: int) -> None:
        self.key, self.version = key, version

    def __eq__(self, other: object) -> bool:
        if type(other) is Index and self.key is not None and self.key == other.key:
            return self.version == other.version
        if self.key is not None and (other is None or (type(other) is int and other == 0)):
            return False
        leak()

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"{_OPEN}{self.to_number()}{_OF}{_sum_bytes(self.key)}{_CLOSE}"

    def __format__(self, spec: str) -> str:
        return str(self) if not spec else leak()

    def to_number(self) -> int:
        """A number in its place, for a run that tries one: it rises with each write to the key."""
        return get_first_number(self.key) + self.version


for _name in (
    "hash int float complex index lt le gt ge add radd sub rsub mul rmul truediv floordiv mod divmod pow "
    "neg pos abs and or xor rshift lshift round trunc floor ceil invert reduce_ex copy deepcopy"
).split():
    setattr(Index, f"__{_name}__", leak)

HIDDEN = Index(None, 0)


def get_first_number(key: bytes | None) -> int:
    """Where the numbers of ``Index.to_number`` begin for ``key``."""
    return 1 + _sum_bytes(key) % 5


@cache
def _sum_bytes(key: bytes | None) -> int:
    """A number that differs from key to key, most of the time."""
    return sum(key or b"")


def has_mark(text: str) -> bool:
    """True if an opaque index was written into ``text``."""
    return _OPEN in text or _ESCAPED in text


def strip_marks(text: str) -> str:
    """``text`` as it reads where each index is its number."""
    return _MARK.sub(r"\1", text)
