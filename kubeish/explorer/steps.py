"""What a client does next, as values: it asks, has returned, has raised, or has died. Nothing here runs a client.

A *history* is a tuple with one entry for each request that the client has made: the store's answer, or ``LOST``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol


class Asks(NamedTuple):
    """The client is paused at a request that has no answer yet."""

    request: Any


@dataclass(frozen=True, slots=True)
class Returned:
    """The client's function has returned ``value``."""

    value: Any


@dataclass(frozen=True, slots=True)
class Raised:
    """The client's function has ended with ``error``."""

    error: BaseException


@dataclass(frozen=True, slots=True)
class Crashed:
    """The client died before its next request: it neither returned nor raised."""


@dataclass(frozen=True, slots=True)
class Lost:
    """An entry of a history: the request was sent and no reply came. The client meets an indefinite error."""


LOST = Lost()
CRASHED = Crashed()

End = Returned | Raised | Crashed
Step = Asks | Returned | Raised | Crashed
History = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Where:
    """Where a paused client stands: the function on show, its source, the line in it, and its local variables.

    ``line`` counts from 1 within ``source``; 0 where it is not known. ``local`` maps names to short texts.
    ``printed`` is what the client has printed up to here.
    """

    function: str = ""
    source: str = ""
    line: int = 0
    local: tuple[tuple[str, str], ...] = ()
    printed: str = ""

    @property
    def text(self) -> str:
        """The source line itself, without its indentation."""
        lines = self.source.splitlines()
        return lines[self.line - 1].strip() if 0 < self.line <= len(lines) else ""


class Program(Protocol):
    """A client that can be asked "what do you do next, having had these answers?", wherever it runs.

    One that is cheap to run on may also offer ``ahead``; see ``FunctionProgram``.
    """

    opaque: bool
    """Set by the explorer: answers hold opaque indexes (see that module); NeedRevisions says that they will not do."""

    def next(self, history: History, asked: tuple[Any, ...] | None = None) -> Step:
        """The next step after ``history``: the same question has the same answer, each time.

        ``asked``: the requests that the history answers, where the caller knows them.
        """

    def look(self, history: History) -> Where:
        """Where the program stands after ``history``. An empty ``Where`` if it cannot be looked into."""


def ahead(
    program: Program, history: History, asked: tuple[Any, ...], more: Callable[[Any], Any]
) -> tuple[list[Any], Step]:
    """Run ``program`` on from ``history`` while ``more`` gives answers, not None: what it asked, and the step after."""
    if hasattr(program, "ahead"):
        return program.ahead(history, asked, more)
    requests: list[Any] = []
    step = program.next(history, asked)
    while isinstance(step, Asks) and (answer := more(step.request)) is not None:
        requests.append(step.request)
        history, asked = (*history, answer), (*asked, step.request)
        step = program.next(history, asked)
    return requests, step
