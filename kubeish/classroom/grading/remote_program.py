"""A learner's function in the sandbox, as a program: its steps are asked for, and it runs on by forecasts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from kubeish.checks.answer import Function
from kubeish.classroom.grading.remote_run import ProtocolError, RemoteRun, check_told, check_type
from kubeish.classroom.grading.wire.forecast_table import ForecastTable
from kubeish.classroom.grading.wire.history_table import HistoryTable
from kubeish.etcd.client.base import Ask
from kubeish.explorer import real_time
from kubeish.explorer.errors import ExploreError
from kubeish.explorer.forecast import Foresee, foresee_nothing
from kubeish.explorer.opaque_index import NeedRevisions
from kubeish.explorer.steps import Asks, Crashed, History, Location, Program, Raised, Requests, Returned, Step
from kubeish.explorer.timeline import Timeline


class Wire(Protocol):
    """What a program needs of its answer: questions to the other side, and what that knows already."""

    forecasts: ForecastTable

    def ask(self, question: str, *args: object, more: Ask | None = None, opaque: bool = False) -> object:
        """The reply to a question. ``more`` gives the store's answers to requests before it."""

    def get_histories(self, label: str, function: Function) -> HistoryTable:
        """What the other side knows of a program's histories."""
        ...

    def read_times(self) -> tuple[float, float]:
        """Seconds for which the other side has had a processor, and has waited for one; zeros where unknown."""
        ...


class RemoteProgram(Program):
    """A learner's function in the sandbox, as a Program for the explorer."""

    def __init__(self, wire: Wire, label: str, function: Function) -> None:
        self._wire, self.name, self.function = wire, label, function
        self.opaque = False
        self._histories = wire.get_histories(label, function)

    def next(self, history: History, asked: Requests | None = None) -> Step:
        _, args = self._refer(history, asked)
        return _check_step(self._wire.ask("next", *args, opaque=self.opaque))

    def run_ahead(
        self, history: History, asked: Requests, more: Ask, foresee: Foresee = foresee_nothing
    ) -> tuple[list[object], Step]:
        """As FunctionProgram's: the requests on the way, and the step after them."""
        requests: list[object] = []
        while True:
            number, args = self._refer(history, asked)
            run = RemoteRun(self._histories.follow(number, more), foresee, self._wire.forecasts)
            step = self._run_on(run, args)
            requests += run.requests
            if step is not None:
                return requests, step
            history, asked = (*history, *run.answers), (*asked, *run.requests)
            if run.is_wrong:
                self._histories.truncate(len(self._histories) - 1)  # the other side has what was foreseen there
            else:
                foresee = foresee_nothing

    def _run_on(self, run: RemoteRun, args: list[object]) -> Step | None:
        """The step at the end of a run, or None if it went by a forecast that was wrong, or may have been."""
        try:
            reply = self._wire.ask("run_ahead", *args, run.foresee(), more=run.reply, opaque=self.opaque)
        except (ExploreError, NeedRevisions):
            if run.could_be_wrong:
                return None
            raise
        told, step = check_told(reply)
        return _check_step(step) if run.confirm(told) else run.refused

    def _refer(self, history: History, asked: Requests | None) -> tuple[int, list[object]]:
        """The number of a history, and the arguments of a question about it."""
        known = len(self._histories)
        base, place = self._histories.find(history, asked)
        more_asked = None if asked is None else asked[place:]
        number = self._histories.add_all(base, history[place:], more_asked)
        return number, [self.name, self.function, self.opaque, known, base, history[place:], more_asked]

    def read_times(self) -> tuple[float, float]:
        """Seconds of the answer's process: it waits for nothing while others have the processor."""
        used, delayed = self._wire.read_times()
        own = real_time.read_processor()
        return (real_time.monotonic() - delayed, own + used) if used else (own, own)  # else the channel's bound must do

    def locate(self, history: History) -> Location:
        return LazyLocation(program=self, history=history)

    def locate_now(self, history: History) -> Location:
        """Where the program stands after ``history``, asked of the answer's side."""
        return check_type(self._wire.ask("locate", self.name, self.function, False, history), Location)


@dataclass(frozen=True)
class LazyLocation(Location):
    """Where ``program`` stands after ``history``. Asked only if it is shown, as few are."""

    program: RemoteProgram | None = None
    history: History = ()


def resolve_locations(timeline: Timeline) -> Timeline:
    """``timeline`` with the location of each step asked of the answer's side."""
    return replace(timeline, steps=tuple(replace(step, location=_resolve(step.location)) for step in timeline.steps))


def _resolve(location: Location) -> Location:
    if isinstance(location, LazyLocation) and location.program:
        return location.program.locate_now(location.history)
    return location


def _check_step(value: object) -> Step:
    if not isinstance(value, (Asks, Returned, Raised, Crashed)):
        raise ProtocolError(f"not a step of a program, but a {type(value).__name__}")
    return value
