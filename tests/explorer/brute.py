"""An oracle for the explorer: each order really run, by clients in threads that move one request at a time.

No replay, no memory of states, real revisions. Which thread runs next is never left to chance: all wait but one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

from kubeish.client import Client
from kubeish.errors import ConnectionTimeoutError
from kubeish.explorer import CRASHED, Raised, Returned
from kubeish.store import State, apply

PATIENCE = 20


class Died(BaseException):
    """Ends the thread of a client that crashes."""


class Walker:
    """One client in a thread of its own, which stands still at each request."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self.function = function
        self.asked: SimpleQueue[Any] = SimpleQueue()
        self.told: SimpleQueue[Any] = SimpleQueue()
        self.end: Any = None
        self.request: Any = None
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        self._wait()

    def tell(self, answer: Any) -> None:
        """Let it go on with ``answer`` (an exception is raised in it) up to its next request, or its end."""
        self.told.put(answer)
        self._wait()

    def _wait(self) -> None:
        self.request = self.asked.get(timeout=PATIENCE)
        if self.end is not None:
            self.thread.join(PATIENCE)

    def _ask(self, request: Any) -> Any:
        self.asked.put(request)
        answer = self.told.get(timeout=PATIENCE)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def _run(self) -> None:
        try:
            self.end = Returned(self.function(Client(self._ask)))
        except Died:
            self.end = CRASHED
        except BaseException as error:
            self.end = Raised(error)
        self.asked.put(None)


@dataclass(frozen=True)
class Choice:
    """What may happen next."""

    who: str
    kind: str = "step"
    applied: bool = True


@dataclass(frozen=True)
class Done:
    """One order, run to its end."""

    order: tuple[Choice, ...]
    state: State
    ends: dict[str, Any]


def every_order(
    clients: dict[str, Callable[[Any], Any]], state: State, crashes: int = 0, lost_replies: int = 0
) -> Iterator[Done]:
    """Each order there is, one run for each: the choices made last are changed first."""
    picks: list[int] = []
    while True:
        widths, done = _one_order(clients, state, {"crash": crashes, "lost": lost_replies}, picks)
        yield done
        picks += [0] * (len(widths) - len(picks))
        while picks and picks[-1] + 1 == widths[len(picks) - 1]:
            picks.pop()
        if not picks:
            return
        picks[-1] += 1


def _one_order(
    clients: dict[str, Callable[[Any], Any]], state: State, faults: dict[str, int], picks: list[int]
) -> tuple[list[int], Done]:
    faults = dict(faults)
    walkers = {who: Walker(function) for who, function in clients.items()}
    widths: list[int] = []
    order: list[Choice] = []
    while choices := _choices(walkers, state, faults):
        choice = choices[picks[len(order)] if len(order) < len(picks) else 0]
        widths.append(len(choices))
        order.append(choice)
        if choice.kind in faults:
            faults[choice.kind] -= 1
        state = _do(walkers[choice.who], choice, state)
    return widths, Done(tuple(order), state, {who: walker.end for who, walker in walkers.items()})


def _choices(walkers: dict[str, Walker], state: State, faults: dict[str, int]) -> list[Choice]:
    choices = []
    for who, walker in walkers.items():
        if walker.end is not None:
            continue
        choices.append(Choice(who))
        if faults["crash"]:
            choices.append(Choice(who, "crash", False))
        if faults["lost"]:
            choices.append(Choice(who, "lost"))
            if apply(state, walker.request)[0] != state:  # else nobody can tell whether it arrived
                choices.append(Choice(who, "lost", False))
    return choices


def _do(walker: Walker, choice: Choice, state: State) -> State:
    if choice.kind == "crash":
        walker.tell(Died())
        return state
    after, answer = apply(state, walker.request)
    walker.tell(answer if choice.kind == "step" else ConnectionTimeoutError("lost"))
    return after if choice.applied else state
