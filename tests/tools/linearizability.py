"""Check of a history: is there one order of all requests, true to the clock, in which every answer is right?

The rules are kubeish.etcd.store's own, and the search is Wing and Gong's with Lowe's memo (Wing, Gong: "Testing and
Verifying Concurrent Objects", 1993; Lowe: "Testing for linearizability", 2017). Three things keep it short, and none
of them loses an order. A read that is right now may be taken now, as it changes nothing. etcd's answers name the
store's revision, so a write that was answered has its place, and nothing else can take it. And where a write was
never answered, what others have read at a revision says which write it was. Since revisions count the writes to the
whole store, the history is not taken apart by keys: that would forget the most telling part of each answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from kubeish.errors import KubeishError
from kubeish.etcd.store import State, apply
from kubeish.etcd.store.messages import Answer, Refused
from tests.tools.history import Operation
from tests.tools.history_evidence import collect_reads, is_write, read_revision

MAX_PLACES = 100_000  # places in the search where several writes might come next


class HistoryTooHard(KubeishError, RuntimeError):
    """The search found neither an order nor that there is none, within its bound."""


@dataclass(frozen=True)
class Verdict:
    """``order``: the requests in an order that explains every answer; or, where there is none, as far as one goes.

    ``stuck``: then the requests of which one would have to come next, each with the answer that it should have had.
    """

    linearizable: bool
    order: tuple[Operation, ...]
    stuck: tuple[tuple[Operation, Answer], ...] = ()

    def __bool__(self) -> bool:
        return self.linearizable

    def __str__(self) -> str:
        if self.linearizable:
            return f"linearizable: one order of {len(self.order)} requests explains every answer"
        stuck = "; ".join(
            f"{op.client} asked {op.request} and was told {op.answer}, not {due}" for op, due in self.stuck
        )
        return f"not linearizable: {len(self.order)} requests can be put in order, and then none can come next: {stuck}"


def check(history: Iterable[Operation], start: State | None = None) -> Verdict:
    """Search for an order that explains the history of a store that was ``start`` (empty) before it.

    What was refused is left out, as it changed nothing. Raises HistoryTooHard where the search grows beyond its bound.
    """
    served = [operation for operation in history if not isinstance(operation.answer, Refused)]
    return _Search(served).run(start or State.empty())


@dataclass
class _Place:
    """How far one order has come: the state, and which requests it holds, the answered and the unanswered by index."""

    state: State
    done: bytearray
    first: int = 0  # all answered ones before this are done
    guessed: frozenset[int] = frozenset()
    order: list[Operation] = field(default_factory=list)

    def fork(self) -> _Place:
        return _Place(self.state, bytearray(self.done), self.first, self.guessed, list(self.order))

    def fingerprint(self) -> tuple[bytes, frozenset[int], State]:
        """What the rest of the search depends on."""
        return bytes(self.done), self.guessed, self.state


class _Move(NamedTuple):
    """A request that may come next, and the state after it."""

    operation: Operation
    number: int
    state: State


class _Search:
    def __init__(self, history: list[Operation]) -> None:
        by_time = sorted(history, key=lambda op: op.called)
        self.answered = [op for op in by_time if op.answer is not None]
        self.unanswered = [op for op in by_time if op.answer is None]
        self.claimed = {read_revision(op) for op in self.answered if is_write(op.answer)}
        self.seen = collect_reads(self.answered)

    def run(self, start: State) -> Verdict:
        """Depth first, from one place where several writes might come next to the next such place."""
        furthest = place = _Place(start, bytearray(len(self.answered)))
        known, choices = set(), [(place, list[_Move]())]
        for _ in range(MAX_PLACES):
            moves = self._go_on(place)
            if moves is None:
                return Verdict(True, tuple(place.order))
            furthest = max(furthest, place, key=lambda one: len(one.order))
            if moves and place.fingerprint() not in known:
                known.add(place.fingerprint())
                choices.append((place, moves))
            while choices and not choices[-1][1]:
                choices.pop()
            if not choices:
                return Verdict(False, tuple(furthest.order), tuple(self._find_due(furthest)))
            place = choices[-1][0].fork()
            self._take(place, choices[-1][1].pop(0))
        raise HistoryTooHard(f"{MAX_PLACES} places neither explain nor refute this history: record a shorter one.")

    def _go_on(self, place: _Place) -> list[_Move] | None:
        """Take all that must come next, as far as that is certain; then the choices. None: all is explained."""
        while window := self._find_window(place):
            moves = self._find_right(place, window)
            read = next((move for move in moves if move.state is place.state), None)
            moves = [read] if read else moves or self._guess(place, window)
            if len(moves) != 1:
                return moves
            self._take(place, moves[0])
        return None

    def _find_window(self, place: _Place) -> list[int]:
        """The answered requests that may come next: asked before any other that is left was answered."""
        window: list[int] = []
        for i in range(place.first, len(self.answered)):
            if window and self.answered[i].called > self._find_window_end(window):
                break
            if not place.done[i]:
                window.append(i)
        return window

    def _find_window_end(self, window: list[int]) -> int:
        return min(self.answered[i].returned or 0 for i in window)

    def _find_right(self, place: _Place, window: list[int]) -> list[_Move]:
        """Those of the window whose answer would be right now."""
        moves = []
        for i in window:
            operation = self.answered[i]
            if 0 <= read_revision(operation) - place.state.revision <= 1:  # else there is no need to try
                state, answer = apply(place.state, operation.request)
                if answer == operation.answer:
                    moves.append(_Move(operation, i, state))
        return moves

    def _guess(self, place: _Place, window: list[int]) -> list[_Move]:
        """The unanswered writes that may have happened now, and left what others have seen of this revision."""
        revision, end = place.state.revision + 1, self._find_window_end(window)
        moves: list[_Move] = []
        if revision in self.claimed:
            return moves
        for i, operation in enumerate(self.unanswered):
            if i not in place.guessed and operation.called <= end:
                state, _ = apply(place.state, operation.request)
                if state.revision == revision and all(state.find(kv.key) == kv for kv in self.seen[revision]):
                    moves.append(_Move(operation, i, state))
        return moves

    def _take(self, place: _Place, move: _Move) -> None:
        place.state = move.state
        place.order.append(move.operation)
        if move.operation.answer is None:
            place.guessed |= {move.number}
        else:
            place.done[move.number] = 1
        while place.first < len(place.done) and place.done[place.first]:
            place.first += 1

    def _find_due(self, place: _Place) -> Iterator[tuple[Operation, Answer]]:
        for i in self._find_window(place):
            yield self.answered[i], apply(place.state, self.answered[i].request)[1]
