"""An answer in a sandbox, questioned over a channel: to the checks it looks as one in this kernel does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from kubeish.checks.answer import Function, Operation, Result
from kubeish.explorer import trouble
from kubeish.explorer.opaque import NeedRevisions
from kubeish.explorer.steps import Asks, Crashed, History, Program, Raised, Returned, Step, Where
from kubeish.explorer.timeline import Timeline
from kubeish.grading.channel import Channel
from kubeish.wire import decode, encode

REPORT = ("printed", "error", "message", "where")
"""What is reported of a cell that has run: what it printed, and the error that ended it, if one did."""


class Astray(BaseException):
    """What came is no reply to what was asked. Its words say what came."""


class RemoteAnswer:
    """See Answer. ``task`` says which cell to run, and after what; ``report`` says what came of that."""

    has_threads = True

    def __init__(self, channel: Channel, task: dict[str, Any]) -> None:
        self.channel = channel
        self.report: dict[str, str] = _strings_by_name(self._say(task))

    def ask(self, question: str, *args: Any, more: Callable[[Any], Any] | None = None, opaque: bool = False) -> Any:
        """The reply to a question. While the answer wants ``more``, it is given that."""
        return self._say([question, *args], more, opaque)

    def _say(self, message: Any, more: Callable[[Any], Any] | None = None, opaque: bool = False) -> Any:
        self.channel.send(encode(message))
        stopped: BaseException | None = None
        while True:
            kind, value = self._reply(opaque)
            if kind != "more" or more is None:
                break
            try:
                given = None if stopped else more(value)
            except (Exception, NeedRevisions) as error:  # the explorer's: the other side has to be stopped first
                given, stopped = None, error
            self.channel.send(encode(given))
        if stopped is not None:
            raise stopped
        return value if kind == "is" else _raise(kind, value)

    def _reply(self, opaque: bool) -> tuple[str, Any]:
        reply = decode(self.channel.receive(), opaque)
        if type(reply) is not list or len(reply) != 2 or type(reply[0]) is not str:
            raise Astray("what came is no reply")
        return reply[0], reply[1]

    def missing(self) -> list[str]:
        """See Answer."""
        return _strings(self.ask("missing"))

    def todo(self) -> list[str]:
        """See Answer."""
        return _strings(self.ask("todo"))

    def value(self, name: str) -> Any:
        """See Answer."""
        return self.ask("value", name)

    def session(self, operations: list[Operation]) -> list[Result]:
        """See Answer."""
        results = self.ask("session", operations)
        if type(results) is not list or len(results) != len(operations):
            raise Astray("not as many results came as there were operations")
        return [_of_kind(result, Result) for result in results]

    def program(self, label: str, function: Function) -> Program:
        """See Answer."""
        return RemoteProgram(self, label, function)


class RemoteProgram:
    """See Program."""

    def __init__(self, answer: RemoteAnswer, label: str, function: Function) -> None:
        self._answer, self.name, self.function = answer, label, function
        self.opaque = False

    def next(self, history: History, asked: tuple[Any, ...] | None = None) -> Step:
        """See Program."""
        return _step(self._ask("next", history, asked))

    def ahead(self, history: History, asked: tuple[Any, ...], more: Callable[[Any], Any]) -> tuple[list[Any], Step]:
        """See FunctionProgram."""
        reply = self._ask("ahead", history, asked, more=more)
        if type(reply) is not tuple or len(reply) != 2 or type(reply[0]) is not list:
            raise Astray("what came is not what a program asks")
        return reply[0], _step(reply[1])

    def look(self, history: History) -> Where:
        """A place that is looked up when it is to be shown, which most never are."""
        return Place(program=self, history=history)

    def look_now(self, history: History) -> Where:
        """See Program."""
        return _of_kind(self._answer.ask("look", self.name, self.function, False, history), Where)

    def _ask(self, question: str, history: History, asked: Any, more: Callable[[Any], Any] | None = None) -> Any:
        args = (self.name, self.function, self.opaque, history, asked)
        return self._answer.ask(question, *args, more=more, opaque=self.opaque)


@dataclass(frozen=True)
class Place(Where):
    """Where a program stands after ``history``, not looked up yet."""

    program: RemoteProgram | None = None
    history: History = ()


def looked_up(timeline: Timeline) -> Timeline:
    """``timeline`` with its places looked up."""
    return replace(timeline, steps=tuple(replace(step, where=_looked_up(step.where)) for step in timeline.steps))


def _looked_up(where: Where) -> Where:
    return where.program.look_now(where.history) if isinstance(where, Place) and where.program else where


def _step(value: Any) -> Step:
    if not isinstance(value, (Asks, Returned, Raised, Crashed)):
        raise Astray("what came is no step of a program")
    return value


def _of_kind(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise Astray(f"a {kind.__name__} was wanted, and a {type(value).__name__} came")
    return value


def _strings(value: Any) -> list[str]:
    if type(value) is not list or not all(type(item) is str for item in value):
        raise Astray("a list of names was wanted")
    return value


def _strings_by_name(value: Any) -> dict[str, str]:
    if type(value) is not dict or set(value) != set(REPORT) or not all(type(text) is str for text in value.values()):
        raise Astray("its report is none")
    return value


def _raise(kind: str, value: Any) -> NoReturn:
    if kind == "revisions":
        raise NeedRevisions
    if kind == "trouble" and type(value) is tuple and len(value) == 2 and type(value[1]) is str:
        found = vars(trouble).get(str(value[0]))
        if isinstance(found, type) and issubclass(found, trouble.ExploreError):
            raise found(value[1])
    raise Astray(str(value)[-300:] if kind in ("strange", "broken") else "what came is no reply")
