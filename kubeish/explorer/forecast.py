"""Forecast: the store as a client's next requests will meet it, so that a client elsewhere can run on by itself.

A client in a sandbox asks over a pipe, and most of what it asks meets a store that nothing else acts on. So it
is sent the store with the question, answers its own requests from it, and sends them back together. The store
that counts stays here, and does each of these requests too: a forecast that was wrong, or a client that
says what it likes, changes nothing in what is true.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from kubeish.errors import NotOffered
from kubeish.etcd.store import State, apply
from kubeish.etcd.store.messages import Request, Txn

from .blind_writes import find_touched_keys
from .opaque_index import NeedRevisions
from .opaque_messages import canonicalize, check_request, strip_revisions, wrap_indexes
from .transitions import check_offered


class Forecast(NamedTuple):
    """``state``, which so many requests as ``most`` will meet.

    Just before each transaction that touches ``key`` the next of ``storm`` is done by a rival: it is not known
    how things go on after the last one. An empty key: there is no such rival.
    """

    state: State
    most: int
    key: bytes = b""
    storm: tuple[tuple[Request, ...], ...] = ()


Foresee = Callable[[], Forecast | None]
"""Gives a forecast for the requests that come next, or None."""


def foresee_nothing() -> None:
    """No forecast."""


class ForecastStore:
    """Answers requests as a forecast says. ``opaque``: with opaque indexes, of a canonical state."""

    def __init__(self, forecast: Forecast, opaque: bool = False) -> None:
        self._state, self._left, self._key, storm = forecast
        self._storm, self._opaque = iter(storm), opaque

    def ask(self, request: object) -> Any:
        """The store's answer, or None where it is not foreseen."""
        self._left -= 1
        if self._left < 0:
            return None
        try:
            return self._answer(check_offered(request))
        except (NotOffered, NeedRevisions):  # the store that counts says so
            self._left = 0
            return None

    def _answer(self, request: Request) -> Any:
        if self._opaque:
            check_request(request)
        if self._key and isinstance(request, Txn) and self._key in find_touched_keys(request):
            changes = next(self._storm, None)
            if changes is None:
                self._left = 0
                return None
            for change in changes:
                self._state, _ = apply(self._state, change)
        self._state, answer = apply(self._state, request)
        if not self._opaque:
            return answer
        self._state = canonicalize(self._state)
        return wrap_indexes(strip_revisions(answer))
