"""Directed race: schedulers on one machine that make a request only when directed to.

This is what the TODO at the end of #265's etcd_registry_test.go asks for: one routine reads and
waits, another reads and updates, the first goes on. A ``Race`` only asks; a ``Director`` answers,
on the registry that it was made with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kubeish.api import ContainerManifest, Pod
from kubeish.errors import CallMistake
from kubeish.etcd.client import EmbeddedClient
from kubeish.etcd.client.base import Ask
from kubeish.etcd.client_protocol import Client
from kubeish.explorer.replay import FunctionProgram
from kubeish.explorer.scratch_store import ScratchStore, run_setup
from kubeish.explorer.single_run import Run
from kubeish.explorer.steps import Asks, Raised, Step
from kubeish.wording import say

MACHINE = "m1"
_MOST_STEPS = 60


class PodRegistry(Protocol):
    """What a race needs of a registry."""

    def run_pod(self, pod: Pod, machine: str) -> object:
        """Put ``pod`` on the list of ``machine``."""

    def load_manifests(self, machine: str) -> tuple[list[ContainerManifest], int]:
        """The list of ``machine``, and its index."""


class BadDirection(CallMistake):
    """A direction with an unknown verb, or for a scheduler not started, or started twice."""


@dataclass(frozen=True)
class Direction:
    """What a Race asks of its Director: a verb, and the scheduler (and pod) that it is about."""

    verb: str
    who: str = ""
    pod: str = ""


class Race:
    """Schedulers on the machine m1, whose list holds the pod ``web`` when the race begins."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def start(self, who: str, pod: str) -> None:
        """Have scheduler ``who`` run the pod named ``pod``. It makes no request yet."""
        self._ask(Direction("start", who, pod))

    def step(self, who: str) -> str:
        """Let ``who`` make its next request, and describe it; "has finished" if none is left."""
        return str(self._ask(Direction("step", who)))

    def finish(self, who: str) -> None:
        """Let ``who`` go on until it has finished."""
        self._ask(Direction("finish", who))

    def pods(self) -> list[str]:
        """The names on m1's list, as the kubelet reads it."""
        names = self._ask(Direction("pods"))
        return list(names) if isinstance(names, list) else []


class Director:
    """Runs the schedulers of a Race on the registry that ``make_registry`` makes of a client.

    ``pods``: by scheduler, the pod that it runs. ``writes``: to another key, before the race, so that the indexes
    are others.
    """

    def __init__(self, make_registry: Callable[[Client], PodRegistry], writes: int = 0) -> None:
        self.make_registry, self._writes = make_registry, writes
        self.pods: dict[str, str] = {}
        self.run = Run({}, run_setup(self._set_up))
        self._verbs: dict[str, Callable[[Direction], object]] = {
            "start": self._start,
            "step": self._step,
            "finish": self._finish,
            "pods": lambda direction: self.list_pods(),
        }

    def answer(self, direction: object) -> object:
        """Do what the Race asks; it may come out of a sandbox, so raise BadDirection if unknown."""
        verb = direction.verb if isinstance(direction, Direction) else type(direction).__name__
        if not isinstance(direction, Direction) or verb not in self._verbs:
            raise BadDirection(
                say("a race has no direction {verb!r}: use race.start, step, finish and pods.", verb=verb)
            )
        return self._verbs[verb](direction)

    def _set_up(self, client: Client) -> None:
        for number in range(self._writes):
            client.put("/registry/events", str(number))
        self._make_work(Pod("web"))(client)

    def _make_work(self, pod: Pod) -> Callable[[Client], None]:
        def run_pod(client: Client) -> None:
            self.make_registry(client).run_pod(pod, MACHINE)

        return run_pod

    def _start(self, direction: Direction) -> None:
        if direction.who in self.run.programs:
            raise BadDirection(
                say("scheduler {who} was started twice: give the second one another name.", who=direction.who)
            )
        work = self._make_work(Pod(direction.pod))
        self.pods[direction.who] = direction.pod
        self.run.add(direction.who, FunctionProgram(direction.who, work, EmbeddedClient))

    def _step(self, direction: Direction) -> str:
        if not isinstance(self._next(direction.who), Asks):
            return "has finished"
        words = " ".join(self.run.step(direction.who).words)
        step = self._next(direction.who)
        return f"{words}, and stops: {step.error}" if isinstance(step, Raised) else words

    def _finish(self, direction: Direction) -> None:
        for _ in range(_MOST_STEPS):
            if not isinstance(self._next(direction.who), Asks):
                return
            self.run.step(direction.who)

    def list_pods(self) -> list[str]:
        """The names on the machine's list, as the kubelet reads it."""
        registry = self.make_registry(EmbeddedClient(ScratchStore(self.run.state).ask))
        return [manifest.id for manifest in registry.load_manifests(MACHINE)[0]]

    def _next(self, who: str) -> Step:
        if who not in self.run.programs:
            raise BadDirection(
                say("scheduler {who} was never started: call race.start({who!r}, 'a pod') first.", who=who)
            )
        return self.run.next(who)


def race_on(make_registry: Callable[[Client], PodRegistry]) -> Race:
    """A race to be directed by hand, on the registry that ``make_registry`` makes of a client."""
    return Race(Director(make_registry).answer)
