"""Histories of one program by number, the same on both sides of the wire: what has crossed it once does not again.

A history is that of its *parent* and one more answer. Both sides add to their tables in the same order, so a number
means the same to both; a question is a number, and what follows the history of that number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from kubeish.etcd.client.base import Ask
from kubeish.explorer.steps import History, Requests


class _Entry(NamedTuple):
    parent: int
    answer: object
    request: object


def fill(requests: Sequence[object] | None, answers: Sequence[object]) -> Sequence[object]:
    """The requests, or a None for each answer where they are not known."""
    return (None,) * len(answers) if requests is None else requests


class HistoryTable:
    """Number 0 is the empty history. A request is None where only the answers are known."""

    def __init__(self) -> None:
        self._entries = [_Entry(-1, None, None)]
        self._numbers: dict[tuple[int, int, int], int] = {}

    def add(self, parent: int, answer: object, request: object) -> int:
        """The number of a history that goes on from ``parent``."""
        number = len(self._entries)
        self._entries.append(_Entry(parent, answer, request))
        # Objects, not values: some answers of two kinds are equal, and an opaque index has no hash. They are kept.
        self._numbers[parent, id(answer), id(request)] = number
        return number

    def add_all(self, parent: int, answers: Sequence[object], requests: Sequence[object] | None) -> int:
        """Add a history for each further answer; the number of the last. Requests may not be known."""
        for answer, request in zip(answers, fill(requests, answers)):
            parent = self.add(parent, answer, request)
        return parent

    def __len__(self) -> int:
        return len(self._entries)

    def truncate(self, length: int) -> None:
        """Forget the newest histories: the other side does not know them."""
        for number in range(length, len(self)):
            parent, answer, request = self._entries[number]
            del self._numbers[parent, id(answer), id(request)]
        del self._entries[length:]

    def follow(self, number: int, more: Ask) -> Ask:
        """``more``, each answer of which is added to the history ``number``."""

        def ask(request: object) -> Any:
            nonlocal number
            given = more(request)
            if given is not None:
                number = self.add(number, given, request)
            return given

        return ask

    def find(self, answers: History, requests: Requests | None) -> tuple[int, int]:
        """The longest history in the table that these begin with: its number, and how many answers it has."""
        number = 0
        for place, (answer, request) in enumerate(zip(answers, fill(requests, answers))):
            known = self._numbers.get((number, id(answer), id(request)))
            if known is None:
                return number, place
            number = known
        return number, len(answers)

    def trace(self, number: int) -> tuple[History, Requests]:
        """The answers and requests of a history. IndexError for a number that is not in the table."""
        answers: list[object] = []
        requests: list[object] = []
        while number > 0:
            number, answer, request = self._entries[number]
            answers.append(answer)
            requests.append(request)
        return tuple(answers[::-1]), tuple(requests[::-1])
