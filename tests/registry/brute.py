"""Every order of a scenario the slow way: real threads, one call of the client at a time, each run from the start.

Nothing of kubeish.explorer runs here: this is what its counts are compared with.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from types import GeneratorType
from typing import Any

from kubeish.errors import ConnectionTimeoutError
from kubeish.explorer.steps import CRASHED, End, Raised, Returned
from kubeish.story import Scenario

Choice = tuple[str, str]
"""What comes next: ("step", "A"), ("crash", "A"), ("lost", "A": done, no reply), ("unsent", "A": never done)."""

Fresh = Callable[[], tuple[Any, Callable[[], int]]]


class Died(BaseException):
    """The client's process has ended."""


class Lane(threading.Thread):
    """One client in a thread of its own, which waits before each call until it is told what is to become of it."""

    def __init__(self, deed: Callable[[Any], Any], client: Any) -> None:
        super().__init__(daemon=True)
        self.deed, self.client = deed, client
        self.orders: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.news: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.end: End | None = None
        self.start()
        self.news.get()

    def run(self) -> None:
        try:
            self.end = Returned(self.deed(self))
        except Died:
            self.end = CRASHED
        except Exception as error:
            self.end = Raised(error)
        self.news.put("ended")

    def tell(self, order: str) -> None:
        """Let the next call happen, or not; back when the client waits again or has ended."""
        self.orders.put(order)
        self.news.get()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.client, name)
        return found if name == "transactions" else lambda *args, **kwargs: self._call(lambda: found(*args, **kwargs))

    def _call(self, call: Callable[[], Any]) -> Any:
        self.news.put("waits")
        order = self.orders.get()
        if order == "crash":
            raise Died
        answer = None if order == "unsent" else call()
        if order in ("lost", "unsent"):
            raise ConnectionTimeoutError("no reply")
        return list(answer) if isinstance(answer, GeneratorType) else answer


class Run:
    """One run: it follows ``prefix``, then does the first thing possible. ``others``: what else could have come."""

    def __init__(self, scenario: Scenario, registry: Any, fresh: Fresh, prefix: list[Choice]) -> None:
        self.client, self.revision = fresh()
        self.scenario = scenario
        scenario.setup(registry)(self.client)
        self.lanes = {who: Lane(deed, self.client) for who, deed in scenario.clients(registry).items()}
        self.done: list[Choice] = []
        self.others: list[list[Choice]] = []
        changed = [self._take(choice) for choice in prefix]
        if prefix and prefix[-1][0] == "lost" and changed[-1]:  # else to lose it and to lose its reply are one
            self.others.append([*prefix[:-1], ("unsent", prefix[-1][1])])
        while possible := self._possible():
            self.others += [[*self.done, other] for other in possible[1:]]
            self._take(possible[0])

    def _possible(self) -> list[Choice]:
        awake = [who for who, lane in self.lanes.items() if lane.end is None]
        kinds = ["step"]
        kinds += ["crash"] * (self._count("crash") < self.scenario.crashes)
        kinds += ["lost"] * (self._count("lost") + self._count("unsent") < self.scenario.lost_replies)
        return [(kind, who) for kind in kinds for who in awake]

    def _count(self, kind: str) -> int:
        return sum(1 for done, _ in self.done if done == kind)

    def _take(self, choice: Choice) -> bool:
        """Do it; whether it changed the store."""
        kind, who = choice
        before = self.revision()
        self.lanes[who].tell(kind)
        self.done.append(choice)
        return self.revision() != before

    def complaints(self) -> list[str]:
        return self.scenario.judge(self.client, {who: lane.end for who, lane in self.lanes.items() if lane.end})


def all_runs(scenario: Scenario, registry: Any, fresh: Fresh) -> Iterator[Run]:
    """Every order, each once. ``fresh`` makes an empty store: a client of it, and what tells its revision."""
    waiting: list[list[Choice]] = [[]]
    while waiting:
        run = Run(scenario, registry, fresh, waiting.pop())
        yield run
        waiting += run.others
