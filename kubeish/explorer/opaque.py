"""Indexes that a client may hand back and compare, and nothing else: so that states which differ only in them are one.

A store's revision counts every write to every key. Two orders that write a key's neighbours in another sequence leave
other revisions behind, and states that no client can tell apart. So the explorer first tries *opaque* indexes: a key's
index is its version, the store's own revision is hidden. That is sound as long as no key is deleted (a version starts
again then) and each client only asks whether an index is 0, whether two indexes of one key are equal, and gives it
back in a compare for equality on that key: along each run, versions and revisions of one key match one to one, and the
answers to these questions are the same.

Whoever does anything else is found out, and all is explored again with real revisions. Three nets catch it. An
``Index`` is no int, so that arithmetic, order, hash, ``int()`` and the like *leak*. In a text it leaves a mark, which
is looked for in what is written and in what the invariant says. And each run of a client is played a second time with
plain numbers for indexes (``shown.numbered``), and must ask and end the same: that catches ``isinstance``, ``type``,
JSON, and texts that are taken apart. What would pass all three is code that takes a number out of a text and acts
differently on some numbers, yet alike on a marked text and on the one number that it was tried with.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NoReturn


class NeedRevisions(BaseException):
    """A client did more with an index than hand it back: explore with real revisions."""


class Leaks:
    """Counts how often more was wanted of an index than it could give, since a client may swallow the NeedRevisions."""

    count = 0


def leak(*_: object) -> NoReturn:
    """More is wanted of an index than an opaque one can give."""
    Leaks.count += 1
    raise NeedRevisions


_OPEN, _OF, _CLOSE = "\ue000", "\ue001", "\ue002"  # for private use: no text of a learner's has them
_ESCAPED = "\\ue000"  # as JSON and repr write it
_MARK = re.compile(r"(?:\ue000|\\ue000)(\d+)(?:\ue001|\\ue001)\d+(?:\ue002|\\ue002)")
TRACES = (_OPEN.encode(), _ESCAPED.encode())


class Index:
    """An index of ``key``, as a client may hold it; a ``key`` of None is a revision that is not shown at all."""

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
        return f"{_OPEN}{self.number()}{_OF}{_sum(self.key)}{_CLOSE}"

    def __format__(self, spec: str) -> str:
        return str(self) if not spec else leak()

    def number(self) -> int:
        """A number that could stand here, for a run that tries one: small, and rising with each write to the key."""
        return first_number(self.key) + self.version


for _name in (
    "hash int float complex index lt le gt ge add radd sub rsub mul rmul truediv floordiv mod divmod pow "
    "neg pos abs and or xor rshift lshift round trunc floor ceil invert reduce_ex copy deepcopy"
).split():
    setattr(Index, f"__{_name}__", leak)

HIDDEN = Index(None, 0)


def first_number(key: bytes | None) -> int:
    """Where the numbers of ``Index.number`` begin for ``key``."""
    return 1 + _sum(key) % 5


@cache
def _sum(key: bytes | None) -> int:
    """Something that differs from key to key, most of the time."""
    return sum(key or b"")


def leaves_a_mark(text: str) -> bool:
    """True if an opaque index was written into ``text``."""
    return _OPEN in text or _ESCAPED in text


def without_marks(text: str) -> str:
    """``text`` as it reads where each index is its number."""
    return _MARK.sub(r"\1", text)
