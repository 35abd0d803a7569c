"""Transitions of the store: states and answers, numbered, each computed once."""

from __future__ import annotations

from typing import Any

from kubeish.errors import NotOffered
from kubeish.etcd.store import State
from kubeish.etcd.store import service_messages as service
from kubeish.etcd.store.messages import Answer, DeleteRange, KeyValue, Put, Range, Request, Txn, TxnAnswer
from kubeish.etcd.store.service_messages import ServiceAnswer
from kubeish.etcd.store.watch_hub import OpenWatch
from kubeish.wording import say

from .opaque_messages import canonicalize, check_request, strip_revisions, wrap_indexes
from .service_rules import (
    ON_KEYS,
    ON_LEASES,
    LeaseEnd,
    Log,
    NeedEvents,
    WatchOpen,
    WatchRead,
    apply_any,
    open_watch,
    read_events,
)
from .steps import LOST, Lost

LOST_ANSWER = 0
"""The number of the answer that never came."""

NO_ANSWER = -1
"""In the place of an answer's number: there is none yet, and the client waits."""

_STATE_BYTES, _KEY_BYTES, _TRANSITION_BYTES, _ANSWER_BYTES, _NODE_BYTES = 500, 130, 260, 700, 700
"""Of memory, measured by benchmarks/explore_bounds.py: a state, a key in it, a request in it, an answer, a node."""

Keys = tuple[bytes, bytes]
"""A key, and the end of a range or an empty text."""


class TransitionCache:
    """Numbers states and answers as they are met. ``opaque``: clients are given opaque indexes.

    ``logged``: the keys whose writes are part of a state, since a client watches them.
    """

    def __init__(self, opaque: bool = False, logged: tuple[Keys, ...] = ()) -> None:
        self.opaque, self.logged = opaque, logged
        self._watches = [OpenWatch(service.Watch(*keys)) for keys in logged]
        self.states: list[State] = []
        self.logs: list[Log] = []
        self.answers: list[Answer | ServiceAnswer | Lost] = [LOST]
        self._state_numbers: dict[tuple[State, Log], int] = {}
        self._answer_numbers: dict[tuple[type, Answer | ServiceAnswer], int] = {}
        self._after: dict[tuple[int, object], tuple[int, int]] = {}
        self._stripped: dict[int, object] = {}
        self._held = 0

    def estimate_bytes(self) -> int:
        """About how many bytes of memory the states, answers and transitions take."""
        return self._held + len(self._after) * _TRANSITION_BYTES + len(self.answers) * _ANSWER_BYTES

    def hold(self, request: object) -> None:
        """Count the memory of a client's node and its request, whose values the states then share."""
        self._held += _NODE_BYTES + _measure_values(request)

    def number_state(self, state: State, log: Log = ()) -> int:
        """The number of ``state``: equal states have equal numbers. ``log``: how it came about."""
        if self.opaque:
            state = canonicalize(state)
        key = (state, log)
        if key not in self._state_numbers:
            self._state_numbers[key] = len(self.states)
            self._held += _STATE_BYTES + len(state.kvs) * _KEY_BYTES
            self.states.append(state)
            self.logs.append(log)
        return self._state_numbers[key]

    def apply(self, number: int, request: object) -> tuple[int, int]:
        """The number of the state after ``request``, and that of the store's answer, or NO_ANSWER."""
        key = (number, request)
        found = self._after.get(key)
        if found is None:
            found = self._after[key] = self._apply(self.states[number], number, request)
        return found

    def find_answer(self, number: int, request: object) -> object:
        """The store's answer to ``request`` in a state; None where there is none yet."""
        answer = self.apply(number, request)[1]
        return None if answer == NO_ANSWER else self.answers[answer]

    def strip(self, answer: int) -> object:
        """An answer without the store's revision, by its number: to be compared."""
        if answer not in self._stripped:
            self._stripped[answer] = _strip(self.answers[answer])
        return self._stripped[answer]

    def _apply(self, before: State, number: int, request: object) -> tuple[int, int]:
        if self.opaque:
            check_request(request)
        if isinstance(request, (WatchOpen, WatchRead)):
            return number, self._watch(number, request)
        if not isinstance(request, LeaseEnd):
            check_explored(request)
        state, answer, changes = apply_any(before, request)
        log = self.logs[number] + self._select(changes) if self.logged else ()
        after = number if state is before else self.number_state(state, log)
        return after, self.number_answer(strip_revisions(answer) if self.opaque else answer)

    def _select(self, changes: list[KeyValue]) -> Log:
        """Of what was written, what some client watches."""
        return tuple(kv for kv in changes if any(watch.follows(kv) for watch in self._watches))

    def _watch(self, number: int, request: WatchOpen | WatchRead) -> int:
        state, start = self.states[number], self.states[0]
        if isinstance(request, WatchRead):
            answer = read_events(state, self.logs[number], start.kvs, request)
            return NO_ANSWER if answer is None else self.number_answer(answer)
        created, watch = open_watch(state, request, start.revision), request.watch
        if isinstance(created, service.WatchCreated) and (watch.key, watch.range_end) not in self.logged:
            raise NeedEvents(watch.key, watch.range_end)
        return self.number_answer(created)

    def number_answer(self, answer: Any) -> int:
        """The number of ``answer``: equal answers have equal numbers."""
        known = (type(answer), answer)  # named tuples of two kinds may be equal
        if known not in self._answer_numbers:
            self._answer_numbers[known] = len(self.answers)
            self._held += len(getattr(answer, "kvs", ())) * _KEY_BYTES
            self.answers.append(wrap_indexes(answer) if self.opaque else answer)
        return self._answer_numbers[known]


def _measure_values(request: object) -> int:
    """The bytes of all values in a request."""
    if isinstance(request, Txn):
        return sum(map(_measure_values, (*request.success, *request.failure)))
    return len(request.value) if isinstance(request, Put) else 0


def _strip(answer: Any) -> object:
    if isinstance(answer, TxnAnswer):
        return TxnAnswer(0, answer.succeeded, tuple(map(_strip, answer.answers)))  # type: ignore[arg-type]  # answers
    is_dated = hasattr(answer, "revision") and not isinstance(answer, service.WatchAnswer)
    return type(answer), (answer._replace(revision=0) if is_dated else answer)


def check_explored(request: object) -> None:
    """Raise NotOffered for what cannot be explored: an earlier revision, compaction, what belongs to the server."""
    if isinstance(request, ON_LEASES) or (isinstance(request, ON_KEYS) and not getattr(request, "revision", 0)):
        return
    raise NotOffered(
        say(
            "the explorer cannot answer {name} at an earlier revision: only requests on the present state, leases and "
            "watches can be explored."
            if isinstance(request, Range)
            else "the explorer cannot answer {name}: only requests on the present state, leases and watches can be "
            "explored.",
            name=type(request).__name__,
        )
    )


def check_offered(request: object) -> Request:
    """``request``, if it asks for the present state alone. Raises NotOffered otherwise."""
    if isinstance(request, (Range, Put, DeleteRange, Txn)) and not (isinstance(request, Range) and request.revision):
        return request
    raise NotOffered(
        say(
            "the explorer cannot answer {name} at an earlier revision: only get, put, delete and transactions on the "
            "present state can be explored."
            if isinstance(request, Range)
            else "the explorer cannot answer {name}: only get, put, delete and transactions on the present state can "
            "be explored.",
            name=type(request).__name__,
        )
    )
