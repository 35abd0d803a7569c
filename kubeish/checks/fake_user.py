"""FakeUser: uses a learner's fake client, and remembers the indexes that it has answered. Answer's side.

An index may be any value, a random one too, so a swap names an index by when it was read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Step = tuple[Any, ...]
_FAR = 1_000_003


class FakeUser:
    """Uses the fakes that ``make`` makes, each by its number.

    Steps: ``("get", fake, key)``, ``("set", fake, key, value)`` and
    ``("swap", fake, key, value, key_read, read)``: at the index number ``read`` (0, 1, ... or -1, the
    last one) that ``get`` has answered for ``key_read``; at index 0 where ``read`` is None. Where it is
    ``later`` or ``earlier``, at one that no key has had, after or before the last one.
    """

    def __init__(self, make: Any) -> None:
        self.make = make
        self.fakes: dict[str, Any] = {}
        self.indexes: dict[tuple[str, str], list[object]] = {}

    def take_step(self, verb: str, fake: str, key: str, *args: Any) -> object:
        """Take one step. A get returns (value, number of the index among those of this key, is it 0).

        Equal indexes have one number; an index of 0 has none. What is no pair is returned in a list.
        """
        if fake not in self.fakes:
            self.fakes[fake] = self.make()
        on = self.fakes[fake]
        if verb == "get":
            return self._read(fake, key, on.get(key))
        if verb == "set":
            on.set(key, args[0])
            return None
        on.compare_and_swap(key, args[0], self._find_index(fake, *args[1:]))
        return None

    def _read(self, fake: str, key: str, found: Any) -> object:
        if not isinstance(found, tuple) or len(found) != 2:
            return [found]
        value, index = found
        if callable(index):
            return [found]  # a method that was never called, which is another one each time
        if index == 0:
            return value, 0, True
        known = self.indexes.setdefault((fake, key), [])
        if index not in known:
            known.append(index)
        return value, known.index(index), False

    def _find_index(self, fake: str, key: str, read: int | str | None) -> object:
        known: Sequence[object] = self.indexes.get((fake, key), [])
        if read is None or not known:
            return 0
        if isinstance(read, int):
            return _copy(known[read])
        last = known[-1]
        if not isinstance(last, (int, float)):
            return object()
        return last + (_FAR if read == "later" else -_FAR)


def _copy(index: Any) -> object:
    """An equal index that is another object, where that is possible: indexes are compared by ``==``."""
    if type(index) is int:
        return int(str(index))
    if type(index) is str:
        return "".join(list(index))
    if type(index) is float:
        return float(repr(index))
    return tuple([_copy(item) for item in index]) if type(index) is tuple else index
