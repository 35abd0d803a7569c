"""Run: clients in one given order, step by step, kept as a Timeline.

A stepper holds a Run. It can be built anew from its order at any time, so undo leaves out the last
step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kubeish.etcd.store import State
from kubeish.etcd.store import service_messages as service
from kubeish.wording import say

from .blind_writes import collect_indexes, find_blind_writes
from .client_view import ClientView
from .order_notation import BadOrder, Kind, list_names, read_order
from .service_rules import LeaseEnd, Log, WatchOpen, WatchRead, apply_any, open_watch, read_events
from .steps import CRASHED, LOST, Asks, End, History, Location, Program, Step
from .timeline import Timeline, TimelineStep
from .transitions import check_explored


class Run:
    """Clients over one store, each paused before its next request."""

    def __init__(self, programs: Mapping[str, Program], state: State) -> None:
        self.programs: dict[str, Program] = {}
        self.state = self._start = state
        self._log: Log = ()
        self._views: dict[str, ClientView] = {}
        self.steps: list[TimelineStep] = []
        self._histories: dict[str, History] = {}
        self._seen: dict[str, dict[bytes, int]] = {}
        self._next: dict[str, Step] = {}
        for name, program in programs.items():
            self.add(name, program)

    def add(self, name: str, program: Program) -> None:
        """Add a client, which has asked for nothing yet."""
        self.programs[name] = program
        self._histories[name], self._seen[name], self._views[name] = (), {}, ClientView(len(self._views))
        self._next[name] = program.next(())

    def next(self, who: str) -> Step:
        """What client ``who`` does next: Asks, or how it has ended."""
        return self._next[who]

    def locate(self, who: str) -> Location:
        """The line at which client ``who`` is paused, and its local variables."""
        return self.programs[who].locate(self._histories[who])

    def step(self, who: str, kind: Kind = "step", applied: bool = True, lease: int = 0) -> TimelineStep:
        """Let client ``who`` make its next request, crash, lose the reply, or let a time run out.

        ``lease``: which of its leases ends, of those in its hands. Raises BadOrder if there is no
        such client or lease, or the client has ended, or waits.
        """
        if who not in self._next:
            raise BadOrder(
                say("there is no client {who!r}: there {names}.", who=who, names=list_names(list(self._next)))
            )
        if kind == "expire":
            return self._end_lease(who, lease)
        asks = self._next[who]
        if not isinstance(asks, Asks):
            raise BadOrder(
                say("{who} has already ended and has no step left: leave its further steps out of the order.", who=who)
            )
        location, before = self.locate(who), self.state
        answer = self._answer(who, asks.request, kind) if kind != "crash" and applied else None
        after = self._next[who] = self._advance(who, kind, asks.request, answer)
        blind = find_blind_writes(asks.request, self._seen[who], before, self.state)
        if kind == "step":
            self._seen[who].update(collect_indexes(asks.request, answer))
        end = None if isinstance(after, Asks) else after
        step = TimelineStep(who, kind, applied, asks.request, answer, before, self.state, location, blind, end)
        self.steps.append(step)
        return step

    def _end_lease(self, who: str, place: int) -> TimelineStep:
        """Let the time of one of the client's leases run out. The client itself does not notice."""
        leases, before = self._views[who].leases, self.state
        if place >= len(leases) or not before.find_lease(leases[place]):
            raise BadOrder(
                say(
                    "{who} has no lease number {place} that could end: it was not granted, or has ended.",
                    who=who,
                    place=place + 1,
                )
            )
        request = LeaseEnd(leases[place])
        self._apply(request)
        step = TimelineStep(who, "expire", True, request, None, before, self.state, self.locate(who), lease=place)
        self.steps.append(step)
        return step

    def _answer(self, who: str, request: object, kind: Kind) -> object:
        """The store's answer to the next request of client ``who``."""
        asked = self._views[who].translate(request)
        if isinstance(asked, WatchOpen):
            return open_watch(self.state, asked, self._start.revision)
        if not isinstance(asked, WatchRead):
            check_explored(asked)
            return self._apply(asked)
        answer = read_events(self.state, self._log, self._start.kvs, asked)
        if kind == "timeout":
            return service.WatchAnswer(self.state.revision)
        if answer is None:
            raise BadOrder(
                say("{who} waits for an event, and there is none yet: let another client write first.", who=who)
            )
        return answer

    def _apply(self, request: object) -> object:
        self.state, answer, changes = apply_any(self.state, request)
        self._log += tuple(changes)
        return answer

    def _advance(self, who: str, kind: Kind, request: object, answer: object) -> Step:
        """The next step of client ``who``, having had ``answer``."""
        if kind == "crash":
            return CRASHED
        given = LOST if kind == "lost" else answer
        self._histories[who] = (*self._histories[who], given)
        self._views[who] = self._views[who].record(request, given)
        return self.programs[who].next(self._histories[who])

    @property
    def ends(self) -> dict[str, End | None]:
        """How each client has ended; None for one that has steps left."""
        return {who: None if isinstance(step, Asks) else step for who, step in self._next.items()}

    def make_timeline(self, complaints: Iterable[str] = ()) -> Timeline:
        """The steps so far as a Timeline."""
        return Timeline(tuple(self.programs), tuple(self.steps), self.ends, tuple(complaints))


def run_order(run: Run, order: str) -> Run:
    """Take the steps of ``order`` in ``run``, and return it."""
    for step in read_order(order, list(run.programs)):
        run.step(*step)
    return run
