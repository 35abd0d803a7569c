"""ReplayLog: plays the answers of a history back to a client, and then pauses it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

from kubeish.errors import ConnectionTimeoutError
from kubeish.etcd.etcd3_compat import pick_error_class
from kubeish.etcd.store.service_messages import Done, WatchAnswer, WatchCancel, WatchNext

from .line_budget import LineBudget
from .steps import History, Lost
from .virtual_time import ROUND_TRIP, Clock

# A `finally` or two may ask while the pause passes; a loop that swallowed it asks without end.
_ASKS_AFTER_PAUSE = 20

More = Callable[[object, FrameType], object]
"""Gives one more answer, to the request that the frame makes, or None for a pause."""


class Pause(BaseException):
    """Stops a client at a request that has no answer yet. It passes every ``except Exception``."""


class ReplayLog:
    """Plays ``history`` back. It keeps what was ``asked``, and the ``pending`` request.

    ``unwrap`` makes of each request the one that the store is to get; ``clock`` is the client's.
    """

    __slots__ = (
        "answers",
        "asked",
        "budget",
        "cancelled",
        "clock",
        "first_pause",
        "more",
        "pauses",
        "pending",
        "unwrap",
    )

    def __init__(
        self, history: History, budget: LineBudget, more: More, unwrap: Callable[[object], object] | None, clock: Clock
    ) -> None:
        self.answers, self.budget, self.more, self.unwrap, self.clock = list(history), budget, more, unwrap, clock
        self.asked: list[object] = []
        self.cancelled: set[object] = set()
        self.pending: object = None
        self.pauses = 0
        self.first_pause: Pause | None = None

    def ask(self, request: object) -> object:
        """The answer to the client's next request. Raises Pause where there is none."""
        if type(request) is WatchCancel:
            self.cancelled.add(request.id)
            return Done(0)  # no step: nothing that another client sees depends on it
        if self.pauses:
            self._pause_again()
        if type(request) is WatchNext and request.id in self.cancelled:
            return WatchAnswer(0, (), True)
        if self.unwrap is not None:
            request = self.unwrap(request)
        place = len(self.asked)
        if place == len(self.answers):
            self._go_on(request)
        self.asked.append(request)
        self.clock.wait(ROUND_TRIP)
        answer = self.answers[place]
        if type(answer) is Lost:
            raise pick_error_class(ConnectionTimeoutError)("no reply came; the request may have happened")
        if type(answer) is WatchAnswer and not answer.events:
            self.clock.wait(getattr(request, "wait", None) or 0)
        return answer

    def _go_on(self, request: object) -> None:
        answer = self.more(request, sys._getframe(2))
        if answer is None:
            self.pauses, self.pending, self.first_pause = 1, request, (pause := Pause())
            self.clock.pause = pause
            raise pause
        self.answers.append(answer)

    def _pause_again(self) -> NoReturn:
        self.pauses += 1
        if self.pauses > _ASKS_AFTER_PAUSE:
            # Larger each time, so that in the end it is used up outside of the `try` that swallows.
            self.budget.count_from(sys._getframe(2), self.pauses - _ASKS_AFTER_PAUSE)
        raise Pause
