"""The store as the explorer sees it: its states and their successors, numbered, each computed once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kubeish.errors import NotOffered
from kubeish.store import State, apply
from kubeish.store.requests import DeleteRange, Put, Range, Request, Txn

from .opaque import allowed, canonical, unwrapped, without_revisions, wrapped


class World:
    """Numbers states as they are met. ``apply`` is the store's own, remembered. ``opaque``: see that module."""

    def __init__(self, opaque: bool = False) -> None:
        self.opaque = opaque
        self.states: list[State] = []
        self._numbers: dict[State, int] = {}
        self._after: dict[tuple[int, Request], tuple[int, Any]] = {}

    def number(self, state: State) -> int:
        """The number of ``state``: equal states have equal numbers."""
        if self.opaque:
            state = canonical(state)
        if state not in self._numbers:
            self._numbers[state] = len(self.states)
            self.states.append(state)
        return self._numbers[state]

    def apply(self, number: int, request: Request) -> tuple[int, Any]:
        """The number of the state after ``request``, and the store's answer."""
        key = (number, request)
        found = self._after.get(key)
        if found is None:
            before = self.states[number]
            state, answer = apply(before, offered(request))
            after = number if state is before else self.number(state)
            found = self._after[key] = (after, without_revisions(answer) if self.opaque else answer)
        return found


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
        """The same, with opaque indexes."""
        request = unwrapped(request)
        allowed(request)
        return wrapped(self.ask(request))


def state_after(setup: Callable[[Any], Any] | State | None) -> State:
    """The state that ``setup``, a function of a client, makes of an empty store; a State stands for itself."""
    if isinstance(setup, State):
        return setup
    from kubeish.client import Client

    holder = Holder()
    if setup is not None:
        setup(Client(holder.ask))
    return holder.state
