"""A race, directed: schedulers that run pods on one machine and move one request at a time, only when they are told to.

This is what the TODO at the end of #265's etcd_registry_test.go asks for: one routine reads and waits, another reads
and updates, the first goes on. ``Race`` only asks; ``Director`` does, on whichever registry it was made with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kubeish.api import Pod
from kubeish.errors import KubeishError
from kubeish.explorer.replay import FunctionProgram
from kubeish.explorer.run import Run
from kubeish.explorer.steps import Asks, Raised
from kubeish.explorer.world import Holder, state_after

MACHINE = "m1"
_MOST_STEPS = 60


class BadDirection(KubeishError):
    """A scheduler was told to do what it cannot: it was never started, or was started twice."""


@dataclass(frozen=True)
class Direction:
    """What a Race asks of its Director: a verb, and the scheduler (and pod) that it is about."""

    verb: str
    who: str = ""
    pod: str = ""


class Race:
    """Schedulers on the machine m1, whose list holds the pod ``web`` when the race begins."""

    def __init__(self, ask: Callable[[Direction], Any]) -> None:
        self._ask = ask

    def start(self, who: str, pod: str) -> None:
        """Have scheduler ``who`` run the pod named ``pod``. It has asked the store for nothing yet."""
        self._ask(Direction("start", who, pod))

    def step(self, who: str) -> str:
        """Let ``who`` make its next request, and say in words what came of it; "has finished" if it had none left."""
        return str(self._ask(Direction("step", who)))

    def finish(self, who: str) -> None:
        """Let ``who`` go on until it has finished."""
        self._ask(Direction("finish", who))

    def pods(self) -> list[str]:
        """The names on m1's list, as the kubelet reads it."""
        return list(self._ask(Direction("pods")))


class Director:
    """Answers a Race: it runs the schedulers on the registry that ``make_registry`` makes of a client."""

    def __init__(self, make_registry: Callable[[Any], Any]) -> None:
        self.make_registry = make_registry
        self.run = Run({}, state_after(self._one_pod))

    def answer(self, direction: Direction) -> Any:
        """Do what the Race asks."""
        return getattr(self, f"_{direction.verb}")(direction)

    def _one_pod(self, client: Any) -> None:
        self.make_registry(client).run_pod(Pod("web"), MACHINE)

    def _start(self, direction: Direction) -> None:
        from kubeish.client import Client

        if direction.who in self.run.programs:
            raise BadDirection(f"scheduler {direction.who} was started twice: give the second one another name.")
        pod = Pod(direction.pod)
        work = lambda client: self.make_registry(client).run_pod(pod, MACHINE)  # noqa: E731
        self.run.add(direction.who, FunctionProgram(direction.who, work, Client))

    def _step(self, direction: Direction) -> str:
        if not isinstance(self._next(direction.who), Asks):
            return "has finished"
        words = " ".join(self.run.step(direction.who).words())
        step = self._next(direction.who)
        return f"{words}, and stops: {step.error}" if isinstance(step, Raised) else words

    def _finish(self, direction: Direction) -> None:
        for _ in range(_MOST_STEPS):
            if not isinstance(self._next(direction.who), Asks):
                return
            self.run.step(direction.who)

    def _pods(self, _: Direction) -> list[str]:
        from kubeish.client import Client

        manifests, _index = self.make_registry(Client(Holder(self.run.state).ask)).load_manifests(MACHINE)
        return [manifest.id for manifest in manifests]

    def _next(self, who: str) -> Any:
        if who not in self.run.programs:
            raise BadDirection(f"scheduler {who} was never started: call race.start({who!r}, 'a pod') first.")
        return self.run.next(who)


def race_on(make_registry: Callable[[Any], Any]) -> Race:
    """A race to be played by hand, on the registry that ``make_registry`` makes of a client."""
    return Race(Director(make_registry).answer)
