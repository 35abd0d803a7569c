"""A tape: it answers a client with what was answered before, and pauses it at the first request without an answer."""

from __future__ import annotations

import sys
from typing import Any, NoReturn

from kubeish.errors import ConnectionTimeoutError

from .budget import LineBudget
from .opaque import allowed, unwrapped
from .steps import History, Lost, Where
from .where import look_at

_ASKS_AFTER_PAUSE = 20  # a ``finally`` or two may ask while the pause passes; a loop that swallowed it asks for ever


class Pause(BaseException):
    """Stops a client at a request that has no answer yet. Not an Exception, so that no sane ``except`` catches it."""


class Tape:
    """Plays ``history`` back. Afterwards: what was ``asked``, the ``pending`` request, ``where`` the client stood."""

    def __init__(self, history: History, budget: LineBudget, looking: bool = False, opaque: bool = False) -> None:
        self.history, self.budget, self.looking, self.opaque = history, budget, looking, opaque
        self.asked: list[Any] = []
        self.pending: Any = None
        self.pauses = 0
        self.first_pause = Pause()
        self.where = Where()

    def ask(self, request: Any) -> Any:
        """The recorded answer to the client's next request; at the end of the tape, Pause."""
        if self.opaque:
            request = unwrapped(request)
        if self.pauses or len(self.asked) == len(self.history):
            self._pause(request)
        answer = self.history[len(self.asked)]
        self.asked.append(request)
        if isinstance(answer, Lost):
            raise ConnectionTimeoutError("no reply came; the request may have happened")
        return answer

    def _pause(self, request: Any) -> NoReturn:
        self.pauses += 1
        if self.pauses == 1:
            self.pending = request
            if self.opaque:
                allowed(request)
            if self.looking:
                self.where = look_at(sys._getframe(2))
            raise self.first_pause
        if self.pauses > _ASKS_AFTER_PAUSE:
            # A longer leash each time: sooner or later the line that stops it is not inside the ``try`` that swallows.
            self.budget.rearm(sys._getframe(2), self.pauses)
        raise Pause
