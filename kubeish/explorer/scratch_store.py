"""ScratchStore: a store on which a setup or an invariant runs, outside of any order."""

from __future__ import annotations

from typing import Any

from kubeish.etcd.client import EmbeddedClient
from kubeish.etcd.store import State
from kubeish.etcd.store.messages import Answer
from kubeish.wording import say

from .errors import BadSetup
from .opaque_messages import (
    canonicalize,
    check_request,
    number_indexes,
    strip_revisions,
    unwrap_indexes,
    unwrap_numbers,
    wrap_indexes,
)
from .service_rules import apply_any
from .steps import ClientFunction
from .transitions import check_explored


class ScratchStore:
    """A store of one ``state`` on which a client can be run, to set it up or to read it."""

    def __init__(self, state: State | None = None) -> None:
        self.state = State.empty() if state is None else state

    def ask(self, request: object) -> Any:
        """Apply ``request`` and keep the state that it leads to."""
        check_explored(request)
        self.state, answer, _ = apply_any(self.state, request)
        return answer

    def ask_opaque(self, request: object) -> Answer:
        """Do the same with opaque indexes. The state must be canonical."""
        request = unwrap_indexes(request)
        check_request(request)
        return wrap_indexes(self._ask_canonical(request))

    def ask_numbered(self, request: object) -> object:
        """Do the same with numbers in the place of opaque indexes."""
        return number_indexes(wrap_indexes(self._ask_canonical(unwrap_numbers(request))))

    def _ask_canonical(self, request: object) -> Answer:
        answer = strip_revisions(self.ask(request))
        self.state = canonicalize(self.state)
        return answer


def run_setup(setup: ClientFunction | State | None) -> State:
    """The state that ``setup`` makes of an empty store; a State stands for itself.

    Raises BadSetup if it is no function, or stops with an error.
    """
    if isinstance(setup, State):
        return setup
    store = ScratchStore()
    if setup is None:
        return store.state
    if not callable(setup):
        raise BadSetup(
            say("the setup is {setup!r}, not a function: give the function itself, without calling it.", setup=setup)
        )
    try:
        setup(EmbeddedClient(store.ask))
    except Exception as error:
        what = say("{name}: {error}", name=type(error).__name__, error=str(error))
        raise BadSetup(
            say("the setup stopped with {what} (it runs once, on an empty store, before the clients).", what=what)
        ) from error
    return store.state
