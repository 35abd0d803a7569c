"""An answer in a sandbox, questioned over a channel. Checks use it like one in this kernel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NoReturn, TypeVar

from kubeish.checks.answer import Answer, Function, Operation, Result
from kubeish.classroom.grading.channel import Channel
from kubeish.classroom.grading.remote_run import ProtocolError, RemoteRun, check_told
from kubeish.classroom.grading.wire import decode, encode
from kubeish.classroom.grading.wire.forecast_table import ForecastTable
from kubeish.classroom.grading.wire.history_table import HistoryTable
from kubeish.explorer import errors
from kubeish.explorer.forecast import Foresee, foresee_nothing
from kubeish.explorer.opaque_index import NeedRevisions
from kubeish.explorer.steps import Asks, Crashed, History, Location, Program, Raised, Requests, Returned, Step
from kubeish.explorer.timeline import Timeline

_T = TypeVar("_T")
_More = Callable[[Any], Any]

REPORT = ("printed", "error", "message", "where")
"""The keys of the report on a cell: what it printed, and the error that ended it, if any."""


class RemoteAnswer(Answer):
    """``task``: which cell to run, and among which others; ``report``: what came of it.

    ``helpers``: the statements of the others that run before it, and those that run after it. They
    are known before anything runs. ``choose_before`` gives the reference's statements that they need.
    """

    has_threads = True

    def __init__(
        self, channel: Channel, task: dict[str, object], choose_before: Callable[[list[str]], list[str]]
    ) -> None:
        self.channel = channel
        self._histories: dict[tuple[str, str], HistoryTable] = {}
        self.forecasts = ForecastTable()
        above, below = (_check_list(each, str) for each in _check_pair(self._exchange(task)))
        self.helpers = above, below
        self.report: dict[str, str] = _check_report(self._exchange(choose_before([*above, *below])))

    def ask(self, question: str, *args: object, more: _More | None = None, opaque: bool = False) -> object:
        """The reply to a question. ``more`` gives the store's answers to requests before it."""
        return self._exchange([question, *args], more, opaque)

    def _exchange(self, message: object, more: _More | None = None, opaque: bool = False) -> object:
        self.channel.send(encode(message))
        stopped: BaseException | None = None
        while True:
            kind, value = self._receive(opaque)
            if kind != "request" or more is None:
                break
            try:
                given = None if stopped else more(value)
            except (Exception, NeedRevisions) as error:  # the explorer's own: the answer's side is stopped first
                given, stopped = None, error
            self.channel.send(encode(given))
        if stopped is not None:
            raise stopped
        return value if kind == "value" else _raise_error(kind, value)

    def _receive(self, opaque: bool) -> tuple[str, object]:
        reply = decode(self.channel.receive(), opaque)
        if type(reply) is not list or len(reply) != 2 or type(reply[0]) is not str:
            raise ProtocolError("not a pair of a kind and a value")
        return reply[0], reply[1]

    def find_missing(self) -> list[str]:
        return _check_list(self.ask("missing"), str)

    def find_todo(self) -> list[str]:
        return _check_list(self.ask("todo"), str)

    def find_misfits(self) -> list[str]:
        return _check_list(self.ask("misfits"), str)

    def get_value(self, name: str) -> object:
        return self.ask("value", name)

    def run_session(self, operations: list[Operation]) -> list[Result]:
        results = _check_list(self.ask("session", operations), Result)
        if len(results) != len(operations):
            raise ProtocolError(f"{len(results)} results came for {len(operations)} operations")
        return results

    def make_program(self, label: str, function: Function) -> Program:
        return RemoteProgram(self, label, function)

    def get_histories(self, label: str, function: Function) -> HistoryTable:
        """What the answer's side knows of this program's histories: it keeps a program as long as it runs."""
        return self._histories.setdefault((label, repr(function)), HistoryTable())


class RemoteProgram(Program):
    """A learner's function in the sandbox, as a Program for the explorer."""

    def __init__(self, answer: RemoteAnswer, label: str, function: Function) -> None:
        self._answer, self.name, self.function = answer, label, function
        self.opaque = False
        self._histories = answer.get_histories(label, function)

    def next(self, history: History, asked: Requests | None = None) -> Step:
        _, args = self._refer(history, asked)
        return _check_step(self._answer.ask("next", *args, opaque=self.opaque))

    def run_ahead(
        self, history: History, asked: Requests, more: _More, foresee: Foresee = foresee_nothing
    ) -> tuple[list[object], Step]:
        """As FunctionProgram's: the requests on the way, and the step after them."""
        requests: list[object] = []
        while True:
            number, args = self._refer(history, asked)
            run = RemoteRun(self._histories.follow(number, more), foresee, self._answer.forecasts)
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
            reply = self._answer.ask("run_ahead", *args, run.foresee(), more=run.reply, opaque=self.opaque)
        except (errors.ExploreError, NeedRevisions):
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

    def locate(self, history: History) -> Location:
        return LazyLocation(program=self, history=history)

    def locate_now(self, history: History) -> Location:
        """Where the program stands after ``history``, asked of the answer's side."""
        return _check_type(self._answer.ask("locate", self.name, self.function, False, history), Location)


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


def _check_type(value: object, kind: type[_T]) -> _T:
    if type(value) is not kind:
        raise ProtocolError(f"not a {kind.__name__}, but a {type(value).__name__}")
    return value


def _check_list(value: object, kind: type[_T]) -> list[_T]:
    return [_check_type(item, kind) for item in _check_type(value, list)]


def _check_pair(value: object) -> list[object]:
    pair = _check_type(value, list)
    if len(pair) != 2:
        raise ProtocolError("not the statements above and below a cell")
    return pair


def _check_report(value: object) -> dict[str, str]:
    report = _check_type(value, dict)
    if set(report) != set(REPORT) or not all(type(text) is str for text in report.values()):
        raise ProtocolError("not a report on a cell")
    return report


def _raise_error(kind: str, value: object) -> NoReturn:
    if kind == "revisions":
        raise NeedRevisions
    if kind == "explore_error" and type(value) is tuple and len(value) == 2 and type(value[1]) is str:
        found = vars(errors).get(str(value[0]))
        if isinstance(found, type) and issubclass(found, errors.ExploreError):
            raise found(value[1])
    if kind in ("unsendable", "broken"):
        raise ProtocolError(str(value)[-300:])
    raise ProtocolError(f"not a kind of reply: {kind[:40]!r}")
