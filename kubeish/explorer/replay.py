"""Replay: run a client from its start, on the answers it has had, up to the next request.

So the next step of a client is a function of its history. Nothing here knows the store's rules, or
other clients.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from types import FrameType
from typing import Generic, TypeVar

from kubeish.etcd.client.base import Ask
from kubeish.wording import say

from .determinism import EndSampler, Replay, explain_difference
from .errors import StartsThread, SwallowedPause
from .forecast import Foresee, foresee_nothing
from .line_budget import LineBudget, LineBudgetExceeded
from .opaque_index import LEAKS, NeedRevisions
from .opaque_messages import number_indexes, unwrap_indexes, unwrap_numbers
from .replay_errors import explain_no_request
from .replay_log import More, Pause, ReplayLog
from .source_location import CallSites, describe_handler, describe_line, describe_origin, locate_frame
from .steps import Asks, End, History, Location, Raised, Requests, Returned, Step
from .thread_guard import ThreadGuard, ThreadStarted
from .thread_output import DROPPED, OUTPUT, ClientOutput
from .virtual_time import VirtualTime, use_virtual_time
from .watchdog import WATCHDOG

Bound = TypeVar("Bound")


def _pause(request: object, frame: FrameType) -> None:
    """Give no answer past the end of the history."""


class FunctionProgram(Generic[Bound]):
    """A plain function as a Program: ``function(bind(log.ask))`` is run anew for each question.

    ``bind`` makes what the function is given (a client, say) of something that answers requests.
    ``always_twice``: each end is compared with that of a second run; otherwise the first ends of a kind are, and some
    of the others.
    """

    def __init__(
        self,
        name: str,
        function: Callable[[Bound], object],
        bind: Callable[[Ask], Bound],
        always_twice: bool = True,
    ) -> None:
        self.name, self.function, self.bind, self.always_twice = name, function, bind, always_twice
        self.opaque = False
        self._ends = EndSampler()
        use_virtual_time(function)
        self._paused_at = CallSites()
        self._numbers: dict[int, tuple[object, object]] = {}

    def next(self, history: History, asked: Requests | None = None) -> Step:
        """What the function does after ``history``.

        Raises NotDeterministic for a function that depends on more than its history. It is compared
        with ``asked``, the requests that it made when this history came about; without them, and at
        an end, which nothing follows that could tell, it is run twice.
        """
        with WATCHDOG:
            replay = self._replay(history)
            self._check_requests(replay, history, asked)
            if asked is None or not isinstance(replay.step, Asks):
                self._check_again(replay)
        return replay.step

    def run_ahead(
        self, history: History, asked: Requests, more: Ask, foresee: Foresee = foresee_nothing
    ) -> tuple[list[object], Step]:
        """Run on while ``more`` gives answers: the further requests, and the step after them.

        At a place in its code where it has never been paused the function is paused, to see whether
        it lets a pause through. A forecast is of no use here, where ``more`` is at hand.
        """

        def answer(request: object, frame: FrameType) -> object:
            return None if self._paused_at.add(frame) else more(request)

        replay = self._replay(history, answer)
        self._check_requests(replay, history, asked)
        if not isinstance(replay.step, Asks) and (self.always_twice or self._ends.takes(replay, replay.step)):
            self._check_again(replay)
        return replay.asked[len(history) :], replay.step

    def locate(self, history: History) -> Location:
        """The line at which the function is paused, its locals, and all that it printed."""
        found, output, opaque = [Location()], ClientOutput(), self.opaque

        def locate(request: object, frame: FrameType) -> None:
            with WATCHDOG.suspend():
                found.append(locate_frame(frame))

        self.opaque = False
        try:
            with WATCHDOG:
                self._replay(history, locate, output=output)
        finally:
            self.opaque = opaque
        return replace(found[-1], printed=output.text)

    def _check_requests(self, replay: Replay, history: History, asked: Requests | None) -> None:
        """Raise NotDeterministic unless the replay asked what is known, for its whole history."""
        if asked and list(asked) != replay.asked[: len(asked)]:
            raise explain_difference(self.name, Replay(list(asked), replay.answers, replay.step), replay)
        if len(replay.asked) < len(history):
            raise explain_difference(self.name, replay, None)

    def _check_again(self, replay: Replay) -> None:
        """Replay once more. Numbers in the place of opaque indexes must make no difference."""
        answers = tuple(replay.answers)
        numbers = tuple(map(self._number_indexes, answers)) if self.opaque else answers
        again = self._replay(numbers, numbers=self.opaque)
        if replay.is_same_as(again):
            return
        if self.opaque:
            again = self._replay(answers)
            if replay.is_same_as(again):
                raise NeedRevisions
        raise explain_difference(self.name, replay, again)

    def _number_indexes(self, answer: object) -> object:
        """``answer`` with numbers for its opaque indexes, made once for each."""
        if id(answer) not in self._numbers:
            # The answer is kept as well: `id` is unique only among live objects.
            self._numbers[id(answer)] = answer, number_indexes(answer)
        return self._numbers[id(answer)][1]

    def _replay(
        self, history: History, more: More = _pause, numbers: bool = False, output: ClientOutput = DROPPED
    ) -> Replay:
        leaks = LEAKS.count
        unwrap = (unwrap_numbers if numbers else unwrap_indexes) if self.opaque else None
        budget = LineBudget(counting=not WATCHDOG.is_in)
        with WATCHDOG.hold, VirtualTime() as time:
            log = ReplayLog(history, budget, more, unwrap, time.clock)
            end = self._run(log, budget, output)
        if LEAKS.count > leaks:
            raise NeedRevisions
        return Replay(log.asked, log.answers, end or Asks(log.pending), time.clock.waited)

    def _run(self, log: ReplayLog, budget: LineBudget, output: ClientOutput) -> End | None:
        """How the function ended; None if it was paused, whatever it raised after that."""
        with ThreadGuard() as guard:
            end = self._run_apart(log, budget, output)
        if guard.started_at:
            raise StartsThread(
                say(
                    "{name} starts a thread at {where}: the explorer runs a client in one thread, so that its "
                    "requests have one order; explore what that thread does as a client of its own.",
                    name=self.name,
                    where=describe_line(*guard.started_at),
                )
            )
        if budget.stopped_at and not log.pauses:
            raise explain_no_request(self.name, budget)
        if log.pauses and (budget.stopped_at or isinstance(end, Returned)):
            where = describe_handler(log.first_pause)
            raise SwallowedPause(
                say(
                    "{client} catches everything at {where}, the pause that stops it between two requests included, "
                    "and goes on: name the errors that you mean to catch instead of a bare `except:`."
                    if where
                    else "{client} catches everything, the pause that stops it between two requests included, and goes "
                    "on: name the errors that you mean to catch instead of a bare `except:`.",
                    client=self.name,
                    where=where,
                )
            )
        return None if log.pauses else end

    def _run_apart(self, log: ReplayLog, budget: LineBudget, output: ClientOutput) -> End | None:
        """Run the function with its output apart, watched for endless loops."""
        is_watched = not budget.counting
        outer_output = OUTPUT.begin(output)
        outer_budget = WATCHDOG.begin(budget) if is_watched else None
        try:
            with budget:
                return next(self._call(log))
        finally:
            if is_watched:
                WATCHDOG.end(outer_budget)
            OUTPUT.end(outer_output)

    def _call(self, log: ReplayLog) -> Iterator[End | None]:
        """Call the function, in a generator: so no exception that it handles is left behind."""
        end: End | None = None
        try:
            end = Returned(self.function(self.bind(log.ask)))
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            if not isinstance(error, (Pause, NeedRevisions, LineBudgetExceeded, ThreadStarted)):
                end = Raised(error, describe_origin(error))
        yield end
