"""Answer the grader's questions about one answer, over a channel, until it asks no more."""

from __future__ import annotations

import gc
import importlib
import socket
from collections.abc import Callable
from typing import Any

from kubeish.checks.answer import Function
from kubeish.checks.local import LocalAnswer, plain
from kubeish.explorer.fuse import FUSE
from kubeish.explorer.opaque import NeedRevisions
from kubeish.explorer.replay import FunctionProgram
from kubeish.explorer.steps import Returned, Step
from kubeish.explorer.trouble import ExploreError
from kubeish.grading.channel import Channel
from kubeish.grading.inside.cell import Task, names_of
from kubeish.wire import WireError, decode, encode

# What almost every answer's imports come to. Nothing of the story's own code: what may be seen of that differs.
_WARM = (
    *("json", "random", "dataclasses", "inspect", "threading", "contextlib", "collections"),
    *("kubeish.client", "kubeish.helper", "kubeish.explorer", "kubeish.manifest_factory", "kubeish.race"),
    "kubeish.checks.kits",
)


def prepared() -> Callable[[socket.socket], None]:
    """What a forked process is to do, with everything imported that it will need."""
    for name in _WARM:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # what is here now stays, and need not be looked at by a forked process
    return serve


def serve(end: socket.socket) -> None:
    """Run the answer that the first message brings, and answer questions about it."""
    channel = Channel(end)
    task = Task(**decode(channel.receive()))
    names, report = names_of(task)
    channel.send(encode(["is", report]))
    side = Side(LocalAnswer(tuple(task.names), names), channel)
    with FUSE:
        while True:
            channel.send(_encoded(side.reply(*decode(channel.receive(), opaque=True))))


class Side:
    """The answer's side of the wire. A reply is ``[kind, value]``."""

    def __init__(self, answer: LocalAnswer, channel: Channel) -> None:
        self.answer, self.channel = answer, channel
        self.programs: dict[str, Any] = {}

    def reply(self, question: str, *args: Any) -> list[Any]:
        """What there is to say to a question; ``revisions`` and ``trouble`` are what the explorer raises."""
        try:
            return ["is", getattr(self, f"_{question}")(*args)]
        except NeedRevisions:
            return ["revisions", None]
        except ExploreError as trouble:
            return ["trouble", (type(trouble).__name__, str(trouble))]

    def _missing(self) -> list[str]:
        return self.answer.missing()

    def _todo(self) -> list[str]:
        return self.answer.todo()

    def _value(self, name: str) -> Any:
        return plain(self.answer.value(name))

    def _session(self, operations: list[Any]) -> list[Any]:
        return self.answer.session(operations)

    def _next(self, label: str, function: Function, opaque: bool, history: Any, asked: Any) -> Step:
        return _sendable(self._program(label, function, opaque).next(history, asked))

    def _look(self, label: str, function: Function, opaque: bool, history: Any) -> Any:
        return self._program(label, function, opaque).look(history)

    def _ahead(self, label: str, function: Function, opaque: bool, history: Any, asked: Any) -> tuple[list[Any], Step]:
        requests, step = self._program(label, function, opaque).ahead(history, asked, self._more)
        return requests, _sendable(step)

    def _more(self, request: Any) -> Any:
        """The grader's answer to one more request, or None."""
        self.channel.send(encode(["more", request]))
        return decode(self.channel.receive(), opaque=True)

    def _program(self, label: str, function: Function, opaque: bool) -> FunctionProgram:
        key = f"{label} {function!r}"
        if key not in self.programs:
            self.programs[key] = self.answer.program(label, function)
        program: FunctionProgram = self.programs[key]
        program.opaque = opaque
        return program


def _sendable(step: Step) -> Step:
    return Returned(plain(step.value)) if isinstance(step, Returned) else step


def _encoded(reply: Any) -> bytes:
    try:
        return encode(reply)
    except WireError as error:
        return encode(["strange", str(error)])
