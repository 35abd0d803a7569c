"""FakeEtcdClient: the fake of #265's tests, in Python, with its fault: lesson 02 asks for it.

Source: pkg/util/fake_etcd_client.go at ba1882a, where CompareAndSwap calls Set and no index is set.
"""

from __future__ import annotations

import inspect


class FakeEtcdClient:
    """A store for tests: a dict. ``get`` answers (value, index)."""

    def __init__(self) -> None:
        self.data: dict[str, tuple[str, int]] = {}

    def get(self, key: str) -> tuple[str | None, int]:
        """The value and its index; (None, 0) if there is none."""
        return self.data.get(key, (None, 0))

    def set(self, key: str, value: str) -> None:
        """Write the key."""
        self.data[key] = (value, 0)

    def compare_and_swap(self, key: str, value: str, index: int) -> None:
        """Write the key if it is at ``index``."""
        self.set(key, value)


def number_lines(thing: type = FakeEtcdClient) -> str:
    """The source of ``thing``, each line with its number."""
    lines = inspect.getsource(thing).splitlines()
    return "\n".join(f"{number:3}  {line}".rstrip() for number, line in enumerate(lines, 1))


def find_line(text: str, after: str) -> int:
    """The number of the first line with ``text`` that follows the line with ``after``."""
    lines = inspect.getsource(FakeEtcdClient).splitlines()
    start = next(number for number, line in enumerate(lines) if after in line)
    return next(number for number, line in enumerate(lines, 1) if number > start + 1 and text in line)
