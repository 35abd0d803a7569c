"""RememberedProgram: a program whose steps are kept by their histories, so that no history is run twice."""

from __future__ import annotations

from typing import Any

from kubeish.etcd.client.base import Ask
from kubeish.explorer import real_time
from kubeish.explorer.forecast import Foresee, foresee_nothing
from kubeish.explorer.lone_store import run_ahead
from kubeish.explorer.steps import Asks, History, Location, Program, Requests, Step

from .answer import Answer, Function


class _Node:
    """One history: its last answer, the step after it once that is known, and the longer ones by their next answer."""

    __slots__ = ("answer", "longer", "step")

    def __init__(self, answer: object = None) -> None:
        self.answer = answer
        self.step: Step | None = None
        self.longer: dict[tuple[type, Any], _Node] = {}

    def follow(self, answer: object) -> _Node:
        """The history with one more answer."""
        # Messages are named tuples, and those of two kinds may be equal.
        key = (type(answer), answer)
        if key not in self.longer:
            self.longer[key] = _Node(answer)
        return self.longer[key]


class RememberedProgram(Program):
    """The program of an answer's function.

    Many plans differ in what happens to the store, and not in what the answer is told: a request whose reply is
    lost may or may not have been done, and an answer that raises its error has the same history in both.
    """

    opaque = False

    def __init__(self, answer: Answer, label: str, function: Function) -> None:
        self.name, self.function = label, function
        self._program = answer.make_program(label, function)
        self._root = _Node()

    def next(self, history: History, asked: Requests | None = None) -> Step:
        return self._program.next(history, asked)

    def run_ahead(
        self, history: History, asked: Requests, more: Ask, foresee: Foresee = foresee_nothing
    ) -> tuple[list[object], Step]:
        """As FunctionProgram's: the requests on the way, and the step after them."""
        node = self._root
        told: list[object] = []  # the objects of the first run with these answers: a sandbox has had them
        for answer in history:
            node = node.follow(answer)
            told.append(node.answer)
        requests: list[object] = []
        while isinstance(node.step, Asks) and (answer := more(node.step.request)) is not None:
            requests.append(node.step.request)
            node = node.follow(answer)
            told.append(node.answer)
        if node.step is not None:
            return requests, node.step
        further, step = self._run_on(node, tuple(told), (*asked, *requests), more, foresee)
        return [*requests, *further], step

    def _run_on(
        self, node: _Node, history: History, asked: Requests, more: Ask, foresee: Foresee
    ) -> tuple[list[object], Step]:
        """Run on where no step is known, and keep those on the way."""

        def answer(request: object) -> Any:
            nonlocal node
            given = more(request)
            if given is not None:
                node.step = Asks(request)
                node = node.follow(given)
            return given

        further, node.step = run_ahead(self._program, history, asked, answer, foresee)
        return further, node.step

    def read_times(self) -> tuple[float, float]:
        """Those of the program itself."""
        return real_time.read_times(self._program)

    def locate(self, history: History) -> Location:
        return self._program.locate(history)
