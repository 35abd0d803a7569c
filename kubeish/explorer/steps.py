"""Steps of a client as plain values: it asks, has returned, has raised, or has crashed.

A *history* is a tuple with one entry for each request that the client has made: the store's
answer, or ``LOST``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from kubeish.etcd.client_protocol import Client

ClientFunction = Callable[[Client], object]
"""What a learner writes, and what sets up a store: a plain function of a client."""


class Asks(NamedTuple):
    """The client is paused at a request that has no answer yet."""

    request: Any  # a request of the store in the explorer, another kind in a simulation or a race


@dataclass(frozen=True, slots=True)
class Returned:
    """The client's function has returned ``value``."""

    value: Any


@dataclass(frozen=True, slots=True)
class Raised:
    """The client's function has ended with ``error``.

    ``where``: the client's own line that it came through, as ``line 3 of run_pod``; empty if it is
    not known.
    """

    error: BaseException
    where: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Crashed:
    """The client died before its next request: it neither returned nor raised."""


@dataclass(frozen=True, slots=True)
class Waits:
    """The client waits for ever: no other is left that could change the answer to its ``request``."""

    request: Any


@dataclass(frozen=True, slots=True)
class Lost:
    """An entry of a history: no reply came, and the client meets an indefinite error."""


LOST = Lost()
CRASHED = Crashed()

End = Returned | Raised | Crashed | Waits
Step = Asks | End
History = tuple[object, ...]
Requests = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Location:
    """Where a client is paused: a function, its source, the line in it, and its locals.

    ``line`` counts from 1 within ``source``; 0 where it is not known. ``local`` holds pairs of a
    name and a short text. ``printed`` is what the client has printed up to there; ``trail`` has
    the functions that led there with the line of each call, the outermost first.
    """

    function: str = ""
    source: str = ""
    line: int = 0
    local: tuple[tuple[str, str], ...] = ()
    printed: str = ""
    trail: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    @property
    def text(self) -> str:
        """The source line itself, without its indentation."""
        lines = self.source.splitlines()
        return lines[self.line - 1].strip() if 0 < self.line <= len(lines) else ""


class Program(Protocol):
    """A client as a function from its history to its next step, wherever it runs.

    One that is cheap to run on may also offer ``run_ahead``; see ``FunctionProgram``. One that runs in
    another process may offer ``read_times``: the seconds that have passed there, and of its processor.
    """

    opaque: bool
    """Set by the explorer: whether answers hold opaque indexes (see ``opaque_index``)."""

    def next(self, history: History, asked: Requests | None = None) -> Step:
        """The next step after ``history``: the same history has the same next step, each time.

        ``asked``: the requests that the history answers, where the caller knows them. Raises
        NeedRevisions where opaque indexes will not do.
        """

    def locate(self, history: History) -> Location:
        """Where the client is paused after ``history``; an empty Location if that is not known."""
