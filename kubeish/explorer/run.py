"""Run clients in one given order, step by step, and keep what happened as a Timeline.

``Run`` is what a stepper holds. It can be built anew from its order at any time, so undo is: leave out the last step.
"""

from __future__ import annotations

from typing import Any

from kubeish.errors import KubeishError
from kubeish.store import State, apply

from .seen import blind_writes, indexes_read, indexes_written
from .steps import CRASHED, LOST, Asks, End, History, Program, Step, Where
from .timeline import Timeline, TimelineStep
from .world import offered


class BadOrder(KubeishError):
    """An order that cannot be run: it names nobody, or somebody who has nothing left to do."""


class Run:
    """Clients over one store, each paused before its next request."""

    def __init__(self, programs: dict[str, Program], state: State) -> None:
        self.programs: dict[str, Program] = {}
        self.state = state
        self.steps: list[TimelineStep] = []
        self._histories: dict[str, History] = {}
        self._seen: dict[str, dict[bytes, int]] = {}
        self._next: dict[str, Step] = {}
        for name, program in programs.items():
            self.add(name, program)

    def add(self, name: str, program: Program) -> None:
        """One more client, which has asked for nothing yet."""
        self.programs[name] = program
        self._histories[name], self._seen[name] = (), {}
        self._next[name] = program.next(())

    def next(self, who: str) -> Step:
        """What ``who`` does next: Asks, or how it has ended."""
        return self._next[who]

    def where(self, who: str) -> Where:
        """The line at which ``who`` stands, and its local variables."""
        return self.programs[who].look(self._histories[who])

    def step(self, who: str, kind: str = "step", applied: bool = True) -> TimelineStep:
        """Let ``who`` make its next request (or crash, or lose the reply) and return what happened."""
        if who not in self._next:
            raise BadOrder(f"there is no client {who!r}: there {_are(list(self._next))}.")
        asks = self._next[who]
        if not isinstance(asks, Asks):
            raise BadOrder(f"{who} has already ended and has no step left: leave its further steps out of the order.")
        where, before, answer = self.where(who), self.state, None
        if kind != "crash" and applied:
            self.state, answer = apply(before, offered(asks.request))
        self._advance(who, kind, answer)
        blind = blind_writes(asks.request, self._seen[who], before, self.state)
        self._remember(who, kind, asks.request, answer)
        after = self._next[who]
        ended: End | None = None if isinstance(after, Asks) else after
        self.steps.append(
            TimelineStep(who, kind, applied, asks.request, answer, before, self.state, where, blind, ended)
        )
        return self.steps[-1]

    def _advance(self, who: str, kind: str, answer: Any) -> None:
        if kind == "crash":
            self._next[who] = CRASHED
            return
        self._histories[who] = (*self._histories[who], LOST if kind == "lost" else answer)
        self._next[who] = self.programs[who].next(self._histories[who])

    def _remember(self, who: str, kind: str, request: Any, answer: Any) -> None:
        """What ``who`` now knows of each key's index: from what it has read, and from what it has written."""
        if kind != "step":
            return
        seen = self._seen[who]
        seen.update(indexes_read(request, answer))
        seen.update(indexes_written(request, answer))

    def ends(self) -> dict[str, End | None]:
        """How each client has ended; None for one that has steps left."""
        return {who: None if isinstance(step, Asks) else step for who, step in self._next.items()}

    def timeline(self, complaints: list[str] | None = None) -> Timeline:
        """Everything so far."""
        return Timeline(tuple(self.programs), tuple(self.steps), self.ends(), tuple(complaints or ()))


KINDS: dict[str, tuple[str, bool]] = {
    "": ("step", True),
    "!": ("crash", True),
    "?": ("lost", True),
    "~": ("lost", False),
}
"""The mark behind a name in an order: a plain step, a crash, a lost reply, a request that never arrives."""


def read_order(order: str, clients: list[str]) -> list[tuple[str, str, bool]]:
    """An order as text, ``A B A B`` or ``ABAB``, as (client, kind, applied). BadOrder says what is not understood."""
    words = order.replace(",", " ").split()
    if len(words) == 1 and words[0] not in clients and all(len(c) == 1 for c in clients):
        words = _letters(words[0])
    steps = []
    for word in words:
        name, mark = (word[:-1], word[-1]) if word[-1] in "!?~" else (word, "")
        if name not in clients:
            raise BadOrder(f"the order names {name!r}, and there {_are(clients)}: write for instance 'A B A B'.")
        steps.append((name, *KINDS[mark]))
    return steps


def _are(clients: list[str]) -> str:
    *others, last = clients or ["nobody"]
    return f"are {', '.join(others)} and {last}" if others else f"is only {last}"


def _letters(text: str) -> list[str]:
    words: list[str] = []
    for letter in text:
        if letter in "!?~" and words:
            words[-1] += letter
        else:
            words.append(letter)
    return words


def run_order(run: Run, order: str) -> Run:
    """Take the steps of ``order`` in ``run``, and return it."""
    for who, kind, applied in read_order(order, list(run.programs)):
        run.step(who, kind, applied)
    return run
