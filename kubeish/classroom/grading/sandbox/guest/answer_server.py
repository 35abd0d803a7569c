"""Server of one answer: runs the learner's cell, then answers the grader's questions."""

from __future__ import annotations

import importlib
import socket
from collections.abc import Callable
from typing import Any, cast

from kubeish.checks.answer import Function
from kubeish.checks.local_answer import LocalAnswer, to_plain
from kubeish.classroom.grading.channel import Channel
from kubeish.classroom.grading.sandbox.guest import preload
from kubeish.classroom.grading.sandbox.guest.exec_cell import Program, Task, run_cell
from kubeish.classroom.grading.sandbox.guest.own_cells import choose_statements
from kubeish.classroom.grading.wire import WireError, decode, encode
from kubeish.classroom.grading.wire.forecast_table import ForecastTable
from kubeish.classroom.grading.wire.history_table import HistoryTable
from kubeish.explorer.errors import ExploreError
from kubeish.explorer.forecast import Forecast, ForecastStore
from kubeish.explorer.opaque_index import NeedRevisions
from kubeish.explorer.replay import FunctionProgram
from kubeish.explorer.steps import History, Location, Requests, Returned, Step
from kubeish.explorer.thread_output import OUTPUT
from kubeish.explorer.virtual_time import REPLACEMENT
from kubeish.explorer.watchdog import WATCHDOG


def prepare() -> None:
    """Import what almost every answer needs, once, before processes are forked."""
    preload.import_all(preload.FOR_ANSWERS)


def serve(end: socket.socket) -> None:
    """Run the answer that the first message brings, and answer questions about it.

    What it needs of the learner's other cells is sent back before anything runs, so that the
    grader knows all code that will run, and can send what that needs of the reference.
    """
    importlib.invalidate_caches()  # the exercise's own view of the package was mounted after the fork
    channel = Channel(end)
    task = Task(**decode(channel.receive()))
    above, below = choose_statements(task.answer, task.above, task.below, task.names, task.reference)
    channel.send(encode(["value", [above, below]]))
    names, report = run_cell(task, Program(decode(channel.receive()), above, below))
    channel.send(encode(["value", report]))
    handler = QuestionHandler(LocalAnswer(tuple(task.names), names), channel)
    with WATCHDOG, OUTPUT, REPLACEMENT:
        while True:
            channel.send(_encode_reply(handler.reply(*decode(channel.receive(), opaque=True))))


class QuestionHandler:
    """The answer's side of the wire: each question gets a reply ``[kind, value]``."""

    def __init__(self, answer: LocalAnswer, channel: Channel) -> None:
        self.answer, self.channel = answer, channel
        self.programs: dict[tuple[str, str], FunctionProgram[Any]] = {}
        self.histories: dict[tuple[str, str], HistoryTable] = {}
        self.forecasts = ForecastTable()
        self.questions: dict[str, Callable[..., object]] = {
            "missing": answer.find_missing,
            "todo": answer.find_todo,
            "misfits": answer.find_misfits,
            "value": lambda name: to_plain(answer.get_value(name)),
            "session": answer.run_session,
            "next": self._next,
            "run_ahead": self._run_ahead,
            "locate": self._locate,
        }

    def reply(self, question: str, *args: Any) -> list[object]:
        """The reply to one question. The explorer's own errors have kinds of their own."""
        try:
            return ["value", self.questions[question](*args)]
        except NeedRevisions:
            return ["revisions", None]
        except ExploreError as error:
            return ["explore_error", (type(error).__name__, str(error))]

    def _next(self, label: str, function: Function, opaque: bool, *reference: Any) -> Step:
        history, asked, _ = self._recall(label, function, reference)
        return _make_sendable(self._program(label, function, opaque).next(history, asked))

    def _run_ahead(self, label: str, function: Function, opaque: bool, *reference: Any) -> tuple[list[object], Step]:
        """The last requests that the forecast answered, and the step after them; those before went out as requests."""
        history, asked, number = self._recall(label, function, reference[:-1])
        run = ForecastRun(self.forecasts.restore(reference[-1]), opaque, self._request)
        answer = self._get_histories(label, function).follow(number, run.ask)
        _, step = self._program(label, function, opaque).run_ahead(history, asked or (), answer)
        return run.told, _make_sendable(step)

    def _recall(self, label: str, function: Function, reference: Any) -> tuple[History, Requests | None, int]:
        """The history that a question is about, the requests in it if they are known, and its number."""
        known, base, answers, more_asked = reference
        histories = self._get_histories(label, function)
        histories.truncate(known)
        number = histories.add_all(base, answers, more_asked)
        history, asked = histories.trace(number)
        return history, None if more_asked is None else asked, number

    def _get_histories(self, label: str, function: Function) -> HistoryTable:
        return self.histories.setdefault((label, repr(function)), HistoryTable())

    def _locate(self, label: str, function: Function, opaque: bool, history: History) -> Location:
        return self._program(label, function, opaque).locate(history)

    def _request(self, told: list[object], request: object) -> tuple[Any, Forecast | None]:
        """The store's answer to one more request, asked of the grader, and a forecast; Nones if it gives no more."""
        self.channel.send(encode(["request", (told, request)]))
        given, forecast = decode(self.channel.receive(), opaque=True)
        return given, self.forecasts.restore(forecast)

    def _program(self, label: str, function: Function, opaque: bool) -> FunctionProgram[Any]:
        key = label, repr(function)
        if key not in self.programs:
            self.programs[key] = cast(FunctionProgram[Any], self.answer.make_program(label, function))
        self.programs[key].opaque = opaque
        return self.programs[key]


class ForecastRun:
    """Answers requests by a forecast, and asks for what it does not say. ``told``: those since it last asked."""

    def __init__(
        self,
        forecast: Forecast | None,
        opaque: bool,
        ask: Callable[[list[object], object], tuple[Any, Forecast | None]],
    ) -> None:
        self.told: list[object] = []
        self._opaque, self._ask = opaque, ask
        self._take(forecast)

    def _take(self, forecast: Forecast | None) -> None:
        self._store = ForecastStore(forecast, self._opaque) if forecast else None

    def ask(self, request: object) -> Any:
        """The answer to a request, or None if there is no more."""
        given = self._store.ask(request) if self._store else None
        if given is not None:
            self.told.append(request)
            return given
        told, self.told = self.told, []
        given, forecast = self._ask(told, request)
        self._take(forecast)
        return given


def _make_sendable(step: Step) -> Step:
    return Returned(to_plain(step.value)) if isinstance(step, Returned) else step


def _encode_reply(reply: list[object]) -> bytes:
    try:
        return encode(reply)
    except WireError as error:
        return encode(["unsendable", str(error)])
