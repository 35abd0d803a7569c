"""Every order of several clients, really run, one call of the client at a time: an oracle.

Nothing of kubeish.explorer decides anything here: its counts are compared with these runs. A run
starts from a fresh store each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import GeneratorType
from typing import Any

from kubeish.errors import ConnectionTimeoutError
from kubeish.etcd.client import EmbeddedClient
from kubeish.etcd.store import EmbeddedStore
from kubeish.explorer.steps import CRASHED, End, Raised, Returned
from tests.tools.paused_function import PausedFunction, pause

Clients = Mapping[str, Callable[[Any], Any]]
Choice = tuple[str, str]
"""What comes next: ("step", "A"), ("crash", "A"), ("lost", "A": done, no reply), ("unsent", "A": never done)."""


class Crash(BaseException):
    """Ends a client that crashes."""


class SteppedClient:
    """A client that waits before each call for a choice."""

    def __init__(self, function: Callable[[Any], Any], client: Any) -> None:
        self.function, self.client = function, client
        self.end: End | None = None
        self._paused = PausedFunction(self._run)

    def _run(self) -> None:
        try:
            self.end = Returned(self.function(self))
        except Crash:
            self.end = CRASHED
        except Exception as error:
            self.end = Raised(error)

    def step(self, kind: str) -> None:
        """Let the next call happen, or not; returns when the client waits again or has ended."""
        self._paused.go_on(kind)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.client, name)
        return found if name == "transactions" else lambda *args, **kwargs: self._call(lambda: found(*args, **kwargs))

    def _call(self, call: Callable[[], Any]) -> Any:
        kind = pause()
        if kind == "crash":
            raise Crash
        answer = None if kind == "unsent" else call()
        if kind in ("lost", "unsent"):
            raise ConnectionTimeoutError("no reply")
        return list(answer) if isinstance(answer, GeneratorType) else answer


@dataclass(frozen=True)
class Limits:
    """The most crashes and lost replies in one run."""

    crashes: int = 0
    lost_replies: int = 0


class Run:
    """One order: ``prefix``, then always the first choice. ``others``: the prefixes not taken."""

    def __init__(self, clients: Clients, client: Any, prefix: list[Choice], limits: Limits) -> None:
        self.client, self.limits = client, limits
        self.stepped = {who: SteppedClient(function, client) for who, function in clients.items()}
        self.done: list[Choice] = []
        self.others: list[list[Choice]] = []
        changed = [self._take(choice) for choice in prefix]
        if prefix and prefix[-1][0] == "lost" and changed[-1]:  # else a lost request and a lost reply are one
            self.others.append([*prefix[:-1], ("unsent", prefix[-1][1])])
        while possible := self._list_choices():
            self.others += [[*self.done, other] for other in possible[1:]]
            self._take(possible[0])

    @property
    def ends(self) -> dict[str, End]:
        """How each client ended."""
        return {who: each.end for who, each in self.stepped.items() if each.end}

    def _list_choices(self) -> list[Choice]:
        kinds = [kind for kind, _ in self.done]
        possible = ["step"]
        possible += ["crash"] * (kinds.count("crash") < self.limits.crashes)
        possible += ["lost"] * (kinds.count("lost") + kinds.count("unsent") < self.limits.lost_replies)
        running = [who for who, each in self.stepped.items() if each.end is None]
        return [(kind, who) for kind in possible for who in running]

    def _take(self, choice: Choice) -> bool:
        """Take one choice. Returns whether it changed the store."""
        kind, who = choice
        before = self._read_revision()
        self.stepped[who].step(kind)
        self.done.append(choice)
        return self._read_revision() != before

    def _read_revision(self) -> int:
        return int(self.client.get_response("/registry/").header.revision)


def run_every_order(
    clients: Clients, fresh: Callable[[], Any], crashes: int = 0, lost_replies: int = 0
) -> Iterator[Run]:
    """Run every order, each once. ``fresh`` returns a client of a store in its first state."""
    limits, prefixes = Limits(crashes, lost_replies), [list[Choice]()]
    while prefixes:
        run = Run(clients, fresh(), prefixes.pop(), limits)
        yield run
        prefixes += run.others


def connect_fresh(setup: Callable[[Any], object] | None = None) -> Callable[[], Any]:
    """A function that makes a client of a new embedded store after ``setup``."""

    def fresh() -> Any:
        client = EmbeddedClient(EmbeddedStore().ask)
        if setup is not None:
            setup(client)
        return client

    return fresh
