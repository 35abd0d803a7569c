"""LoneStore: answers one client while no other moves, to see how it goes on and whether it ends."""

from __future__ import annotations

from collections.abc import Callable

from kubeish.errors import NotOffered
from kubeish.etcd.client.base import Ask

from .client_view import ClientView
from .forecast import Forecast, Foresee, foresee_nothing
from .service_rules import NeedEvents
from .steps import Asks, History, Program, Requests, Step
from .transitions import NO_ANSWER, TransitionCache
from .waiting import Pair


class LoneStore:
    """Answers one client while no other moves. ``left``: answers left, -1 after one too many."""

    def __init__(self, cache: TransitionCache, state: int, left: int, view: ClientView) -> None:
        self.cache, self.state, self.left, self.view = cache, state, left, view
        self.answers: list[int] = []
        self.pairs: list[Pair] = []
        self.changed = 0  # of these, the last one that changed the store
        self.is_done = False  # it has refused an answer

    def ask(self, request: object) -> object:
        """The store's answer, or None if there have been too many, or there is none yet."""
        given = self._answer(request)
        self.is_done = given is None
        return given

    def foresee(self) -> Forecast | None:
        """The store as it is, where there are no leases and watches."""
        state = self.cache.states[self.state]
        return None if state.leases or self.cache.logged else Forecast(state, self.left)

    def _answer(self, request: object) -> object:
        self.left -= 1
        if self.left < 0:
            return None
        before = self.state
        try:
            asked = self.view.translate(request)
            self.state, answer = self.cache.apply(before, asked)
        except (NotOffered, NeedEvents):
            return None  # not in the middle of the client: the search meets it, too
        if answer == NO_ANSWER:
            return None
        return self._keep(request, asked, answer, before)

    def _keep(self, request: object, asked: object, answer: int, before: int) -> object:
        self.answers.append(answer)
        self.pairs.append((asked, self.cache.strip(answer)))
        if self.state != before:
            self.changed = len(self.pairs)
        given = self.cache.answers[answer]
        self.view = self.view.record(request, given)
        return given


def run_ahead(
    program: Program, history: History, asked: Requests, more: Ask, foresee: Foresee = foresee_nothing
) -> tuple[list[object], Step]:
    """Run on while ``more`` gives answers, not None: the requests, and the step after them.

    ``asked``: the requests that ``history`` answers; ``foresee``: a forecast of what ``more`` will answer.
    """
    if hasattr(program, "run_ahead"):
        found: tuple[list[object], Step] = program.run_ahead(history, asked, more, foresee)
        return found
    requests: list[object] = []
    step = program.next(history, asked)
    while isinstance(step, Asks) and (answer := more(step.request)) is not None:
        requests.append(step.request)
        history, asked = (*history, answer), (*asked, step.request)
        step = program.next(history, asked)
    return requests, step


def run_alone(program: Program, history: History, asked: Requests, make: Callable[[], LoneStore]) -> LoneStore:
    """Run on after ``history`` until the store gives no more answers, or the client has ended.

    A program may pause where it has never been paused before: then it is run once more.
    """
    while True:
        alone = make()
        _, last = run_ahead(program, history, asked, alone.ask, alone.foresee)
        if alone.is_done or not isinstance(last, Asks):
            return alone
