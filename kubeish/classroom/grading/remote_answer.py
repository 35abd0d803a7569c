"""An answer in a sandbox, questioned over a channel. Checks use it like one in this kernel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from kubeish.checks.answer import Answer, Function, Operation, Result
from kubeish.classroom.grading.channel import Channel
from kubeish.classroom.grading.remote_program import RemoteProgram
from kubeish.classroom.grading.remote_run import ProtocolError, check_type
from kubeish.classroom.grading.wire import decode, encode
from kubeish.classroom.grading.wire.forecast_table import ForecastTable
from kubeish.classroom.grading.wire.history_table import HistoryTable
from kubeish.explorer import errors
from kubeish.explorer.opaque_index import NeedRevisions
from kubeish.explorer.steps import Program

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

    def read_times(self) -> tuple[float, float]:
        """Of its process: seconds with a processor, and those of waiting for one; zeros where unknown."""
        return self.channel.read_times()

    def get_histories(self, label: str, function: Function) -> HistoryTable:
        """What the answer's side knows of this program's histories: it keeps a program as long as it runs."""
        return self._histories.setdefault((label, repr(function)), HistoryTable())


def _check_list(value: object, kind: type[_T]) -> list[_T]:
    return [check_type(item, kind) for item in check_type(value, list)]


def _check_pair(value: object) -> list[object]:
    pair = check_type(value, list)
    if len(pair) != 2:
        raise ProtocolError("not the statements above and below a cell")
    return pair


def _check_report(value: object) -> dict[str, str]:
    report = check_type(value, dict)
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
