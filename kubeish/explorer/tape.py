"""A tape: it answers a client with what was answered before, and pauses it at the first request without an answer."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, NoReturn

from kubeish.errors import ConnectionTimeoutError
from kubeish.errors_as import raised_as

from .budget import LineBudget
from .steps import History, Lost

_ASKS_AFTER_PAUSE = 20  # a ``finally`` or two may ask while the pause passes; a loop that swallowed it asks for ever

More = Callable[[Any, FrameType], Any]


class Pause(BaseException):
    """Stops a client at a request that has no answer yet. Not an Exception, so that no sane ``except`` catches it."""


class Tape:
    """Plays ``history`` back. Afterwards: what was ``asked``, the ``answers`` to it, and the ``pending`` request.

    ``more(request, frame)`` is asked past the end of the history, with the frame that asks: it gives one more answer,
    or None, and then the client is paused. ``plain`` makes of each request the one that the store is to get.
    """

    __slots__ = ("answers", "asked", "budget", "first_pause", "more", "pauses", "pending", "plain")

    def __init__(
        self,
        history: History,
        budget: LineBudget,
        more: More = lambda request, frame: None,
        plain: Callable[[Any], Any] | None = None,
    ) -> None:
        self.answers, self.budget, self.more, self.plain = list(history), budget, more, plain
        self.asked: list[Any] = []
        self.pending: Any = None
        self.pauses = 0
        self.first_pause: Pause | None = None

    def ask(self, request: Any) -> Any:
        """The recorded answer to the client's next request; past the end of the tape what ``more`` gives, or Pause."""
        if self.pauses:
            self._pause_again()
        if self.plain is not None:
            request = self.plain(request)
        place = len(self.asked)
        if place == len(self.answers):
            self._go_on(request)
        self.asked.append(request)
        answer = self.answers[place]
        if type(answer) is Lost:
            raise raised_as(ConnectionTimeoutError)("no reply came; the request may have happened")
        return answer

    def _go_on(self, request: Any) -> None:
        answer = self.more(request, sys._getframe(2))
        if answer is None:
            self.pauses, self.pending, self.first_pause = 1, request, (pause := Pause())
            raise pause
        self.answers.append(answer)

    def _pause_again(self) -> NoReturn:
        self.pauses += 1
        if self.pauses > _ASKS_AFTER_PAUSE:
            # A longer leash each time: sooner or later the line that stops it is not inside the ``try`` that swallows.
            self.budget.count_from(sys._getframe(2), self.pauses - _ASKS_AFTER_PAUSE)
        raise Pause
