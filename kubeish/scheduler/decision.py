"""Scheduling decisions: what a scheduler found on each machine, and the rule by which it chose.

kube-scheduler writes such a record to its log, and kube-scheduler-simulator shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from kubeish.api import Pod
from kubeish.wording import say, show

from .interfaces import MinionLister, Scheduler

FREE = say("free")


def describe_taken_port(port: int, pod_id: str) -> str:
    """The reason why a machine is out of the question: the pod there that has the port."""
    return say("port {port} is taken by {pod}", port=port, pod=pod_id)


def describe_pick(fitting: int) -> str:
    """The rule of a scheduler that picks at random among so many machines."""
    return say("picked at random among {fitting} that fit", fitting=fitting)


def describe_turn(place: int, machines: int) -> str:
    """The rule of a scheduler that takes its machines in turn; ``place`` counts from 1."""
    return say("the next in turn: place {place} of {machines}", place=place, machines=machines)


@dataclass(frozen=True)
class Candidate:
    """A machine as a scheduler saw it: whether the pod fits there, and the reason."""

    machine: str
    fits: bool = True
    reason: str = ""


@dataclass(frozen=True)
class Decision:
    """``pod`` goes to ``machine`` by ``rule``. ``candidates``: each machine that was listed."""

    pod: str
    machine: str
    rule: str
    candidates: tuple[Candidate, ...] = ()

    def __repr__(self) -> str:
        width = max((len(candidate.machine) for candidate in self.candidates), default=0)
        lines = [f"  {c.machine.ljust(width)}  {self._describe(c)}".rstrip() for c in self.candidates]
        return "\n".join([f"{self.pod} → {self.machine}   {show(self.rule)}", *lines])

    def _describe(self, candidate: Candidate) -> str:
        if candidate.machine == self.machine:
            return show(say("← chosen"))
        return show(candidate.reason if candidate.fits else say("no: {reason}", reason=candidate.reason))


class _RecordingLister(MinionLister):
    """A minion lister that keeps the list that it returned last."""

    def __init__(self, minion_lister: MinionLister) -> None:
        self.minion_lister = minion_lister
        self.machines: tuple[str, ...] = ()

    def list(self) -> Sequence[str]:
        machines = self.minion_lister.list()
        self.machines = tuple(machines)
        return machines


def why(scheduler: Scheduler, pod: Pod, minion_lister: MinionLister) -> Decision:
    """Schedule ``pod`` and return the decision. Raises what ``schedule`` raises.

    A scheduler with a ``decide`` explains itself. Of any other, the decision holds what can be
    observed from outside: the list that it was given and the name that it returned.
    """
    decide = getattr(scheduler, "decide", None)
    if decide is not None:
        return cast(Decision, decide(pod, minion_lister))
    lister = _RecordingLister(minion_lister)
    machine = scheduler.schedule(pod, lister)
    candidates = tuple(map(Candidate, lister.machines))
    return Decision(pod.id, str(machine), say("{name} does not say why", name=type(scheduler).__name__), candidates)
