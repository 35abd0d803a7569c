"""Every order of several clients with leases, locks, watches and waits, really run, one request at a time.

An oracle: nothing of kubeish.explorer decides anything here. Each order starts from a fresh EmbeddedStore whose
clock stands still; a lease ends when the scheduler of this file ends it. The rules are those that ``explore`` states:

- a client that waits for an event has no step before there is one;
- nor has one that goes round a loop for ever without a change, once it has seen its answers: found by running it
  alone on a copy of the store;
- where all that are left wait, the shortest time runs out, of a lease or of a wait; if there is none, the order ends.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from unittest import mock

from kubeish.errors import ConnectionTimeoutError
from kubeish.etcd.client import EmbeddedClient
from kubeish.etcd.store import EmbeddedStore, State
from kubeish.etcd.store import service_messages as service
from kubeish.etcd.store.messages import TxnAnswer
from tests.tools.paused_function import PausedFunction, pause

MOST = 200  # requests of one client
Clients = Mapping[str, Callable[[Any], Any]]


@dataclass(frozen=True, order=True)
class Choice:
    """What comes next, of which client, and of which of its leases. ``early``: by a fault."""

    kind: str
    who: str = ""
    lease: int = 0
    early: bool = False


LOST = "lost"


class Stop(BaseException):
    """Ends a client that crashes, or that has been run alone for long enough."""


class Client(EmbeddedClient):
    """A client whose locks have names of their own in place of chance."""

    def __init__(self, ask: Any, name: str) -> None:
        super().__init__(ask)
        self.name, self.locks = name, 0

    def lock(self, name: str, ttl: int = 60) -> Any:
        lock = super().lock(name, ttl)
        self.locks += 1
        lock.uuid = f"lock {self.locks} of {self.name}".encode()
        return lock


@dataclass(frozen=True)
class Limits:
    """The most faults of each kind in one run."""

    crash: int = 0
    lost: int = 0
    early: int = 0


@contextlib.contextmanager
def stop_clock() -> Iterator[None]:
    """Have ``time.sleep`` and ``time.monotonic`` spend no time."""

    def spend_nothing(seconds: float = 0.0) -> float:  # a MagicMock notes each call, which takes longer than the rest
        return 0.0

    with mock.patch("time.sleep", spend_nothing), mock.patch("time.monotonic", spend_nothing):
        yield


class SteppedClient:
    """A client that waits before each request for a choice."""

    def __init__(self, name: str, function: Callable[[Any], Any], store: EmbeddedStore) -> None:
        self.who, self.function, self.store = name, function, store
        self.pending: Any = None
        self.history: list[tuple[Any, Any]] = []
        self.leases: list[int] = []
        self.is_stopped = False
        self.end = ""
        self._paused = PausedFunction(self._run)

    def _run(self) -> None:
        try:
            self.end = f"Returned {self.function(Client(self.ask, self.who))!r}"
        except Stop:
            self.end = "Crashed"
        except Exception as error:
            self.end = f"Raised {error}"
        self.pending = None

    def ask(self, request: Any) -> Any:
        if type(request) is service.WatchCancel:
            return self.store.ask(request)
        if self.is_stopped:
            raise Stop
        self.pending = request
        kind = pause()
        if kind == "crash":
            self.is_stopped = True
            raise Stop
        answer: Any = LOST
        if kind == "timeout":
            answer = service.WatchAnswer(self.store.state.revision)
        elif kind != "unsent":
            answer = self.store.ask(request)
        if kind in ("lost", "unsent"):
            answer = LOST
        self.history.append((request, answer))
        self._keep_leases(request, answer)
        if answer is LOST:
            raise ConnectionTimeoutError("no reply")
        return answer

    def _keep_leases(self, request: Any, answer: Any) -> None:
        if type(request) is service.LeaseGrant and isinstance(answer, service.LeaseAnswer):
            self.leases.append(answer.id)
        if type(request) is service.LeaseRevoke and isinstance(answer, service.Done):
            self.leases = [lease for lease in self.leases if lease != request.id]

    def step(self, kind: str) -> None:
        """Let the pending request happen, or not; returns when the client has another one, or has ended."""
        self._paused.go_on(kind)

    def waits_for_event(self) -> bool:
        request = self.pending
        if type(request) is not service.WatchNext or (request.wait is not None and request.wait <= 0):
            return False
        watch = self.store._watches.open.get(request.id)
        return watch is not None and not watch.answers

    def waits_in_loop(self) -> bool:
        """Whether it would ask for ever in a loop whose answers it has had, and change nothing."""
        state = self.store.state
        played = [(request, strip(answer)) for request, answer in self.history]
        if type(self.pending) is service.WatchNext or self.pending not in [request for request, _ in played]:
            return False
        alone = run_alone(self.who, self.function, self.history, state)
        if alone is None:
            return False
        for period in range(1, len(alone) // 3 + 1):
            if alone[period:] == alone[: len(alone) - period]:
                whole, here = [*played, *alone], len(played)
                tail = 2 * period - 1
                return here >= tail and whole[here - tail : here] == whole[here - tail + period : here + period]
        return False


def strip(answer: Any) -> Any:
    """An answer without the store's revision, which other clients' writes to other keys change."""
    if isinstance(answer, TxnAnswer):
        return ("txn", answer.succeeded, [strip(part) for part in answer.answers])
    if hasattr(answer, "revision") and not isinstance(answer, service.WatchAnswer):
        return (type(answer).__name__, answer[1:])
    return answer


def run_alone(name: str, function: Any, history: list[tuple[Any, Any]], state: State) -> list[tuple[Any, Any]] | None:
    """What a client asks and is told that goes on alone for MOST requests without a change; None if it does not."""
    store, before = EmbeddedStore(clock=lambda: 0.0, start=state), list(history)
    done: list[tuple[Any, Any]] = []
    is_over = [False]

    def ask(request: Any) -> Any:
        if type(request) is service.WatchCancel:
            return service.Done(0)
        if is_over[0]:
            raise Stop
        if before:
            _, answer = before.pop(0)
            if answer is LOST:
                raise ConnectionTimeoutError("no reply")
            return answer
        if len(history) + len(done) == MOST or isinstance(request, (service.Watch, service.WatchNext)):
            is_over[0] = True
            raise Stop
        answer = store.ask(request)
        if store.state != state:
            is_over[0] = True
            raise Stop
        done.append((request, strip(answer)))
        return answer

    with contextlib.suppress(Exception, Stop):
        function(Client(ask, name))
    return done if len(history) + len(done) == MOST else None


@dataclass
class Run:
    """One order: ``prefix``, then always the first choice. ``others``: the prefixes not taken."""

    clients: Clients
    store: EmbeddedStore
    prefix: list[Choice]
    limits: Limits
    done: list[Choice] = field(default_factory=list)
    others: list[list[Choice]] = field(default_factory=list)
    is_stuck = False

    def __post_init__(self) -> None:
        self.stepped = {who: SteppedClient(who, function, self.store) for who, function in self.clients.items()}
        changed = [self._take(choice) for choice in self.prefix]
        if self.prefix and self.prefix[-1].kind == "lost" and changed[-1]:  # else to arrive or not is one
            self.others.append([*self.prefix[:-1], Choice("unsent", self.prefix[-1].who)])
        while possible := self._list_choices():
            if possible[0].kind == "end":
                self.others += [[*self.done, other] for other in possible[1:]]
                self.is_stuck = True
                break
            self.others += [[*self.done, other] for other in possible[1:]]
            self._take(possible[0])
        self.ends = {who: each.end or "Waits" for who, each in self.stepped.items()}

    def stop(self) -> None:
        """End the clients that wait."""
        for each in self.stepped.values():
            if not each.end:
                each.step("crash")

    def _list_choices(self) -> list[Choice]:
        used = [choice.kind for choice in self.done]
        running = [each for each in self.stepped.values() if not each.end]
        waiting = [each for each in running if each.waits_for_event() or each.waits_in_loop()]
        steps = [Choice("step", each.who) for each in running if each not in waiting]
        timers = self._list_timers()
        free = (
            [timer for seconds, timer in timers if seconds == min(timers, key=lambda timer: timer[0])[0]]
            if waiting and not steps
            else []
        )
        possible = [*steps, *free]
        if waiting and not possible:
            possible = [Choice("end")]
        if used.count("crash") < self.limits.crash:
            possible += [Choice("crash", each.who) for each in running]
        if used.count("lost") + used.count("unsent") < self.limits.lost:
            watches = (service.Watch, service.WatchNext)
            possible += [Choice("lost", each.who) for each in running if not isinstance(each.pending, watches)]
        if sum(choice.early for choice in self.done) < self.limits.early:
            possible += [replace(timer, early=True) for _, timer in timers if timer not in free]
        return possible

    def _list_timers(self) -> list[tuple[float, Choice]]:
        alive = {lease.id: lease.ttl for lease in self.store.state.leases}
        timers: list[tuple[float, Choice]] = []
        for each in self.stepped.values():
            timers += [
                (alive[lease], Choice("expire", each.who, i)) for i, lease in enumerate(each.leases) if lease in alive
            ]
            if not each.end and each.waits_for_event() and each.pending.wait is not None:
                timers.append((each.pending.wait, Choice("timeout", each.who)))
        return timers

    def _take(self, choice: Choice) -> bool:
        """Take one choice. Returns whether it changed the store."""
        before, each = self.store.state, self.stepped[choice.who]
        if choice.kind == "expire":
            self.store.ask(service.LeaseRevoke(each.leases[choice.lease]))
        else:
            each.step(choice.kind)
        self.done.append(choice)
        return self.store.state != before


def run_every_order(clients: Clients, setup: Callable[[Any], object], limits: Limits) -> Iterator[Run]:
    """Run every order, each once, each on a store of its own after ``setup``."""
    prefixes = [list[Choice]()]
    while prefixes:
        store = EmbeddedStore(clock=lambda: 0.0)
        setup(EmbeddedClient(store.ask))
        run = Run(clients, store, prefixes.pop(), limits)
        yield run
        run.stop()
        prefixes += run.others
