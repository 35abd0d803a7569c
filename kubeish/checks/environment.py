"""Environment of an answer: a store in which rivals write and requests fail, as a plan says.

``play`` runs an answer's program in it and records each step. A plan is plain data, so that the
same run can be had again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial

from kubeish.errors import NotOffered
from kubeish.etcd.store import State, apply
from kubeish.etcd.store.messages import Answer, Refused, Request, Txn
from kubeish.explorer.blind_writes import collect_indexes, find_blind_writes, find_changed_keys, find_touched_keys
from kubeish.explorer.errors import WaitsForEver
from kubeish.explorer.forecast import Forecast
from kubeish.explorer.lone_store import run_ahead
from kubeish.explorer.real_time import monotonic, read_times
from kubeish.explorer.steps import LOST, Asks, Location, Lost, Program, Step
from kubeish.explorer.thread_output import OUTPUT
from kubeish.explorer.timeline import Timeline, TimelineStep
from kubeish.explorer.transitions import check_offered
from kubeish.explorer.virtual_time import REPLACEMENT
from kubeish.explorer.watchdog import WATCHDOG
from kubeish.wording import say

from .plans import Change, Plan, Storm, Trouble

YOURS, RIVAL = say("yours"), say("rival")


MOST_REQUESTS = 60
"""An answer that asks so often, while nothing interferes with it, is said to go on for ever."""


MOST_SECONDS = 4.0
"""For one run, which takes milliseconds, or under a second with a storm."""

_LEAST_SHARE = 0.01
"""A run that has had the processor for less of its time was waiting: even a busy machine gives it more."""

ReadTimes = Callable[[], tuple[float, float]]
"""Seconds that have passed, and those for which the answer has had the processor, each from some moment on."""

_FORESEEN_ROUNDS = MOST_REQUESTS // 2
"""Of a storm in one forecast: a round is a read and a write. Then it is looked at how long the run has taken."""


@dataclass(frozen=True)
class Move:
    """One request of the answer's or a rival's, with its answer and the states around it.

    ``answer``: the store's, None where the request did not reach it; ``told``: what the client got
    in its place; ``lost``: that was no answer; ``applied``: the store did the request.
    """

    who: str
    request: Request
    answer: Answer | None
    before: State
    after: State
    told: Answer | Lost | None = None
    applied: bool = True
    lost: bool = False

    @property
    def changed(self) -> tuple[bytes, ...]:
        """The keys that it changed."""
        return find_changed_keys(self.before, self.after) if self.before is not self.after else ()


@dataclass(frozen=True)
class Play:
    """One run. ``end``: how the answer ended, or an Asks where it went on for too long."""

    program: Program
    plan: Plan
    start: State
    moves: tuple[Move, ...]
    end: Step
    trouble: Trouble | None

    @cached_property
    def yours(self) -> list[Move]:
        """The answer's own requests."""
        return [move for move in self.moves if move.who == YOURS]

    @cached_property
    def writes(self) -> list[Move]:
        """Those of them that changed something."""
        return [move for move in self.yours if move.changed]

    @property
    def moments(self) -> list[State]:
        """The states that the answer can have seen."""
        return [move.before for move in self.yours] or [self.start]

    @property
    def after(self) -> State:
        """The store in the end."""
        return self.moves[-1].after if self.moves else self.start

    def make_timeline(self) -> Timeline:
        """The run as a Timeline, with the answer's own line at each step."""
        steps: list[TimelineStep] = []
        seen: dict[str, dict[bytes, int]] = {YOURS: {}, RIVAL: {}}
        history: list[object] = []
        for move in self.moves:
            location = self.program.locate(tuple(history)) if move.who == YOURS else Location()
            blind = find_blind_writes(move.request, seen[move.who], move.before, move.after)
            if not move.lost:
                seen[move.who].update(collect_indexes(move.request, move.answer))
            steps.append(
                TimelineStep(
                    who=move.who,
                    kind="lost" if move.lost else "step",
                    applied=move.applied,
                    request=move.request,
                    answer=move.answer,
                    before=move.before,
                    after=move.after,
                    location=location,
                    blind=blind if move.who == YOURS else (),
                )
            )
            if move.who == YOURS:
                history.append(move.told)
        end = None if isinstance(self.end, Asks) else self.end
        places = [number for number, step in enumerate(steps) if step.who == YOURS]
        if places:
            steps[places[-1]] = replace(steps[places[-1]], end=end)
        clients = (YOURS, RIVAL) if any(move.who == RIVAL for move in self.moves) else (YOURS,)
        return Timeline(clients, tuple(steps), {who: end if who == YOURS else None for who in clients})


class _Environment:
    """Answers an answer's requests as ``plan`` says."""

    def __init__(self, state: State, plan: Plan, read_times: ReadTimes) -> None:
        self.state, self.plan = state, plan
        self.moves: list[Move] = []
        self.requests: list[object] = []
        self.answers: list[object] = []
        self.trouble: Trouble | None = None
        self.error: Exception | None = None
        self._left, self._rounds = MOST_REQUESTS, plan.storm.rounds if plan.storm else 0
        self._read_times = read_times
        self._began, self._began_here = read_times(), monotonic()

    def answer(self, request: object) -> Answer | Lost | None:
        """The answer to the next request, or None if it gets none any more."""
        self._left -= 1
        if self._left < 0 or self.error:
            return None
        try:
            checked = check_offered(request)
            if self._has_taken(MOST_SECONDS, 5 * MOST_SECONDS):
                raise WaitsForEver(say("your function took seconds for a run of milliseconds: do not wait in it."))
            answer = self._answer(checked)
        except (NotOffered, WaitsForEver) as error:  # raised outside of the answer, which could swallow it
            self.error = error
            return None
        self.requests.append(request)
        self.answers.append(answer)
        return answer

    def foresee(self) -> Forecast | None:
        """What the answers to the next requests will be, up to the next event; None just before one."""
        place = len(self.requests)
        until = min([number for number in self.plan.at if number >= place], default=place + MOST_REQUESTS) - place
        most = min(self._left, until)
        if most <= 0 or self.error:
            return None
        storm = self.plan.storm
        if storm is None or not self._rounds:
            return Forecast(self.state, most)
        return Forecast(self.state, most, storm.key.encode(), self._foresee_storm(storm))

    def _foresee_storm(self, storm: Storm) -> tuple[tuple[Request, ...], ...]:
        """The rival's next rounds, if no transaction of the answer's succeeds meanwhile."""
        rounds, state = [], self.state
        for _ in range(min(self._rounds, _FORESEEN_ROUNDS)):
            rounds.append(tuple(storm.change.make_requests(state)))
            for request in rounds[-1]:
                state, _ = apply(state, request)
        return tuple(rounds)

    def _has_taken(self, waiting: float, working: float) -> bool:
        """Whether the answer has waited for so many seconds, with next to nothing done, or has worked for so many."""
        if monotonic() - self._began_here <= min(waiting, working):
            return False  # to ask for more takes longer
        passed, used = (now - began for now, began in zip(self._read_times(), self._began, strict=True))
        return used > working or (passed > waiting and used < _LEAST_SHARE * passed)

    def _answer(self, request: Request) -> Answer | Lost:
        events = self.plan.at.get(len(self.requests), ())
        for event in events:
            self._left = MOST_REQUESTS
            if isinstance(event, Change):
                self._change(event)
        storm = self.plan.storm
        if storm and self._has_taken(MOST_SECONDS / 2, MOST_SECONDS / 2):
            self._rounds = 0  # so many rounds must do
        if storm and self._rounds and isinstance(request, Txn) and storm.key.encode() in find_touched_keys(request):
            self._rounds, self._left = self._rounds - 1, MOST_REQUESTS
            self._change(storm.change)
        for event in events:
            if isinstance(event, Trouble):
                self.trouble = event
                self._move(YOURS, request, event.answer, event.applied)
                return event.answer
        return self._move(YOURS, request)

    def _change(self, change: Change) -> None:
        for request in change.make_requests(self.state):
            self._move(RIVAL, request)

    def _move(
        self, who: str, request: Request, given: Lost | Refused | None = None, applied: bool = True
    ) -> Answer | Lost:
        before = self.state
        after, answer = apply(before, request) if applied else (before, None)
        self.state = after
        is_lost = isinstance(given, Lost) or (given is not None and (applied or given.code == "UNAVAILABLE"))
        if isinstance(given, Refused) and not is_lost:
            answer = given
        self.moves.append(Move(who, request, answer, before, after, given or answer, applied, is_lost))
        return given or answer or LOST


def play(program: Program, start: State, plan: Plan | None = None) -> Play:
    """Run ``program`` from ``start`` on, as ``plan`` says. Raises ExploreError for what cannot be run."""
    plan = plan or Plan()
    environment = _Environment(start, plan, partial(read_times, program))
    with WATCHDOG, OUTPUT, REPLACEMENT:
        while True:
            history, asked = tuple(environment.answers), tuple(environment.requests)
            _, step = run_ahead(program, history, asked, environment.answer, environment.foresee)
            if not isinstance(step, Asks) or environment.error or environment.answer(step.request) is None:
                break
    if environment.error:
        raise environment.error
    return Play(program, plan, start, tuple(environment.moves), step, environment.trouble)
