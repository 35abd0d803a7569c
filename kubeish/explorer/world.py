"""The store as the explorer sees it: its states and their successors, numbered, each computed once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kubeish.errors import NotOffered
from kubeish.store import State, apply
from kubeish.store.requests import DeleteRange, Put, Range, Request, Txn

from .shown import allowed, canonical, numbered, unnumbered, unwrapped, without_revisions, wrapped
from .steps import LOST
from .trouble import BadSetup

LOST_ANSWER = 0
"""The number of the answer that never came."""


class World:
    """Numbers states and answers as they are met. ``apply`` is the store's own, remembered. ``opaque``: see there."""

    def __init__(self, opaque: bool = False) -> None:
        self.opaque = opaque
        self.states: list[State] = []
        self._numbers: dict[State, int] = {}
        self._shown: list[Any] = [LOST]
        self._answers: dict[Any, int] = {}
        self._after: dict[tuple[int, Request], tuple[int, int]] = {}

    def number(self, state: State) -> int:
        """The number of ``state``: equal states have equal numbers."""
        if self.opaque:
            state = canonical(state)
        if state not in self._numbers:
            self._numbers[state] = len(self.states)
            self.states.append(state)
        return self._numbers[state]

    def shown(self, answer: int) -> Any:
        """The answer of that number, as a client is shown it."""
        return self._shown[answer]

    def apply(self, number: int, request: Request) -> tuple[int, int]:
        """The number of the state after ``request``, and that of the store's answer."""
        key = (number, request)
        found = self._after.get(key)
        if found is None:
            found = self._after[key] = self._apply(self.states[number], number, request)
        return found

    def _apply(self, before: State, number: int, request: Request) -> tuple[int, int]:
        if self.opaque:
            allowed(request)
        state, answer = apply(before, offered(request))
        after = number if state is before else self.number(state)
        return after, self._answer(without_revisions(answer) if self.opaque else answer)

    def _answer(self, answer: Any) -> int:
        known = (type(answer), answer)  # named tuples of two kinds may be equal
        if known not in self._answers:
            self._answers[known] = len(self._shown)
            self._shown.append(wrapped(answer) if self.opaque else answer)
        return self._answers[known]


def offered(request: Any) -> Request:
    """``request`` itself, if it asks for nothing but the present state; else NotOffered."""
    plain = isinstance(request, (Range, Put, DeleteRange, Txn))
    if not plain or (isinstance(request, Range) and request.revision):
        raise NotOffered(
            f"the explorer cannot answer {type(request).__name__}"
            + (" at an earlier revision" if plain else "")
            + ": only get, put, delete and transactions on the present state can be explored."
        )
    return request


class Holder:
    """A state of the store that a plain client can be run on, for setting up and for looking at the end."""

    def __init__(self, state: State | None = None) -> None:
        self.state = State.empty() if state is None else state

    def ask(self, request: Request) -> Any:
        """Apply ``request`` and keep the state that it leads to."""
        self.state, answer = apply(self.state, offered(request))
        return answer

    def opaque_ask(self, request: Request) -> Any:
        """The same, with opaque indexes. The state must be canonical."""
        request = unwrapped(request)
        allowed(request)
        return wrapped(self._canonical_ask(request))

    def numbered_ask(self, request: Request) -> Any:
        """The same, with numbers in the place of opaque indexes."""
        return numbered(wrapped(self._canonical_ask(unnumbered(request))))

    def _canonical_ask(self, request: Request) -> Any:
        answer = without_revisions(self.ask(request))
        self.state = canonical(self.state)
        return answer


def state_after(setup: Callable[[Any], Any] | State | None) -> State:
    """The state that ``setup``, a function of a client, makes of an empty store; a State stands for itself.

    Raises BadSetup if it is no function, or stops with an error.
    """
    if isinstance(setup, State):
        return setup
    from kubeish.client import Client

    holder = Holder()
    if setup is None:
        return holder.state
    if not callable(setup):
        raise BadSetup(f"the setup is {setup!r}, not a function: give the function itself, without calling it.")
    try:
        setup(Client(holder.ask))
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        raise BadSetup(
            f"the setup stopped with {what} (it runs once, on an empty store, before the clients)."
        ) from error
    return holder.state
